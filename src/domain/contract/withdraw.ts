import { accept, type Decision, reject } from '../kernel/decider.ts';
import { effectiveDay } from './agreement.ts';
import type { CommandOf } from './commands.ts';
import type { ContractEvent } from './events.ts';
import type { BindingContract, Change } from './state.ts';

const MOVES_TERM: readonly string[] = ['TermExtended', 'ContractResumed', 'ContractRenewed'];

/** Takes back a change that has not taken effect, as long as no other change stands on it. */
export function withdrawChange(command: CommandOf<'withdrawChange'>, state: BindingContract): Decision<ContractEvent> {
  const { change: number, withdrawnOn, reason } = command;
  const change = state.changes.find((candidate) => candidate.number === number);
  if (change === undefined) {
    return reject('CHANGE_NOT_FOUND', `Contract ${state.contractNumber} has no change ${number}.`);
  }
  if (change.isWithdrawn) {
    return accept();
  }
  const day = effectiveDay(change.event);
  if (day <= withdrawnOn) {
    return reject(
      'CHANGE_IN_EFFECT',
      `Change ${number} is in effect since ${day}; make another change that says what shall hold instead.`,
    );
  }
  const later = state.changes.find((other) => !other.isWithdrawn && other.number > number && standsOn(other, change));
  return later === undefined
    ? accept({ type: 'ChangeWithdrawn', data: { change: number, withdrawnOn, reason } })
    : reject('CHANGE_IN_USE', `Change ${later.number} stands on change ${number}; withdraw that one first.`);
}

/** Whether a later change would make no sense, or mean something else, without an earlier one. */
function standsOn({ event: later }: Change, { event }: Change): boolean {
  switch (event.type) {
    case 'LineAdded':
      return 'lineId' in later.data && later.data.lineId === event.data.line.lineId;
    case 'DiscountGranted':
      return later.type === 'DiscountEnded' && later.data.discountId === event.data.discount.discountId;
    case 'ContractPaused':
      return later.type === 'ContractResumed';
    case 'TermExtended':
    case 'ContractResumed':
    case 'ContractRenewed':
      // Each names a last day that was counted from the one before.
      return MOVES_TERM.includes(later.type) || effectiveDay(later) >= effectiveDay(event);
    default:
      return false;
  }
}
