import type { DaySpan } from '../kernel/calendar.ts';
import type { PricedPart } from './line-price.ts';
import type { Rate } from './price.ts';

/** A stretch of days with constant terms: so many units at that rate, for each price that the line is made of. */
export interface Segment extends DaySpan {
  readonly parts: readonly PricedPart[];
}

/** Rates are the same when they cost the same: the tier and the discounts behind them do not matter. */
export function rateKey(rate: Rate): string {
  return `${rate.unitPrice}/${rate.intervalMonths ?? 'once'}`;
}

/**
 * Whether lines are rounded one after the other in a period: they share an amount off, or a minimum that lifts them, and its
 * parts must sum. Where nothing is shared, no line's cents move another's.
 */
export function sharesAmount(segments: readonly Segment[]): boolean {
  return segments.some(({ parts }) =>
    parts.some(({ rate }) =>
      rate.adjustments.some(({ kind }) => kind === 'contract_amount' || kind === 'minimum_commitment'),
    ),
  );
}
