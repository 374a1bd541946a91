import type { DaySpan } from '../kernel/calendar.ts';
import { currencyExponent } from '../kernel/currency.ts';
import {
  type Decimal,
  type DecimalString,
  decimal,
  type RoundingMode,
  roundTo,
  toDecimalString,
  ZERO,
} from '../kernel/decimal.ts';
import { type BillingPeriod, daysWithin, type PeriodPlan } from './periods.ts';
import type { Rate } from './price.ts';
import type { Segment } from './timeline.ts';

/** How amounts of a contract are rounded. */
export interface Rounding {
  readonly currency: string;
  readonly mode: RoundingMode;
}

const UNIT_PRICE_PLACES = 10;
const UNIT_PRICE_PLACES_MAX = 20;

/** Price of one unit for one whole billing period, exact to 40 places: an annual price billed quarterly is a fourth. */
export function periodPrice(rate: Rate, plan: PeriodPlan): Decimal {
  return decimal(rate.unitPrice)
    .times(decimal(String(plan.intervalMonths)))
    .div(decimal(String(rate.intervalMonths)));
}

/** Price × days served ÷ days of the whole aligned period (actual/actual), exact to 40 places. */
export function exactValue(
  quantity: Decimal,
  rate: Rate,
  span: DaySpan,
  period: BillingPeriod,
  plan: PeriodPlan,
): Decimal {
  const days = daysWithin(period, span);
  const whole = quantity.times(decimal(rate.unitPrice)).times(decimal(String(plan.intervalMonths * days)));
  return whole.div(decimal(String(rate.intervalMonths * period.days))); // one division, at the end
}

/**
 * What a period costs in all: the exact values of its segments summed, then rounded once. Where a price is for several
 * periods (an annual price billed quarterly) the rounding carries on from period to period, so that the periods of one
 * interval sum to its price.
 */
export function periodTotal(
  segments: readonly Segment[],
  period: BillingPeriod,
  plan: PeriodPlan,
  rounding: Rounding,
): Decimal {
  const [first] = segments;
  if (first === undefined) {
    return ZERO;
  }
  let exact = ZERO;
  for (const segment of segments) {
    exact = exact.plus(exactValue(decimal(String(segment.quantity)), segment.rate, segment, period, plan));
  }
  const before = valueOfEarlierPeriods(first, period, plan);
  const places = currencyExponent(rounding.currency);
  return roundTo(before.plus(exact), places, rounding.mode).minus(roundTo(before, places, rounding.mode));
}

function valueOfEarlierPeriods(first: Segment, period: BillingPeriod, plan: PeriodPlan): Decimal {
  if (first.rate.intervalMonths % plan.intervalMonths !== 0) {
    return ZERO;
  }
  const periodsInInterval = first.rate.intervalMonths / plan.intervalMonths;
  const earlier = period.index % periodsInInterval;
  return decimal(first.rate.unitPrice)
    .times(decimal(String(first.quantity * earlier)))
    .div(decimal(String(periodsInInterval)));
}

/**
 * The price of one unit for the days of a charge, such that round(quantity × unitPrice) = amount holds (EN 16931
 * BR-CO-10 wants lines that recompute). The exact price to ten places serves nearly always; where cumulative rounding
 * moved a cent, the price is the amount shared out over the units.
 */
export function unitPriceOf(amount: Decimal, quantity: Decimal, exactUnit: Decimal, rounding: Rounding): DecimalString {
  const places = currencyExponent(rounding.currency);
  const natural = roundTo(exactUnit, UNIT_PRICE_PLACES, 'half_up');
  if (roundTo(natural.times(quantity), places, rounding.mode).eq(amount)) {
    return toDecimalString(natural);
  }
  return toDecimalString(roundTo(amount.div(quantity), UNIT_PRICE_PLACES_MAX, 'half_up'));
}
