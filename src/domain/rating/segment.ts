import type { DaySpan } from '../kernel/calendar.ts';
import type { PricedPart } from './line-price.ts';
import type { PriceAdjustment, Rate } from './price.ts';

/** A stretch of days with constant terms: so many units at that rate, for each price that the line is made of. */
export interface Segment extends DaySpan {
  readonly parts: readonly PricedPart[];
}

/** Rates are the same when they cost the same: the tier and the discounts behind them do not matter. */
export function rateKey(rate: Rate): string {
  return `${rate.unitPrice}/${rate.intervalMonths ?? 'once'}`;
}

/** What is on all lines together; its parts must sum (billing-rules §2). */
const SHARED: readonly PriceAdjustment['kind'][] = ['contract_percent', 'contract_amount', 'minimum_commitment'];

/**
 * Whether lines are rounded one after the other in a period: they share a discount, or a minimum that lifts them. Where
 * nothing is shared, no line's cents move another's.
 */
export function sharesAmount(segments: readonly Segment[]): boolean {
  return segments.some(({ parts }) =>
    parts.some(({ rate }) => rate.adjustments.some(({ kind }) => SHARED.includes(kind))),
  );
}
