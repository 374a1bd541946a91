import { addDays, type CivilDate, later } from '../kernel/calendar.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import { type Decimal, type DecimalString, decimal, ZERO } from '../kernel/decimal.ts';
import { exactAmount, roundAmount } from '../kernel/money.ts';
import { totalOwed } from '../rating/due.ts';
import type { Owed } from '../rating/owed.ts';
import { owedBy } from './charges-due.ts';
import type { CommandOf } from './commands.ts';
import type { ContractEvent } from './events.ts';
import { outsideService } from './found-line.ts';
import type { EarlyEndFee } from './policies.ts';
import { type BindingContract, lastServiceDay } from './state.ts';

/**
 * Ends the service: at the end of the term, or earlier. Days that were charged and are not served come back with the
 * next billing, unless it was agreed that they do not; an early end may cost a fee.
 */
export function cancel(command: CommandOf<'cancel'>, state: BindingContract): Decision<ContractEvent> {
  const last = lastServiceDay(state);
  const day = command.lastServiceDay ?? last;
  if (state.cancellation !== null) {
    return day === last
      ? accept()
      : reject(
          'CONTRACT_CANCELLED',
          `Contract ${state.contractNumber} is cancelled already, with ${last} as its last day.`,
        );
  }
  // The day before the start means that it was never served: how a contract ends that has not begun.
  const neverServed = addDays(state.serviceStart, -1);
  const outside = outsideService(state, day, 'lastServiceDay');
  if (outside !== undefined && day !== neverServed) {
    return outside;
  }
  const credits = command.creditUnusedDays ?? state.terms.policies.creditUnusedDays;
  const billedThrough = credits ? day : later(day, lastChargedDay(state, last));
  const policy = command.fee ?? state.terms.policies.earlyEndFee;
  const fee = day === last ? null : feeOf(policy, state, billedThrough);
  const { cancelledOn, reason } = command;
  return accept({ type: 'ContractCancelled', data: { cancelledOn, lastServiceDay: day, billedThrough, fee, reason } });
}

/** The last served day that stands charged; charged days after the end of the term are no service. */
function lastChargedDay({ claims, serviceStart }: BindingContract, last: CivilDate): CivilDate {
  const days = claims
    .flatMap((claim) => (claim.isReleased ? [] : claim.periods))
    .filter(({ component }) => component === 'recurring')
    .map(({ lastDay }) => (lastDay < last ? lastDay : last));
  return days.reduce(later, addDays(serviceStart, -1));
}

function feeOf(policy: EarlyEndFee, state: BindingContract, billedThrough: CivilDate): DecimalString | null {
  const { currency } = state.terms;
  switch (policy.kind) {
    case 'none':
      return null;
    case 'amount':
      return aboveZero(roundAmount(decimal(policy.amount), currency, state.rounding));
    case 'remaining_commitment':
      return aboveZero(exactAmount(remainingCommitment(state, billedThrough), currency));
    case 'percent': {
      const share = remainingCommitment(state, billedThrough).times(decimal(policy.percent)).div(decimal('100'));
      return aboveZero(roundAmount(share, currency, state.rounding));
    }
  }
}

function aboveZero(amount: DecimalString): DecimalString | null {
  return decimal(amount).gt(ZERO) ? amount : null;
}

/** What the committed units would have cost from the first day that is not billed to the end of the term. */
function remainingCommitment(state: BindingContract, billedThrough: CivilDate): Decimal {
  const whole = committedOnly(owedBy(state));
  const end = addDays(billedThrough, 1);
  const billed: Owed = {
    ...whole,
    serviceEnd: end,
    lines: whole.lines.map((line) => ({
      ...line,
      service: { start: line.service.start, end: line.service.end < end ? line.service.end : end },
    })),
  };
  return totalOwed(whole).minus(totalOwed(billed));
}

function committedOnly(owed: Owed): Owed {
  const recurring = owed.lines.filter(({ chargeType }) => chargeType === 'recurring');
  return {
    ...owed,
    fees: [],
    lines: recurring.map((line) => ({ ...line, setupFee: null, quantities: line.commitments })),
  };
}
