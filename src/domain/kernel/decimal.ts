import BigJs, { type Big as BigValue } from 'big.js';
import { z } from 'zod';

/**
 * Exact decimal arithmetic. A constructor of our own, strict: a JavaScript number is refused at run time, so no binary
 * fraction can slip into money. Divisions keep 40 decimal places; amounts are rounded once, at the end, by
 * {@link roundTo} with a mode that is named.
 */
export const Decimal = BigJs();
Decimal.strict = true;
Decimal.DP = 40;
Decimal.NE = -1_000_000;
Decimal.PE = 1_000_000;

export type Decimal = BigValue;

/** Half up: ties away from zero. Half even: ties to the even neighbour (banker's rounding). */
export type RoundingMode = 'half_up' | 'half_even';

const BIG_MODES: Record<RoundingMode, 1 | 2> = { half_up: 1, half_even: 2 };

/** Plain decimal text: no exponent, no sign but a minus, no leading zeros. */
export const DECIMAL_PATTERN = /^-?(0|[1-9]\d{0,29})(\.\d{1,20})?$/;

/** A decimal as text: the only form in which money, prices and quantities stand in events, rows and answers. */
export type DecimalString = string & z.core.$brand<'DecimalString'>;

export const zDecimalString = z
  .string()
  .regex(DECIMAL_PATTERN, 'must be a decimal number in plain notation, such as 12.50')
  .brand<'DecimalString'>();

/** Reads decimal text. Throws on anything else, numbers included. */
export function decimal(text: string): Decimal {
  return new Decimal(text);
}

export const ZERO = decimal('0');

/** The shortest plain text of a decimal: `1.50` becomes `1.5`. */
export function toDecimalString(value: Decimal): DecimalString {
  const text = value.toFixed();
  return (text === '-0' ? '0' : text) as DecimalString; // big.js keeps a negative zero
}

/** Rounds to `places` decimal places and keeps them all: `1.5` at 2 becomes `1.50`. */
export function roundTo(value: Decimal, places: number, mode: RoundingMode): Decimal {
  return value.round(places, BIG_MODES[mode]);
}

/** Text with exactly `places` decimals. The value must already have no more than that: nothing is rounded here. */
export function toFixedDecimalString(value: Decimal, places: number): DecimalString {
  const text = value.toFixed(places, 1);
  if (!decimal(text).eq(value)) {
    throw new RangeError(`${value.toFixed()} has more than ${places} decimals; round it first, naming the mode`);
  }
  return (/^-0(\.0*)?$/.test(text) ? text.slice(1) : text) as DecimalString;
}
