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
