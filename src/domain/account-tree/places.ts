import type { AccountId } from '../kernel/ids.ts';

/**
 * Account → its parent now, without ever changing a map that somebody holds. Copying one big map for each move would
 * make the fold of n moves cost n²; here a move copies 1/256 of it. The last digits of a UUID are random in every version.
 */
export type Places = readonly (ReadonlyMap<AccountId, AccountId | null> | undefined)[];

export const NO_PLACES: Places = [];

function bucketOf(accountId: AccountId): number {
  return Number.parseInt(accountId.slice(-2), 16);
}

/** Undefined when the account has never moved. */
export function placeOf(places: Places, accountId: AccountId): AccountId | null | undefined {
  return places[bucketOf(accountId)]?.get(accountId);
}

export function withPlace(places: Places, accountId: AccountId, parentId: AccountId | null): Places {
  const next = places.slice();
  const bucket = bucketOf(accountId);
  next[bucket] = new Map(places[bucket]).set(accountId, parentId);
  return next;
}
