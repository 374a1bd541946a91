import type { DaySpan } from '../kernel/calendar.ts';
import { currencyExponent } from '../kernel/currency.ts';
import { type Decimal, type DecimalString, decimal, roundTo, toDecimalString } from '../kernel/decimal.ts';
import { plus, quotient, RATIO_ZERO, type Ratio, ratio, roundRatio, times } from '../kernel/ratio.ts';
import type { PricedPart } from './line-price.ts';
import type { BillingPeriod } from './periods.ts';
import type { Rate } from './price.ts';
import { type Proration, shareOf } from './proration.ts';
import type { Rounding } from './rounding.ts';
import type { Segment } from './segment.ts';

/** A billing period with what pricing it needs. */
export interface Pricing {
  readonly period: BillingPeriod;
  /** Months in the period; prices are for as many months as they say. */
  readonly intervalMonths: number;
  readonly proration: Proration;
  readonly rounding: Rounding;
}

const UNIT_PRICE_PLACES = 10;
const UNIT_PRICE_PLACES_MAX = 20;

/** Price of one unit for the whole period: an annual price billed quarterly is a fourth. A price paid once is itself. */
export function wholePrice(price: Ratio, rate: Rate, intervalMonths: number): Ratio {
  return rate.intervalMonths === null ? price : times(price, ratio(intervalMonths, rate.intervalMonths));
}

/** Price × share of the period, exact. */
export function exactValue(quantity: Decimal, rate: Rate, span: DaySpan, pricing: Pricing): Ratio {
  return partValue({ units: ratio(quantity), price: ratio(rate.unitPrice), rate }, span, pricing);
}

function partValue({ units, price, rate }: Omit<PricedPart, 'quantity'>, span: DaySpan, pricing: Pricing): Ratio {
  const whole = wholePrice(price, rate, pricing.intervalMonths);
  return times(times(whole, units), shareOf(span, pricing.period, pricing.proration));
}

/** What the segments of a line in one period cost, exactly. */
export function exactTotal(segments: readonly Segment[], pricing: Pricing): Ratio {
  let total = RATIO_ZERO;
  for (const segment of segments) {
    for (const part of segment.parts) {
      total = plus(total, partValue(part, segment, pricing));
    }
  }
  return total;
}

/**
 * Rounds what a period costs, once. `carried` is what stands before it in the same rounding: the earlier periods of one
 * price, the lines above that share a discount, the accounts above that share a line. So all of them together come to
 * the rounded whole.
 */
export function roundedAfter(carried: Ratio, exact: Ratio, { currency, mode }: Rounding): Decimal {
  const places = currencyExponent(currency);
  return roundRatio(plus(carried, exact), places, mode).minus(roundRatio(carried, places, mode));
}

/**
 * What the earlier periods of the same price cost: an annual price billed quarterly is rounded from quarter to quarter,
 * so that the quarters sum to it.
 */
export function carriedInto(segments: readonly Segment[], { period, intervalMonths }: Pricing): Ratio {
  let value = RATIO_ZERO;
  for (const { units, price, rate } of segments[0]?.parts ?? []) {
    if (rate.intervalMonths !== null && rate.intervalMonths % intervalMonths === 0) {
      const inInterval = rate.intervalMonths / intervalMonths;
      const earlier = ((period.index % inInterval) + inInterval) % inInterval;
      value = earlier === 0 ? value : plus(value, times(times(price, units), ratio(earlier, inInterval)));
    }
  }
  return value;
}

/**
 * The price of one unit for the days of a charge, such that round(quantity × unitPrice) = amount holds (EN 16931
 * BR-CO-10 wants lines that recompute). The exact price to ten places serves nearly always; where cumulative rounding
 * moved a cent, the price is the amount shared out over the units.
 */
export function unitPriceOf(amount: Decimal, quantity: Decimal, exactUnit: Ratio, rounding: Rounding): DecimalString {
  const places = currencyExponent(rounding.currency);
  const natural = roundRatio(exactUnit, UNIT_PRICE_PLACES, 'half_up');
  if (roundTo(natural.times(quantity), places, rounding.mode).eq(amount)) {
    return toDecimalString(natural);
  }
  return toDecimalString(roundTo(amount.div(quantity), UNIT_PRICE_PLACES_MAX, 'half_up'));
}

/** Price of one unit for the days of a part of the period, exact. */
export function unitPriceFor(rate: Rate, span: DaySpan, pricing: Pricing): Ratio {
  return exactValue(decimal('1'), rate, span, pricing);
}

/** Price of one unit for the whole period before discounts, to ten places: what people compare with the list. */
export function listPriceOf(rate: Rate, intervalMonths: number): DecimalString {
  const list = wholePrice(ratio(rate.listUnitPrice), rate, intervalMonths);
  return toDecimalString(roundTo(quotient(list), UNIT_PRICE_PLACES, 'half_up'));
}
