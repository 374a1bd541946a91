import { type Decision, reject } from '../kernel/decider.ts';
import type { AccountId } from '../kernel/ids.ts';
import { placeOf } from './places.ts';
import type { AccountTreeState } from './state.ts';

/** Deepest place of an account, unless the tenant says otherwise: a root stands at 0. */
export const DEPTH_MAX = 10;

/** Parents at opening. Immutable facts of the accounts' own streams, so it does no harm to have read them earlier. */
export type OpenedUnder = ReadonlyMap<AccountId, AccountId | null>;

type Moved = Pick<AccountTreeState, 'moved'>;

/** Today's parent of an account. Throws when neither a move nor the opening is known: the caller must have read it. */
export function parentOf(state: Moved, openedUnder: OpenedUnder, accountId: AccountId): AccountId | null {
  const moved = placeOf(state.moved, accountId);
  const parent = moved === undefined ? openedUnder.get(accountId) : moved;
  if (parent === undefined) {
    throw new Error(`The parent of account ${accountId} was not read before deciding`);
  }
  return parent;
}

/** The accounts above, nearest first. */
export function ancestorsOf(state: Moved, openedUnder: OpenedUnder, accountId: AccountId): AccountId[] {
  const above: AccountId[] = [];
  let next = parentOf(state, openedUnder, accountId);
  while (next !== null) {
    if (above.includes(next) || next === accountId) {
      throw new Error(`The account tree has a cycle at ${next}`);
    }
    above.push(next);
    next = parentOf(state, openedUnder, next);
  }
  return above;
}

/** Why nothing may stand at this depth, or undefined. */
export function depthFault(depth: number, depthMax: number): Decision<never> | undefined {
  return depth > depthMax
    ? reject(
        'ACCOUNT_TREE_TOO_DEEP',
        `The hierarchy would be ${depth} levels deep below its root; ${depthMax} are allowed. Choose a parent further up.`,
        { parentAccountId: `leads deeper than ${depthMax} levels` },
      )
    : undefined;
}
