import { type CivilDate, later } from '../kernel/calendar.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { AccountId } from '../kernel/ids.ts';
import { billToFault } from './bill-to.ts';
import type { AccountTreeEvent } from './events.ts';
import { valueFor } from './places.ts';
import { type AccountTreeState, isShut, survivorOf } from './state.ts';
import { ancestorsOf, DEPTH_MAX, depthFault, type OpenedUnder, parentOf } from './ways.ts';

export interface MergeAccounts {
  readonly kind: 'merge';
  readonly accountId: AccountId;
  readonly intoAccountId: AccountId;
  /** As for a move of the account below the other one. */
  readonly openedUnder: OpenedUnder;
  readonly levelsBelow: number;
  readonly depthMax?: number | undefined;
  readonly today: CivilDate;
  readonly reason: string | null;
}

/**
 * Two accounts turn out to be one. Decided on the tree, so that of two mergers that cross, each into the other, only one
 * comes to be. The account comes to stand below the survivor; so roll-ups show there what it has signed and what it owes.
 */
export function decideMerge(command: MergeAccounts, state: AccountTreeState): Decision<AccountTreeEvent> {
  const { accountId, intoAccountId, openedUnder, levelsBelow, depthMax = DEPTH_MAX, today, reason } = command;
  if (valueFor(state.merged, accountId) === intoAccountId) {
    return accept();
  }
  const fault = partiesFault(command, state);
  if (fault !== undefined) {
    return fault;
  }
  const newAbove = [intoAccountId, ...ancestorsOf(state, openedUnder, intoAccountId)];
  if (newAbove.includes(accountId)) {
    return reject('ACCOUNT_CYCLE', 'The other account stands below this one; merge that one into this one instead.', {
      intoAccountId: 'stands below this account',
    });
  }
  const mergedOn = state.lastMovedOn === null ? today : later(today, state.lastMovedOn);
  return (
    // What stood below the account comes to stand directly below the survivor.
    depthFault(newAbove.length - 1 + Math.max(1, levelsBelow), depthMax) ??
    billToFault(state, { accountId, newAbove, day: mergedOn, openedUnder }) ??
    accept({
      type: 'AccountMerged',
      data: { accountId, intoAccountId, fromParentId: parentOf(state, openedUnder, accountId), mergedOn, reason },
    })
  );
}

function partiesFault({ accountId, intoAccountId }: MergeAccounts, state: AccountTreeState) {
  if (accountId === intoAccountId) {
    return reject('ACCOUNT_CYCLE', 'An account cannot be merged into itself.', {
      intoAccountId: 'is the account itself',
    });
  }
  for (const [id, field] of [
    [accountId, 'accountId'],
    [intoAccountId, 'intoAccountId'],
  ] as const) {
    const survivor = survivorOf(state, id);
    if (survivor !== id) {
      return reject('ACCOUNT_MERGED', `Account ${id} was merged into account ${survivor}; use that one.`, {
        [field]: 'was merged into another account',
      });
    }
    if (isShut(state, id)) {
      return reject('ACCOUNT_CLOSED', `Account ${id} is closed, or being closed; it cannot be merged.`, {
        [field]: 'is closed',
      });
    }
  }
  return undefined;
}
