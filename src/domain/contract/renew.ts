import { addDays, addMonths, type CivilDate } from '../kernel/calendar.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import { billingPeriod, periodIndexOf } from '../rating/periods.ts';
import { priceFault, priceFaultCode } from '../rating/price.ts';
import { valueOn } from '../rating/timeline.ts';
import { type ActiveLine, planOn } from './agreement.ts';
import { automaticRenewalFault, noticeFault, renewalDeclinedOn } from './automatic-renewal.ts';
import type { CommandOf } from './commands.ts';
import type { ContractEvent, RenewedLine } from './events.ts';
import { seatLimitFault } from './seat-limits.ts';
import { type BindingContract, lastServiceDay } from './state.ts';
import { monthsOfTerm } from './term.ts';

/**
 * Agrees a new term: after the last one, or from an earlier day, when what was left of the old term is replaced. An
 * early one starts a billing period of its own. One that comes by itself binds once the last day of notice has passed.
 */
export function renew(command: CommandOf<'renew'>, state: BindingContract): Decision<ContractEvent> {
  const effectiveOn = command.effectiveOn ?? state.serviceEnd;
  const endDate = command.endDate ?? addDays(addMonths(effectiveOn, termMonths(state)), -1);
  const last = state.agreedTerms.at(-1);
  if (last?.startDate === effectiveOn && last.endDate === endDate && state.agreedTerms.length > 1) {
    return accept(); // renewed so already
  }
  const fault =
    (command.isAutomatic ? automaticRenewalFault(command, state) : undefined) ??
    renewalFault(state, effectiveOn, endDate) ??
    linesFault(state, command.lines, effectiveOn);
  if (fault !== undefined) {
    return fault;
  }
  const { renewedOn, contractValue, isAutomatic, reason } = command;
  const lines = linesFrom(state, command.lines, effectiveOn);
  const billingAnchor = startsPeriod(state, effectiveOn) ? null : effectiveOn;
  return accept({
    type: 'ContractRenewed',
    data: { renewedOn, effectiveOn, endDate, contractValue, billingAnchor, isAutomatic, lines, reason },
  });
}

export function declineRenewal(command: CommandOf<'declineRenewal'>, state: BindingContract): Decision<ContractEvent> {
  const { declinedOn, reason } = command;
  if (state.cancellation !== null) {
    return reject('CONTRACT_CANCELLED', `Contract ${state.contractNumber} is cancelled; there is nothing to renew.`);
  }
  if (renewalDeclinedOn(state) !== null) {
    return accept(); // it is so already
  }
  return noticeFault(state, declinedOn) ?? accept({ type: 'RenewalDeclined', data: { declinedOn, reason } });
}

function renewalFault(state: BindingContract, effectiveOn: CivilDate, endDate: CivilDate): Decision<never> | undefined {
  const last = lastServiceDay(state);
  if (state.cancellation !== null) {
    return reject(
      'CONTRACT_CANCELLED',
      `Contract ${state.contractNumber} is cancelled, with ${last} as its last day; draft a new one.`,
    );
  }
  if (effectiveOn <= state.serviceStart || effectiveOn > state.serviceEnd) {
    return reject(
      'RENEWAL_NOT_ADJACENT',
      `The term runs to ${last}; a renewal starts on ${state.serviceEnd}, or earlier to replace the rest of the term.`,
      { effectiveOn: `must be after ${state.serviceStart} and not after ${state.serviceEnd}` },
    );
  }
  return endDate < last || endDate < effectiveOn
    ? reject(
        'CONTRACT_TERM_SHORTENED',
        `The renewed term would end on ${endDate}, before the one it renews (${last}).`,
        {
          endDate: `must be ${last} or later`,
        },
      )
    : undefined;
}

function linesFault(
  state: BindingContract,
  lines: readonly RenewedLine[],
  effectiveOn: CivilDate,
): Decision<never> | undefined {
  for (const [index, renewed] of lines.entries()) {
    const line = state.lines.find(({ lineId }) => lineId === renewed.lineId);
    const field = `lines.${index}`;
    if (line === undefined) {
      return reject('CONTRACT_LINE_NOT_FOUND', `Contract ${state.contractNumber} has no line ${renewed.lineId}.`, {
        [`${field}.lineId`]: 'is no line of this contract',
      });
    }
    const quantity = renewed.quantity ?? valueOn(line.quantities, effectiveOn);
    const committed = renewed.committedQuantity ?? valueOn(line.commitments, effectiveOn);
    if (quantity < committed) {
      return reject('SEATS_BELOW_COMMITMENT', `${quantity} seats are fewer than the ${committed} committed.`, {
        [`${field}.quantity`]: `must be ${committed} or more`,
      });
    }
    const limit = seatLimitFault(quantity, line.seatLimits);
    if (limit !== undefined) {
      return reject('SEATS_OUTSIDE_LIMITS', `${quantity} seats cannot be sold: the number ${limit}.`, {
        [`${field}.quantity`]: limit,
      });
    }
    const price = renewed.price === null ? undefined : priceFault(renewed.price);
    if (renewed.price !== null && price !== undefined) {
      const code = priceFaultCode(renewed.price);
      return reject(code, `The new price cannot be used: ${price}.`, { [`${field}.price`]: price });
    }
  }
  return undefined;
}

/** A decrease that waits for the renewal comes with it, also when the renewal is early. */
function linesFrom(state: BindingContract, lines: readonly RenewedLine[], effectiveOn: CivilDate): RenewedLine[] {
  const waiting = effectiveOn < state.serviceEnd ? state.lines.flatMap((line) => waitingDecrease(state, line)) : [];
  const said = new Set(lines.filter(({ quantity }) => quantity !== null).map(({ lineId }) => lineId));
  const merged = new Map(lines.map((line) => [line.lineId, line]));
  for (const line of waiting) {
    if (!said.has(line.lineId)) {
      merged.set(line.lineId, { ...(merged.get(line.lineId) ?? line), quantity: line.quantity });
    }
  }
  return [...merged.values()];
}

function waitingDecrease({ serviceEnd }: BindingContract, { lineId, quantities }: ActiveLine): RenewedLine[] {
  const entry = quantities.find(({ effectiveOn }) => effectiveOn === serviceEnd);
  return entry === undefined ? [] : [{ lineId, quantity: entry.value, committedQuantity: null, price: null }];
}

function startsPeriod(state: BindingContract, day: CivilDate): boolean {
  const plan = planOn(state, day);
  return billingPeriod(plan, periodIndexOf(plan, day)).start === day;
}

/** As long as the contract says, else as the first term was; a term that is no number of months counts as a year. */
export function termMonths({ terms, agreedTerms }: BindingContract): number {
  const [first] = agreedTerms;
  return (
    terms.renewalTermMonths ?? (first === undefined ? undefined : monthsOfTerm(first.startDate, first.endDate)) ?? 12
  );
}
