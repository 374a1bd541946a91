import type { CivilDate, DaySpan } from '../kernel/calendar.ts';
import { type DatedDiscount, isInForce } from '../rating/discount.ts';
import type { PriceTerms } from '../rating/price.ts';
import { valueOn } from '../rating/timeline.ts';
import type { ActiveLine, AgreedPlan } from './agreement.ts';
import { planOn } from './agreement.ts';
import { owedBy } from './charges-due.ts';
import type { BindingContract } from './state.ts';

/** A stretch of days on which nothing about a line changes. */
export interface Stretch extends DaySpan {
  readonly quantity: number;
  readonly committedQuantity: number;
  readonly price: PriceTerms;
  readonly discounts: readonly DatedDiscount[];
  readonly isPaused: boolean;
  /** How its days are billed. */
  readonly plan: AgreedPlan;
}

/** The whole course of a line, from its first to its last day of service. */
export function stretchesOf(contract: BindingContract, line: ActiveLine): Stretch[] {
  const service = owedBy(contract).lines.find(({ lineId }) => lineId === line.lineId)?.service;
  if (service === undefined || service.start >= service.end) {
    return [];
  }
  const cuts = [...new Set([service.start, ...daysOfChange(contract, line)])]
    .filter((day) => service.start <= day && day < service.end)
    .sort();
  return cuts.map((start, index) => ({
    ...inForceOn(contract, line, start),
    start,
    end: cuts[index + 1] ?? service.end,
  }));
}

/** What holds for a line on a day of its service. */
export function inForceOn(contract: BindingContract, line: ActiveLine, day: CivilDate): Omit<Stretch, 'start' | 'end'> {
  return {
    quantity: valueOn(line.quantities, day),
    committedQuantity: valueOn(line.commitments, day),
    price: valueOn(line.prices, day),
    discounts: [...line.discounts, ...contract.discounts].filter((discount) => isInForce(discount, day)),
    isPaused: contract.pauses.some(({ start, end }) => start <= day && (end === null || day < end)),
    plan: planOn(contract, day),
  };
}

function daysOfChange(contract: BindingContract, line: ActiveLine): CivilDate[] {
  const spans = [...line.discounts, ...contract.discounts, ...contract.pauses];
  return [
    ...[...line.quantities, ...line.commitments, ...line.prices].map(({ effectiveOn }) => effectiveOn),
    ...spans.flatMap(({ start, end }) => (end === null ? [start] : [start, end])),
    ...contract.plans.map(({ from }) => from),
  ];
}
