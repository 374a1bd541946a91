import type { CivilDate } from '../kernel/calendar.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { AccountId } from '../kernel/ids.ts';
import { billToFault } from './bill-to.ts';
import type { AccountTreeEvent } from './events.ts';
import { type AccountTreeState, isShut } from './state.ts';
import { ancestorsOf, DEPTH_MAX, depthFault, type OpenedUnder, parentOf } from './ways.ts';

export interface MoveAccount {
  readonly kind: 'move';
  readonly accountId: AccountId;
  readonly toParentId: AccountId | null;
  /** Of the account, of all on the way up from it and from the new parent, and of {@link billedAcross}. */
  readonly openedUnder: OpenedUnder;
  /** How many levels hang below the account: 0 when it has no children. */
  readonly levelsBelow: number;
  /** Deepest place that the tenant allows; {@link DEPTH_MAX} unless given. */
  readonly depthMax?: number | undefined;
  /** The first day in the new place. */
  readonly movedOn: CivilDate;
  /** No move is decided for later days; the day itself unless given. */
  readonly today?: CivilDate | undefined;
  readonly reason: string | null;
}

export function decideMove(command: MoveAccount, state: AccountTreeState): Decision<AccountTreeEvent> {
  const { accountId, toParentId, openedUnder, movedOn, reason } = command;
  const fromParentId = parentOf(state, openedUnder, accountId);
  if (fromParentId === toParentId) {
    return accept();
  }
  const newAbove = toParentId === null ? [] : [toParentId, ...ancestorsOf(state, openedUnder, toParentId)];
  return (
    dayFault(command, state) ??
    placeFault(command, state, newAbove) ??
    billToFault(state, { accountId, newAbove, day: movedOn, openedUnder }) ??
    accept({ type: 'AccountMoved', data: { accountId, fromParentId, toParentId, movedOn, reason } })
  );
}

/** Moves take effect in the order in which they are decided, so that for every day there is one tree. */
function dayFault({ movedOn, today = movedOn }: MoveAccount, { lastMovedOn }: AccountTreeState) {
  if (movedOn > today) {
    return reject('MOVE_DAY_INVALID', `${movedOn} is yet to come; move the account on that day.`, {
      effectiveOn: 'lies in the future',
    });
  }
  return lastMovedOn !== null && movedOn < lastMovedOn && movedOn !== today
    ? reject('MOVE_DAY_INVALID', `The hierarchy has changed on ${lastMovedOn}; no move takes effect before that day.`, {
        effectiveOn: `must be ${lastMovedOn} or later`,
      })
    : undefined;
}

function placeFault(
  { accountId, toParentId, levelsBelow, depthMax = DEPTH_MAX }: MoveAccount,
  state: AccountTreeState,
  newAbove: readonly AccountId[],
): Decision<never> | undefined {
  if (toParentId === null) {
    return undefined;
  }
  if (toParentId === accountId) {
    return reject('ACCOUNT_CYCLE', 'An account cannot be its own parent.', {
      parentAccountId: 'is the account itself',
    });
  }
  if (newAbove.includes(accountId)) {
    return reject('ACCOUNT_CYCLE', 'The new parent stands below this account; move it out from under it first.', {
      parentAccountId: 'stands below this account',
    });
  }
  if (isShut(state, toParentId)) {
    return reject('ACCOUNT_PARENT_CLOSED', 'The new parent is being closed and takes no accounts below it.', {
      parentAccountId: 'is being closed',
    });
  }
  return depthFault(newAbove.length + levelsBelow, depthMax);
}
