import { addMonths, type CivilDate, type DaySpan } from '../kernel/calendar.ts';
import { type Decimal, type DecimalString, decimal, roundTo, toDecimalString, ZERO } from '../kernel/decimal.ts';
import { dividedBy, isZero, plus, quotient, RATIO_ZERO, type Ratio, ratio, times } from '../kernel/ratio.ts';
import { type DatedDiscount, isInForce } from './discount.ts';
import { monthsBetween } from './periods.ts';
import { type PriceAdjustment, type PriceTerms, pricingModelOf, type Rate } from './price.ts';
import { type Effective, entryOn, type LineTimeline, valueOn } from './timeline.ts';
import { riseOf, type UpliftStep, upliftFactor } from './uplift.ts';

/** Units at a price that is exact: what one line consists of on a day. */
export interface PricedPart {
  /** Exact: an account may bear a third of a line. */
  readonly units: Ratio;
  /** The units as they stand on a charge. */
  readonly quantity: Decimal;
  /** Of one unit, per `rate.intervalMonths`. `rate.unitPrice` is the same to 20 decimals. */
  readonly price: Ratio;
  readonly rate: Rate;
}

const UNIT_PRICE_PLACES = 20;
const HUNDRED = decimal('100');

/** Units of a line that are billed on a day; committed ones always are. A price for the whole has one unit. */
export function billedUnits(line: LineTimeline, day: CivilDate): number {
  return Math.max(valueOn(line.quantities, day), valueOn(line.commitments, day));
}

/** A line at its own terms on a day: list price, uplift, then the line's percentages, then its amounts. */
export function linePartsOn(
  line: LineTimeline,
  uplift: readonly UpliftStep[],
  day: CivilDate,
  tierQuantity: number,
): readonly PricedPart[] {
  const entry = entryOn(line.prices, day);
  const quantity = billedUnits(line, day);
  const { intervalMonths } = entry.value;
  const model = pricingModelOf(entry.value);
  // Calendar arithmetic, which is dear, only for prices that change by the month.
  const month = model.changesAfterMonths === undefined ? 0 : wholeMonths(entry, day);
  const listed = model.parts(entry.value, { quantity, tierQuantity, month });
  const parts = listed.map(({ quantity: units, unitPrice, tier }) => ({
    units: ratio(units),
    quantity: decimal(String(units)),
    price: ratio(unitPrice),
    rate: {
      unitPrice,
      intervalMonths: line.chargeType === 'one_time' ? null : intervalMonths,
      tier,
      listUnitPrice: unitPrice,
      adjustments: [],
    },
  }));
  return discounted(uplifted(parts, uplift, entry, day), line.discounts, 'line', day);
}

/** Months that have gone by in full since a price took effect. */
export function wholeMonths({ effectiveOn }: Effective<PriceTerms>, day: CivilDate): number {
  const months = monthsBetween(effectiveOn, day);
  return Math.max(0, addMonths(effectiveOn, months) > day ? months - 1 : months);
}

/** The days within a span on which a line's own price may change. */
export function priceBoundaries(line: LineTimeline, uplift: readonly UpliftStep[], span: DaySpan): CivilDate[] {
  const steps = line.prices.flatMap(({ effectiveOn, value }) =>
    (pricingModelOf(value).changesAfterMonths?.(value) ?? []).map((month) => addMonths(effectiveOn, month)),
  );
  const days = [...line.quantities, ...line.commitments, ...line.prices, ...uplift].map((entry) => entry.effectiveOn);
  return [...days, ...steps].filter((day) => span.start < day && day < span.end);
}

function uplifted(
  parts: PricedPart[],
  uplift: readonly UpliftStep[],
  { effectiveOn }: Effective<PriceTerms>,
  day: CivilDate,
): PricedPart[] {
  if (uplift.length === 0) {
    return parts;
  }
  const factor = upliftFactor(uplift, effectiveOn, day);
  const rise = riseOf(factor);
  return isZero(rise)
    ? parts
    : adjusted(parts, factor, { kind: 'uplift', description: null, value: shortText(rise), intervalMonths: null });
}

/** Percentages one after the other, then amounts: the order of billing-rules §2, for a line or for all of them. */
export function discounted<Part extends PricedPart>(
  parts: readonly Part[],
  discounts: readonly DatedDiscount[],
  scope: 'line' | 'contract',
  day: CivilDate,
): readonly PricedPart[] {
  if (discounts.length === 0) {
    return parts;
  }
  const inForce = discounts.filter((discount) => isInForce(discount, day));
  let priced: PricedPart[] = [...parts];
  for (const { description, value } of inForce.filter(({ kind }) => kind === 'percent')) {
    const factor = ratio(HUNDRED.minus(decimal(value)), HUNDRED);
    priced = adjusted(priced, factor, { kind: `${scope}_percent`, description, value, intervalMonths: null });
  }
  for (const { description, value, intervalMonths } of inForce.filter(({ kind }) => kind === 'amount')) {
    const factor = factorLessAmount(monthlyValue(priced), ratio(value, intervalMonths ?? 1));
    priced = adjusted(priced, factor, { kind: `${scope}_amount`, description, value, intervalMonths });
  }
  return priced;
}

/** What is left of a value when an amount goes off, as a factor; never below zero. */
function factorLessAmount(value: Ratio, amount: Ratio): Ratio {
  const left = plus(value, { over: ZERO.minus(amount.over), under: amount.under });
  return isZero(value) || left.over.lte(ZERO) ? RATIO_ZERO : dividedBy(left, value);
}

/** What parts cost in a month, exactly; parts that are charged once count in full. */
export function monthlyValue(parts: readonly PricedPart[]): Ratio {
  return parts.reduce(
    (sum, { quantity, price, rate }) =>
      plus(sum, {
        over: price.over.times(quantity),
        under: price.under.times(decimal(String(rate.intervalMonths ?? 1))),
      }),
    RATIO_ZERO,
  );
}

/** All prices multiplied, with the reason noted. */
export function adjusted(parts: readonly PricedPart[], factor: Ratio, reason: PriceAdjustment): PricedPart[] {
  return parts.map(({ price, rate, ...part }) => {
    const moved = times(price, factor);
    return {
      ...part,
      price: moved,
      rate: { ...rate, unitPrice: unitPriceText(moved), adjustments: [...rate.adjustments, reason] },
    };
  });
}

function unitPriceText(price: Ratio): DecimalString {
  return toDecimalString(roundTo(quotient(price), UNIT_PRICE_PLACES, 'half_up'));
}

function shortText(value: Ratio): DecimalString {
  return toDecimalString(roundTo(quotient(value), 6, 'half_up'));
}
