import { owedBy, valueOverTerm } from '../../domain/contract/charges-due.ts';
import type { BindingContract } from '../../domain/contract/state.ts';
import type { CivilDate, DaySpan } from '../../domain/kernel/calendar.ts';
import { type DecimalString, decimal, ZERO } from '../../domain/kernel/decimal.ts';
import { exactAmount } from '../../domain/kernel/money.ts';
import { valueOn } from '../../domain/rating/timeline.ts';

/** By how much a contract changes its account's figures on a day. */
export interface ContractStep {
  readonly day: CivilDate;
  readonly active_contracts: number;
  readonly committed_value: DecimalString;
  readonly seats: number;
}

/**
 * What a contract adds to a roll-up: it is there from its first day of service on, its seats change by the timeline that
 * rating reads, and it is gone after its last day, whatever is still billed then. A pause does not end it. Nothing when it
 * was never served.
 */
export function contractSteps(contract: BindingContract): ContractStep[] {
  const { serviceStart, serviceEnd } = contract;
  const { currency } = contract.terms;
  const { lines } = owedBy(contract);
  if (serviceStart >= serviceEnd) {
    return [];
  }
  const zero = exactAmount(ZERO, currency);
  const value = committedValue(contract);
  const seatsOn = (day: CivilDate) =>
    lines.reduce((sum, line) => sum + (isWithin(line.service, day) ? valueOn(line.quantities, day) : 0), 0);
  const changes = lines.flatMap(({ service, quantities }) => [
    service.start,
    service.end,
    ...quantities.map(({ effectiveOn }) => effectiveOn),
  ]);
  const days = [...new Set([serviceStart, ...changes])].filter((day) => day >= serviceStart && day < serviceEnd).sort();
  let before = 0;
  const steps = days.flatMap((day): ContractStep[] => {
    const seats = seatsOn(day) - before;
    before += seats;
    if (day === serviceStart) {
      return [{ day, active_contracts: 1, committed_value: value, seats }];
    }
    return seats === 0 ? [] : [{ day, active_contracts: 0, committed_value: zero, seats }];
  });
  return [
    ...steps,
    { day: serviceEnd, active_contracts: -1, committed_value: negated(value, currency), seats: -before },
  ];
}

/** What the contract comes to over its whole service as agreed now, net. */
function committedValue(contract: BindingContract): DecimalString {
  const { currency } = contract.terms;
  try {
    return exactAmount(valueOverTerm(contract), currency);
  } catch {
    // No price for some quantity on some day: it cannot be billed, and billing says so. Nobody's documents stand still
    // because one contract has no value.
    return exactAmount(ZERO, currency);
  }
}

function isWithin({ start, end }: DaySpan, day: CivilDate): boolean {
  return start <= day && day < end;
}

function negated(amount: DecimalString, currency: string): DecimalString {
  return exactAmount(ZERO.minus(decimal(amount)), currency);
}
