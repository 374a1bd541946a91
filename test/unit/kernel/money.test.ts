import { describe, expect, test } from 'vitest';
import { CURRENCY_CODES, currencyExponent, zCurrencyCode } from '../../../src/domain/kernel/currency.ts';
import { decimal, toDecimalString, toFixedDecimalString, zDecimalString } from '../../../src/domain/kernel/decimal.ts';
import { exactAmount, roundAmount, roundCumulatively, sumDecimals } from '../../../src/domain/kernel/money.ts';

describe('currencies have their own number of decimals (ISO 4217)', () => {
  test.each([
    ['JPY', 0],
    ['EUR', 2],
    ['USD', 2],
    ['KWD', 3],
    ['ISK', 0],
    ['HUF', 2],
  ])('%s has %i', (currency, exponent) => {
    expect(currencyExponent(currency)).toBe(exponent);
  });

  test.each(['XAU', 'DEM', 'eur', '', 'toString'])('%j is none', (code) => {
    expect(zCurrencyCode.safeParse(code).success).toBe(false);
    expect(() => currencyExponent(code)).toThrow(RangeError);
  });

  test('each code stands once', () => {
    expect(new Set(CURRENCY_CODES).size).toBe(CURRENCY_CODES.length);
  });
});

describe('an amount is rounded once, to the minor unit', () => {
  test.each([
    ['2.345', 'EUR', 'half_up', '2.35'],
    ['2.345', 'EUR', 'half_even', '2.34'],
    ['2.355', 'EUR', 'half_even', '2.36'],
    ['-2.345', 'EUR', 'half_up', '-2.35'], // ties go away from zero
    ['1234.5', 'JPY', 'half_up', '1235'],
    ['1234.5', 'JPY', 'half_even', '1234'],
    ['0.0005', 'KWD', 'half_up', '0.001'],
    ['7', 'KWD', 'half_up', '7.000'],
    ['-0.001', 'EUR', 'half_up', '0.00'], // no negative zero
  ] as const)('%s %s %s is %s', (value, currency, mode, expected) => {
    expect(roundAmount(decimal(value), currency, mode)).toBe(expected);
  });

  test('an amount that is not exact is refused where nothing may be rounded', () => {
    expect(exactAmount(decimal('1.5'), 'EUR')).toBe('1.50');
    expect(() => exactAmount(decimal('1.505'), 'EUR')).toThrow(RangeError);
    expect(() => exactAmount(decimal('0.5'), 'JPY')).toThrow(RangeError);
  });
});

describe('cumulative rounding', () => {
  test('a third each of 100.00 gives 33.33, 33.34 and 33.33', () => {
    // Running sums 33.333…, 66.666…, 100 round to 33.33, 66.67, 100.00: steps of 33.33, 33.34, 33.33.
    const third = decimal('100').div(decimal('3'));
    const parts = roundCumulatively([third, third, decimal('100').minus(third).minus(third)], 'EUR', 'half_up');
    expect(parts.map((part) => toFixedDecimalString(part, 2))).toEqual(['33.33', '33.34', '33.33']);
  });

  test('parts of 0.4 yen: the second one brings the yen', () => {
    // 0.4 → 0; 0.8 → 1; 1.2 → 1.
    const parts = roundCumulatively([decimal('0.4'), decimal('0.4'), decimal('0.4')], 'JPY', 'half_up');
    expect(parts.map(toDecimalString)).toEqual(['0', '1', '0']);
  });
});

describe('decimals', () => {
  test('JavaScript numbers are refused', () => {
    expect(() => decimal(0.1 as unknown as string)).toThrow();
  });

  test('sums are exact', () => {
    expect(toDecimalString(sumDecimals(['0.1', '0.2']))).toBe('0.3');
    expect(toDecimalString(sumDecimals([]))).toBe('0');
  });

  test.each(['1e3', '01', '.5', '1.', '+1', 'NaN', '', '1,5', '1.123456789012345678901'])(
    '%j is no plain decimal',
    (text) => {
      expect(zDecimalString.safeParse(text).success).toBe(false);
    },
  );
});
