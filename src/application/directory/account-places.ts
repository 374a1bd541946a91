import { account } from '../../domain/account/account.ts';
import type { Account } from '../../domain/account/state.ts';
import { type AccountTreeState, accountTree, parentOf } from '../../domain/account-tree/account-tree.ts';
import type { AccountId, TenantId } from '../../domain/kernel/ids.ts';
import type { EventStore, Loaded } from '../ports/event-store.ts';
import { accountStream, accountTreeStream } from '../streams.ts';

/** The tree as of one revision, with the accounts that were met on the ways up. */
export interface AccountPlaces {
  readonly tree: Loaded<AccountTreeState>;
  readonly accounts: ReadonlyMap<AccountId, Account>;
  readonly openedUnder: ReadonlyMap<AccountId, AccountId | null>;
}

/**
 * Reads the ways up from some accounts: the tenant's moves once, then one account after the other. Where an account was
 * opened never changes, so these reads stay true whatever happens meanwhile; only the tree's revision is decided on.
 */
export async function readAccountPlaces(
  eventStore: EventStore,
  tenantId: TenantId,
  from: readonly AccountId[],
): Promise<AccountPlaces> {
  const tree = await eventStore.load(accountTreeStream(tenantId), accountTree);
  const accounts = new Map<AccountId, Account>();
  const openedUnder = new Map<AccountId, AccountId | null>();
  for (const start of from) {
    let next: AccountId | null = start;
    while (next !== null && !openedUnder.has(next)) {
      const { state } = await eventStore.load(accountStream(tenantId, next), account);
      if (state.status !== 'none') {
        accounts.set(next, state);
      }
      openedUnder.set(next, state.status === 'none' ? null : state.openedUnder);
      next = parentOf(tree.state, openedUnder, next);
    }
  }
  return { tree, accounts, openedUnder };
}
