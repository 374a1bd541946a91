import type { CivilDate } from '../kernel/calendar.ts';
import { accept, type Decider, type Decision, reject } from '../kernel/decider.ts';
import type { AccountId } from '../kernel/ids.ts';
import type { AccountTreeEvent } from './events.ts';
import { NO_PLACES, type Places, placeOf, withPlace } from './places.ts';

/** Deepest place of an account: a root stands at 0. Walks up the tree end here at the latest. */
export const DEPTH_MAX = 10;

/** Where moved accounts stand now. Who is not in here stands where it was opened. */
export interface AccountTreeState {
  readonly moved: Places;
}

/** Parents at opening. Immutable facts of the accounts' own streams, so it does no harm to have read them earlier. */
export type OpenedUnder = ReadonlyMap<AccountId, AccountId | null>;

export interface MoveAccount {
  readonly kind: 'move';
  readonly accountId: AccountId;
  readonly toParentId: AccountId | null;
  /** Of the account itself, and of every account on the way up from the new parent. */
  readonly openedUnder: OpenedUnder;
  /** How many levels hang below the account: 0 when it has no children. */
  readonly levelsBelow: number;
  readonly movedOn: CivilDate;
  readonly reason: string | null;
}

/**
 * All moves of a tenant in one stream. A move is decided on the expected revision of this stream, so of two moves that
 * cross, the second one is decided again and sees the first: no cycle can come to be.
 */
export const accountTree: Decider<AccountTreeState, MoveAccount, AccountTreeEvent> = {
  initialState: { moved: NO_PLACES },
  evolve: ({ moved }, { data }) => ({ moved: withPlace(moved, data.accountId, data.toParentId) }),
  decide: (command, state) => decideMove(command, state),
};

/** Today's parent of an account. Throws when neither a move nor the opening is known: the caller must have read it. */
export function parentOf(state: AccountTreeState, openedUnder: OpenedUnder, accountId: AccountId): AccountId | null {
  const moved = placeOf(state.moved, accountId);
  const parent = moved === undefined ? openedUnder.get(accountId) : moved;
  if (parent === undefined) {
    throw new Error(`The parent of account ${accountId} was not read before deciding`);
  }
  return parent;
}

/** The accounts above, nearest first. */
export function ancestorsOf(state: AccountTreeState, openedUnder: OpenedUnder, accountId: AccountId): AccountId[] {
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

function decideMove(command: MoveAccount, state: AccountTreeState): Decision<AccountTreeEvent> {
  const { accountId, toParentId, openedUnder, levelsBelow, movedOn, reason } = command;
  const fromParentId = parentOf(state, openedUnder, accountId);
  if (fromParentId === toParentId) {
    return accept();
  }
  if (toParentId === accountId) {
    return reject('ACCOUNT_CYCLE', 'An account cannot be its own parent.', {
      parentAccountId: 'is the account itself',
    });
  }
  if (toParentId !== null) {
    const above = [toParentId, ...ancestorsOf(state, openedUnder, toParentId)];
    if (above.includes(accountId)) {
      return reject('ACCOUNT_CYCLE', 'The new parent stands below this account; move it out from under it first.', {
        parentAccountId: 'stands below this account',
      });
    }
    const fault = depthFault(above.length + levelsBelow);
    if (fault !== undefined) {
      return fault;
    }
  }
  return accept({ type: 'AccountMoved', data: { accountId, fromParentId, toParentId, movedOn, reason } });
}

/** Why nothing may stand at this depth, or undefined. */
export function depthFault(depth: number): Decision<never> | undefined {
  return depth > DEPTH_MAX
    ? reject(
        'ACCOUNT_TREE_TOO_DEEP',
        `The hierarchy would be ${depth} levels deep below its root; ${DEPTH_MAX} are allowed. Choose a parent further up.`,
        { parentAccountId: `leads deeper than ${DEPTH_MAX} levels` },
      )
    : undefined;
}
