import { currencyExponent } from './currency.ts';
import {
  type Decimal,
  type DecimalString,
  decimal,
  type RoundingMode,
  roundTo,
  toFixedDecimalString,
  ZERO,
} from './decimal.ts';

/**
 * Rounds an exact value to an amount of `currency` (ISO 4217 minor unit), written with all its decimals.
 * This is the only place where money loses precision; it happens once for each amount.
 */
export function roundAmount(value: Decimal, currency: string, mode: RoundingMode): DecimalString {
  const places = currencyExponent(currency);
  return toFixedDecimalString(roundTo(value, places, mode), places);
}

/** An amount that is already exact in `currency`, written with all its decimals. Throws when it is not. */
export function exactAmount(value: Decimal, currency: string): DecimalString {
  return toFixedDecimalString(value, currencyExponent(currency));
}

/** The exact sum of amounts or quantities given as text. */
export function sumDecimals(values: Iterable<string>): Decimal {
  let total = ZERO;
  for (const value of values) {
    total = total.plus(decimal(value));
  }
  return total;
}

/**
 * Splits by cumulative rounding: part *i* = round(s₁+…+sᵢ) − round(s₁+…+sᵢ₋₁), so that the parts always sum to the
 * rounded whole, whatever the exact values are (billing-rules: "segments round cumulatively").
 */
export function roundCumulatively(exact: readonly Decimal[], currency: string, mode: RoundingMode): Decimal[] {
  const places = currencyExponent(currency);
  let running = ZERO;
  let documented = ZERO;
  return exact.map((value) => {
    running = running.plus(value);
    const upToHere = roundTo(running, places, mode);
    const part = upToHere.minus(documented);
    documented = upToHere;
    return part;
  });
}
