import { isSameJson } from '../kernel/changed-fields.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import { priceFault, priceFaultCode } from '../rating/price.ts';
import { valueOn } from '../rating/timeline.ts';
import type { CommandOf } from './commands.ts';
import type { ContractEvent } from './events.ts';
import { findLine, outsideLine, outsideService } from './found-line.ts';
import { seatLimitFault } from './seat-limits.ts';
import type { BindingContract } from './state.ts';

/**
 * Sets the seats of a line from a day on: past, present or future, within the days of service. Where seats go down only
 * at the renewal, a decrease takes effect on the first day after the term.
 */
export function adjustSeats(command: CommandOf<'adjustSeats'>, state: BindingContract): Decision<ContractEvent> {
  const line = findLine(state, command.lineId);
  if (!('lineId' in line)) {
    return line;
  }
  const fault = outsideService(state, command.effectiveOn, 'effectiveOn') ?? outsideLine(line, command.effectiveOn);
  if (fault !== undefined) {
    return fault;
  }
  const { quantity: to, reason } = command;
  const isLess = to < valueOn(line.quantities, command.effectiveOn);
  const waits = isLess && state.terms.policies.decreases === 'at_renewal';
  const effectiveOn = waits ? state.serviceEnd : command.effectiveOn;
  const committed = valueOn(line.commitments, effectiveOn);
  if (to < committed) {
    return reject(
      'SEATS_BELOW_COMMITMENT',
      `${to} seats are fewer than the ${committed} committed on ${effectiveOn}.`,
      { quantity: `must be ${committed} or more` },
    );
  }
  const limit = seatLimitFault(to, line.seatLimits);
  if (limit !== undefined) {
    return reject('SEATS_OUTSIDE_LIMITS', `${to} seats cannot be sold: the number ${limit}.`, { quantity: limit });
  }
  const from = valueOn(line.quantities, effectiveOn);
  return from === to
    ? accept()
    : accept({ type: 'SeatsAdjusted', data: { lineId: line.lineId, effectiveOn, from, to, reason } });
}

/** Sets the price of a line from a day on. */
export function reprice(command: CommandOf<'reprice'>, state: BindingContract): Decision<ContractEvent> {
  const line = findLine(state, command.lineId);
  if (!('lineId' in line)) {
    return line;
  }
  const outside = outsideService(state, command.effectiveOn, 'effectiveOn') ?? outsideLine(line, command.effectiveOn);
  if (outside !== undefined) {
    return outside;
  }
  const fault = priceFault(command.price);
  if (fault !== undefined) {
    return reject(priceFaultCode(command.price), `The new price cannot be used: ${fault}.`, { price: fault });
  }
  if (isSameJson(valueOn(line.prices, command.effectiveOn), command.price)) {
    return accept();
  }
  const { effectiveOn, price, reason } = command;
  return accept({ type: 'LineRepriced', data: { lineId: line.lineId, effectiveOn, price, reason } });
}

/** Sets from a day on how many units are billed at least. */
export function changeCommitment(
  command: CommandOf<'changeCommitment'>,
  state: BindingContract,
): Decision<ContractEvent> {
  const line = findLine(state, command.lineId);
  if (!('lineId' in line)) {
    return line;
  }
  const outside = outsideService(state, command.effectiveOn, 'effectiveOn') ?? outsideLine(line, command.effectiveOn);
  if (outside !== undefined) {
    return outside;
  }
  const { effectiveOn, committedQuantity: to, reason } = command;
  const from = valueOn(line.commitments, effectiveOn);
  if (to === from) {
    return accept();
  }
  if (to < from) {
    return reject(
      'COMMITMENT_FIXED',
      `${from} seats are committed until the end of the term; fewer can be agreed with a renewal.`,
      { committedQuantity: `must be ${from} or more` },
    );
  }
  const seats = valueOn(line.quantities, effectiveOn);
  return to > seats
    ? reject('SEATS_BELOW_COMMITMENT', `${seats} seats are fewer than the ${to} to be committed; add seats first.`, {
        committedQuantity: `must be ${seats} or less`,
      })
    : accept({ type: 'CommitmentChanged', data: { lineId: line.lineId, effectiveOn, from, to, reason } });
}
