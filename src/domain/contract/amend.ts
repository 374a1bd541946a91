import { addDays, type CivilDate, lastDay } from '../kernel/calendar.ts';
import { isSameJson } from '../kernel/changed-fields.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { ContractLineId } from '../kernel/ids.ts';
import { billedQuantity } from '../rating/rate.ts';
import { valueOn } from '../rating/timeline.ts';
import type { CommandOf } from './commands.ts';
import { priceFault } from './draft.ts';
import type { ContractEvent } from './events.ts';
import type { ActiveLine, BindingContract } from './state.ts';

/** Sets the seats of a line from a day on: past, present or future, within the days of service. */
export function adjustSeats(command: CommandOf<'adjustSeats'>, state: BindingContract): Decision<ContractEvent> {
  const line = findLine(state, command.lineId);
  if (!('lineId' in line)) {
    return line;
  }
  const outside = outsideService(state, command.effectiveOn, 'effectiveOn');
  if (outside !== undefined) {
    return outside;
  }
  if (command.quantity < line.committedQuantity) {
    return reject(
      'SEATS_BELOW_COMMITMENT',
      `${command.quantity} seats are fewer than the ${line.committedQuantity} committed until ${lastServiceDay(state)}.`,
      { quantity: `must be ${line.committedQuantity} or more` },
    );
  }
  const price = valueOn(line.prices, command.effectiveOn);
  const fault = priceFault(price, billedQuantity(price, command.quantity, line.committedQuantity));
  if (fault !== undefined) {
    return reject('PRICE_INVALID', `There is no price for ${command.quantity} seats: ${fault}.`, { quantity: fault });
  }
  const from = valueOn(line.quantities, command.effectiveOn);
  if (from === command.quantity) {
    return accept();
  }
  const { effectiveOn, quantity: to, reason } = command;
  return accept({ type: 'SeatsAdjusted', data: { lineId: line.lineId, effectiveOn, from, to, reason } });
}

/** Sets the price of a line from a day on. */
export function reprice(command: CommandOf<'reprice'>, state: BindingContract): Decision<ContractEvent> {
  const line = findLine(state, command.lineId);
  if (!('lineId' in line)) {
    return line;
  }
  const outside = outsideService(state, command.effectiveOn, 'effectiveOn');
  if (outside !== undefined) {
    return outside;
  }
  const fault = priceFault(command.price, valueOn(line.quantities, command.effectiveOn));
  if (fault !== undefined) {
    return reject('PRICE_INVALID', `The new price cannot be used: ${fault}.`, { price: fault });
  }
  if (isSameJson(valueOn(line.prices, command.effectiveOn), command.price)) {
    return accept();
  }
  const { effectiveOn, price, reason } = command;
  return accept({ type: 'LineRepriced', data: { lineId: line.lineId, effectiveOn, price, reason } });
}

/** Ends the service early: unused days that were charged come back with the next billing. */
export function cancel(command: CommandOf<'cancel'>, state: BindingContract): Decision<ContractEvent> {
  if (state.status === 'cancelled') {
    return command.lastServiceDay === lastServiceDay(state)
      ? accept()
      : reject(
          'CONTRACT_CANCELLED',
          `Contract ${state.contractNumber} is cancelled already, with ${lastServiceDay(state)} as its last day.`,
        );
  }
  // The day before the start means that it was never served: how a contract ends that has not begun.
  const neverServed = addDays(state.terms.startDate, -1);
  const outside = outsideService(state, command.lastServiceDay, 'lastServiceDay');
  if (outside !== undefined && command.lastServiceDay !== neverServed) {
    return outside;
  }
  const { cancelledOn, lastServiceDay: day, reason } = command;
  return accept({ type: 'ContractCancelled', data: { cancelledOn, lastServiceDay: day, reason } });
}

function findLine(state: BindingContract, lineId: ContractLineId | null): ActiveLine | Decision<never> {
  const [first, ...others] = state.lines;
  if (lineId === null) {
    return first !== undefined && others.length === 0
      ? first
      : reject(
          'CONTRACT_LINE_REQUIRED',
          `Contract ${state.contractNumber} has ${state.lines.length} lines; say which one by lineId.`,
          { lineId: 'is required here' },
        );
  }
  return (
    state.lines.find((line) => line.lineId === lineId) ??
    reject('CONTRACT_LINE_NOT_FOUND', `Contract ${state.contractNumber} has no line ${lineId}.`, {
      lineId: 'is no line of this contract',
    })
  );
}

function lastServiceDay(state: BindingContract): CivilDate {
  return lastDay({ start: state.terms.startDate, end: state.serviceEnd });
}

function outsideService(state: BindingContract, day: CivilDate, field: string): Decision<never> | undefined {
  const last = lastServiceDay(state);
  if (day >= state.terms.startDate && day <= last) {
    return undefined;
  }
  return reject(
    'DATE_OUTSIDE_SERVICE',
    `${day} is outside the service of contract ${state.contractNumber}, ${state.terms.startDate} to ${last}.`,
    { [field]: `must be from ${state.terms.startDate} to ${last}` },
  );
}
