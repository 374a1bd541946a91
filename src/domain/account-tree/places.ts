import type { AccountId } from '../kernel/ids.ts';

/**
 * Account → a value of its own, without ever changing a map that somebody holds. Copying one big map for each event would
 * make the fold of n events cost n²; here an event copies 1/256 of it. The last digits of a UUID are random in every version.
 */
export type ByAccount<Value> = readonly (ReadonlyMap<AccountId, Value> | undefined)[];

/** Account → its parent now. */
export type Places = ByAccount<AccountId | null>;

export const NO_PLACES: Places = [];

function bucketOf(accountId: AccountId): number {
  return Number.parseInt(accountId.slice(-2), 16);
}

export function valueFor<Value>(values: ByAccount<Value>, accountId: AccountId): Value | undefined {
  return values[bucketOf(accountId)]?.get(accountId);
}

export function withValue<Value>(values: ByAccount<Value>, accountId: AccountId, value: Value): ByAccount<Value> {
  const next = values.slice();
  const bucket = bucketOf(accountId);
  next[bucket] = new Map(values[bucket]).set(accountId, value);
  return next;
}

export function allOf<Value>(values: ByAccount<Value>): (readonly [AccountId, Value])[] {
  return values.flatMap((bucket) => (bucket === undefined ? [] : [...bucket]));
}

/** Undefined when the account has never moved. */
export function placeOf(places: Places, accountId: AccountId): AccountId | null | undefined {
  return valueFor(places, accountId);
}

export function withPlace(places: Places, accountId: AccountId, parentId: AccountId | null): Places {
  return withValue(places, accountId, parentId);
}
