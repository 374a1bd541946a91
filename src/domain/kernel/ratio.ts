import { Decimal, type Decimal as DecimalValue, decimal, type RoundingMode, roundTo, ZERO } from './decimal.ts';

/**
 * An exact fraction of two decimals. Days of a period, discounts and yearly uplifts give values such as 47/91 or 10/3,
 * which no decimal holds; as fractions they add and multiply without losing anything, and are divided once, where an
 * amount is rounded.
 */
export interface Ratio {
  readonly over: DecimalValue;
  /** Above zero. */
  readonly under: DecimalValue;
}

const UNIT = decimal('1');

export const RATIO_ZERO: Ratio = { over: ZERO, under: UNIT };
export const RATIO_ONE: Ratio = { over: UNIT, under: UNIT };

/** `over` ÷ `under`; both as decimal text, a decimal, or a whole number of things such as days. */
export function ratio(over: string | number | DecimalValue, under: string | number | DecimalValue = UNIT): Ratio {
  return { over: toDecimal(over), under: toDecimal(under) };
}

function toDecimal(value: string | number | DecimalValue): DecimalValue {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) {
      throw new RangeError(`${value} is no whole number; give decimals as text`);
    }
    return decimal(String(value));
  }
  return value instanceof Decimal ? value : decimal(value as string); // what is neither is text
}

export function plus(a: Ratio, b: Ratio): Ratio {
  return a.under.eq(b.under)
    ? { over: a.over.plus(b.over), under: a.under }
    : { over: a.over.times(b.under).plus(b.over.times(a.under)), under: a.under.times(b.under) };
}

export function minus(a: Ratio, b: Ratio): Ratio {
  return plus(a, { over: ZERO.minus(b.over), under: b.under });
}

export function times(a: Ratio, b: Ratio): Ratio {
  return { over: a.over.times(b.over), under: a.under.eq(b.under) && a.under.eq(UNIT) ? UNIT : a.under.times(b.under) };
}

/** `a` ÷ `b`; `b` is above zero. */
export function dividedBy(a: Ratio, b: Ratio): Ratio {
  return { over: a.over.times(b.under), under: a.under.times(b.over) };
}

export function isZero({ over }: Ratio): boolean {
  return over.eq(ZERO);
}

export function isLess(a: Ratio, b: Ratio): boolean {
  return a.over.times(b.under).lt(b.over.times(a.under));
}

/** The quotient to 40 places, truncated; exact wherever it ends before. */
export function quotient({ over, under }: Ratio): DecimalValue {
  return under.eq(UNIT) ? over : over.div(under);
}

/** Rounded to `places` decimals. Exact: a tie is a tie, since only a quotient that ends can be one. */
export function roundRatio(value: Ratio, places: number, mode: RoundingMode): DecimalValue {
  return roundTo(quotient(value), places, mode);
}

/**
 * Splits by cumulative rounding: part *i* = round(s₁+…+sᵢ) − round(s₁+…+sᵢ₋₁), so that the parts always sum to the
 * rounded whole (billing-rules: "segments round cumulatively").
 */
export function roundRatiosCumulatively(exact: readonly Ratio[], places: number, mode: RoundingMode): DecimalValue[] {
  let running = RATIO_ZERO;
  let documented = ZERO;
  return exact.map((value) => {
    running = plus(running, value);
    const upToHere = roundRatio(running, places, mode);
    const part = upToHere.minus(documented);
    documented = upToHere;
    return part;
  });
}
