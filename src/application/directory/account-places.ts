import { account } from '../../domain/account/account.ts';
import type { Account } from '../../domain/account/state.ts';
import { accountTree } from '../../domain/account-tree/account-tree.ts';
import { billedAcross } from '../../domain/account-tree/bill-to.ts';
import type { AccountTreeState } from '../../domain/account-tree/state.ts';
import { ancestorsOf, parentOf } from '../../domain/account-tree/ways.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
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

/** With the ways up from all accounts whose bill-to the move could leave behind. */
export async function readPlacesForMove(
  eventStore: EventStore,
  tenantId: TenantId,
  { accountId, toParentId, day }: { accountId: AccountId; toParentId: AccountId | null; day: CivilDate },
): Promise<AccountPlaces> {
  const start = toParentId === null ? [accountId] : [accountId, toParentId];
  const places = await readAccountPlaces(eventStore, tenantId, start);
  const { tree, openedUnder } = places;
  const newAbove = toParentId === null ? [] : [toParentId, ...ancestorsOf(tree.state, openedUnder, toParentId)];
  const across = billedAcross(tree.state, { accountId, newAbove, day, openedUnder });
  if (across.length === 0) {
    return places;
  }
  const all = await readAccountPlaces(eventStore, tenantId, [...start, ...across]);
  // All is decided on one revision: when somebody has moved an account in between, other ways may count.
  return all.tree.revision === tree.revision
    ? all
    : readPlacesForMove(eventStore, tenantId, { accountId, toParentId, day });
}
