import type { DirectoryFinders } from '../../../src/application/ports/directory-finders.ts';
import { account } from '../../../src/domain/account/account.ts';
import type { AccountEvent } from '../../../src/domain/account/events.ts';
import type { AccountState } from '../../../src/domain/account/state.ts';
import { accountTree } from '../../../src/domain/account-tree/account-tree.ts';
import type { AccountTreeEvent } from '../../../src/domain/account-tree/events.ts';
import { ancestorsOf } from '../../../src/domain/account-tree/ways.ts';
import type { AccountId } from '../../../src/domain/kernel/ids.ts';
import { createMemoryEventStore, type MemoryEventStore } from '../memory-event-store.ts';
import { createGlassVault } from './accounts.ts';

/** What read models would find, folded from the log at the moment of asking: never behind. */
export function createLogFinders(
  eventStore: MemoryEventStore,
): DirectoryFinders & { contracts: Map<string, string[]> } {
  const contracts = new Map<string, string[]>();
  const parents = () => parentsOf(eventStore);
  const childrenOf = (accountId: AccountId) =>
    [...parents()].filter(([, parent]) => parent === accountId).map(([child]) => child);
  const levelsBelow = (accountId: AccountId): number =>
    childrenOf(accountId).reduce((levels, child) => Math.max(levels, 1 + levelsBelow(child)), 0);
  return {
    contracts,
    childrenOf: async (_tenantId, accountId) => childrenOf(accountId),
    openContractsOf: async (_tenantId, accountId) => (contracts.get(accountId) ?? []) as never,
    haveSeen: async () => true,
    levelsBelow: async (_tenantId, accountId) => levelsBelow(accountId),
  };
}

/** Account → parent today, from the whole log. */
export function parentsOf(eventStore: MemoryEventStore): Map<AccountId, AccountId | null> {
  const openedUnder = new Map<AccountId, AccountId | null>();
  let tree = accountTree.initialState;
  for (const { event, stream } of eventStore.log()) {
    if (stream.category === 'account' && event.type === 'AccountOpened') {
      const opened = account.evolve(account.initialState, event as AccountEvent) as Exclude<
        AccountState,
        { status: 'none' }
      >;
      openedUnder.set(opened.accountId, opened.openedUnder);
    } else if (stream.category === 'accountTree') {
      tree = accountTree.evolve(tree, event as AccountTreeEvent);
    }
  }
  return new Map([...openedUnder.keys()].map((id) => [id, ancestorsOf(tree, openedUnder, id)[0] ?? null]));
}

export function createDirectoryDeps() {
  const eventStore = createMemoryEventStore();
  return {
    eventStore,
    vault: createGlassVault(),
    clock: { now: () => '2026-03-01T09:30:00.000Z' },
    finders: createLogFinders(eventStore),
  };
}
