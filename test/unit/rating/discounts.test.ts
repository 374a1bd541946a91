import { describe, expect, test } from 'vitest';
import { chargesOverTerm } from '../../../src/domain/contract/charges-due.ts';
import type { DecimalString } from '../../../src/domain/kernel/decimal.ts';
import type { Discount } from '../../../src/domain/rating/discount.ts';
import { amountOff, endDiscount, graduated, grant, percentOff, until } from '../../support/amendments.ts';
import { active, flat, having, LINE, line, lineId, raise, seats } from '../../support/contracts.ts';
import { dueAt, overTerm, sumDueAt, totalOf } from '../../support/due-charges.ts';

/** 100 seats at 10 a month in 2026, quarterly in advance: 3,000.00 a quarter. Q2 has 91 days, 47 from 15 May. */
const MONTHLY = { billingFrequency: 'monthly', billingIntervalMonths: 1 };
const minimum = (amount: string) => ({ amount: amount as DecimalString, intervalMonths: 1 });
const first = (state: ReturnType<typeof active>) => dueAt(state, '2026-01-01');

describe('the order of application', () => {
  const seatLine = (...discounts: Discount[]) => line({ discounts });

  test('percentages of the line go off one after the other, not together', () => {
    // 3,000.00 × 0.9 × 0.95 = 2,565.00, not 3,000.00 × 0.85 = 2,550.00.
    const state = active({}, [seatLine(percentOff('10'), percentOff('5', {}, 2))]);
    expect(first(state)).toEqual(['100: 2565.00, 2026-01-01 – 2026-03-31']);
  });

  test('the line’s amount goes off after its percentage, in whatever order they were agreed', () => {
    // A month: 1,000.00 × 0.9 = 900.00, less 50.00 = 850.00; a quarter 2,550.00. The other way round: 855.00.
    const state = active({}, [seatLine(amountOff('50'), percentOff('10'))]);
    expect(first(state)).toEqual(['100: 2550.00, 2026-01-01 – 2026-03-31']);
  });

  test('all of them: tier, line %, line amount, contract %, contract amount, minimum', () => {
    // A month: 60 × 10 + 40 × 8 = 920.00; × 0.9 = 828.00; − 28.00 = 800.00; × 0.95 = 760.00; − 10.00 = 750.00.
    // A quarter 2,250.00; the minimum of 700.00 is reached. Factor on each tier: 750 ÷ 920 = 75 ÷ 92.
    const table = graduated([
      [60, '10'],
      [null, '8'],
    ]);
    const terms = { discounts: [percentOff('5', {}, 3), amountOff('10', {}, 4)], minimumCommitment: minimum('700') };
    const state = active(terms, [line({ price: table, discounts: [percentOff('10'), amountOff('28')] })]);
    expect(first(state)).toEqual([
      '60: 1467.39, 2026-01-01 – 2026-03-31', // 1,800 × 75 ÷ 92 = 1,467.391…
      '40: 782.61, 2026-01-01 – 2026-03-31', // 2,250.00 − 1,467.39
    ]);
    expect(sumDueAt(active({ ...terms, minimumCommitment: minimum('800') }, state.signed.lines), '2026-01-01')).toBe(
      '2400',
    );
  });

  test('each step stands in the charge, with the list price before all of them', () => {
    const state = active({ discounts: [percentOff('50', {}, 3)] }, [seatLine(percentOff('10'), amountOff('50'))]);
    const rate = having(state, raise(1, '2026-01-01')).claims[0]?.charges[0]?.rate;
    expect(rate).toEqual({
      unitPrice: '4.25', // (10 × 0.9 − 50 ÷ 100) × 0.5
      intervalMonths: 1,
      tier: null,
      listUnitPrice: '10',
      adjustments: [
        { kind: 'line_percent', description: null, value: '10', intervalMonths: null },
        { kind: 'line_amount', description: null, value: '50', intervalMonths: 1 },
        { kind: 'contract_percent', description: null, value: '50', intervalMonths: null },
      ],
    });
  });

  test('an amount above what is owed makes it free, never negative', () => {
    const state = active({}, [seatLine(amountOff('5000'))]);
    expect(first(state)).toEqual(['100: 0.00, 2026-01-01 – 2026-03-31']);
  });

  test('an amount by the year is a twelfth a month', () => {
    // 1,200.00 a year are 300.00 a quarter.
    expect(first(active({ discounts: [amountOff('1200', {}, 2, 12)] }))).toEqual([
      '100: 2700.00, 2026-01-01 – 2026-03-31',
    ]);
  });
});

describe('a contract discount over three lines', () => {
  const three = [1, 2, 3].map((n) => line({ lineId: lineId(n), quantity: 1, price: flat('33.33', 1) }));

  test('an amount is spread so that the parts sum', () => {
    // 99.99 − 10.00 = 89.99; each 29.9966…: 30.00; up to the second 59.9933… → 59.99; 89.99.
    const state = active({ ...MONTHLY, discounts: [amountOff('10')] }, three);
    expect(first(state)).toEqual([
      '1: 30.00, 2026-01-01 – 2026-01-31',
      '1: 29.99, 2026-01-01 – 2026-01-31',
      '1: 30.00, 2026-01-01 – 2026-01-31',
    ]);
  });

  test('by what the lines cost', () => {
    // 300.00 + 100.00 + 600.00 = 1,000.00, less 100.00: nine tenths of each.
    const prices = ['300', '100', '600'];
    const lines = prices.map((price, n) => line({ lineId: lineId(n + 1), quantity: 1, price: flat(price, 1) }));
    expect(first(active({ ...MONTHLY, discounts: [amountOff('100')] }, lines))).toEqual([
      '1: 270.00, 2026-01-01 – 2026-01-31',
      '1: 90.00, 2026-01-01 – 2026-01-31',
      '1: 540.00, 2026-01-01 – 2026-01-31',
    ]);
  });

  test('at annual prices billed quarterly the quarters and the lines sum to the year', () => {
    // (1,000.01 + 500.01) ÷ 4 − 0.03 = 374.975 a quarter; running 374.98, 749.95, 1,124.93 (1,124.925), 1,499.90.
    const lines = ['1000.01', '500.01'].map((price, n) =>
      line({ lineId: lineId(n + 1), quantity: 1, price: seats(price, 12) }),
    );
    const charges = chargesOverTerm(active({ discounts: [amountOff('0.01')] }, lines));
    const quarters = ['2026-01-01', '2026-04-01', '2026-07-01', '2026-10-01'];
    expect(quarters.map((day) => totalOf(charges.filter(({ periodStart }) => periodStart === day)))).toEqual([
      '374.98',
      '374.97',
      '374.98',
      '374.97',
    ]);
  });

  test('a percentage is spread so that the parts sum', () => {
    // 10 % off 99.99 leaves 89.991, so 89.99; each line 29.997: 30.00; up to the second 59.994 → 59.99; 89.99.
    const state = active({ ...MONTHLY, discounts: [percentOff('10')] }, three);
    expect(first(state)).toEqual([
      '1: 30.00, 2026-01-01 – 2026-01-31',
      '1: 29.99, 2026-01-01 – 2026-01-31',
      '1: 30.00, 2026-01-01 – 2026-01-31',
    ]);
  });

  test('agreed for later it changes no cent of what is billed already', () => {
    // 0.005 rounds to 0.01 on each line. Rounded one after the other: 0.01, 0.01 − 0.01 = 0.00.
    const small = [1, 2].map((n) => line({ lineId: lineId(n), quantity: 1, price: flat('0.005', 1) }));
    const state = having(
      active(MONTHLY, small),
      raise(1, '2026-02-01'),
      grant(amountOff('0.001', {}, 2), '2026-03-01'),
    );
    expect(overTerm(state).slice(0, 6)).toEqual([
      '1: 0.01, 2026-01-01 – 2026-01-31',
      '1: 0.01, 2026-02-01 – 2026-02-28',
      '1: 0.00, 2026-03-01 – 2026-03-31', // 0.0045
      '1: 0.00, 2026-04-01 – 2026-04-30',
      '1: 0.00, 2026-05-01 – 2026-05-31',
      '1: 0.00, 2026-06-01 – 2026-06-30',
    ]);
    expect(overTerm(state).slice(12, 15)).toEqual([
      '1: 0.01, 2026-01-01 – 2026-01-31',
      '1: 0.01, 2026-02-01 – 2026-02-28',
      '1: 0.01, 2026-03-01 – 2026-03-31', // 0.009
    ]);
    expect(dueAt(state, '2026-02-28')).toEqual([]);
  });
});

describe('a discount for a time', () => {
  test('until a day within a period: that period is cut', () => {
    // Until 14 May: 44 of 91 days at 27.00 and 47 at 30.00: 118,800 ÷ 91 = 1,305.494…; 2,854.945… − 1,305.49
    const state = active({}, [line({ discounts: [percentOff('10', until('2026-05-14'))] })]);
    expect(dueAt(having(state, raise(1, '2026-01-01')), '2026-04-01')).toEqual([
      '100: 1305.49, 2026-04-01 – 2026-05-14',
      '100: 1549.46, 2026-05-15 – 2026-06-30', // up to here 118,800 + 141,000 = 259,800; ÷ 91 = 2,854.945… → 2,854.95
    ]);
  });

  test('for two periods', () => {
    const state = active({ discounts: [percentOff('10', { periods: 2 })] });
    expect(overTerm(state)).toEqual([
      '100: 2700.00, 2026-01-01 – 2026-03-31',
      '100: 2700.00, 2026-04-01 – 2026-06-30',
      '100: 3000.00, 2026-07-01 – 2026-09-30',
      '100: 3000.00, 2026-10-01 – 2026-12-31',
    ]);
  });

  test('for two periods, granted in the middle of one: what is left of it, and the next', () => {
    // 15 May – 30 June: −10 % of 100 × 30 × 47 ÷ 91 = 1,549.450…, so −154.945…
    const state = having(active(), grant(percentOff('10', { periods: 2 }), '2026-05-15'));
    expect(overTerm(state)).toEqual([
      '100: 3000.00, 2026-01-01 – 2026-03-31',
      '100: 1450.55, 2026-04-01 – 2026-05-14', // 44 of 91 days
      '100: 1394.50, 2026-05-15 – 2026-06-30', // 2,845.054… → 2,845.05 − 1,450.55
      '100: 2700.00, 2026-07-01 – 2026-09-30',
      '100: 3000.00, 2026-10-01 – 2026-12-31',
    ]);
  });

  test('three free months are charged zero and shown', () => {
    const state = active(MONTHLY, [line({ discounts: [percentOff('100', { months: 3 })] })]);
    expect(overTerm(state).slice(0, 4)).toEqual([
      '100: 0.00, 2026-01-01 – 2026-01-31',
      '100: 0.00, 2026-02-01 – 2026-02-28',
      '100: 0.00, 2026-03-01 – 2026-03-31',
      '100: 1000.00, 2026-04-01 – 2026-04-30',
    ]);
    const charge = having(state, raise(1, '2026-01-01')).claims[0]?.charges[0];
    expect(charge).toMatchObject({ listPrice: '10', unitPrice: '0', amount: '0.00' });
    expect(charge?.description).toBe('Platform seats: 100, 1 Jan 2026 – 31 Jan 2026, free of charge');
  });

  test('free months that end within a period, from a start on the 31st', () => {
    // One month from 31 January ends with 27 February, as the period does.
    const state = active({ ...MONTHLY, startDate: '2026-01-31', endDate: '2026-04-29' }, [
      line({ discounts: [percentOff('100', { months: 1 })] }),
    ]);
    expect(overTerm(state)).toEqual([
      '100: 0.00, 2026-01-31 – 2026-02-27',
      '100: 1000.00, 2026-02-28 – 2026-03-30',
      '100: 1000.00, 2026-03-31 – 2026-04-29',
    ]);
  });

  test('ended before its time: its days are charged at the full price', () => {
    // From 15 May: back at 27.00, anew at 30.00: 100 × 27 × 47 ÷ 91 = 1,394.505… and 1,549.450…; the difference 154.945…
    const state = having(
      active({ discounts: [percentOff('10')] }),
      raise(1, '2026-04-01'),
      endDiscount(1, '2026-05-15'),
    );
    expect(dueAt(state, '2026-05-15')).toEqual([
      '-100: -1394.51, 2026-05-15 – 2026-06-30 reduces 1.2',
      '100: 1549.46, 2026-05-15 – 2026-06-30', // 2,854.95 − 2,700.00 = 154.95; 1,394.51 + 154.95
    ]);
  });

  test('granted for the past: what was charged comes back at the old price, and is charged at the new one', () => {
    const state = having(active(), raise(1, '2026-01-01'), grant(percentOff('10'), '2026-01-01'));
    expect(dueAt(state, '2026-01-01')).toEqual([
      '-100: -3000.00, 2026-01-01 – 2026-03-31 reduces 1.1',
      '100: 2700.00, 2026-01-01 – 2026-03-31',
    ]);
  });
});

test('a discount on one line leaves the others', () => {
  const state = having(
    active({}, [line(), line({ lineId: lineId(2), quantity: 10 })]),
    grant(percentOff('10'), '2026-04-01', LINE),
  );
  expect(dueAt(having(state, raise(1, '2026-01-01')), '2026-04-01')).toEqual([
    '100: 2700.00, 2026-04-01 – 2026-06-30',
    '10: 300.00, 2026-04-01 – 2026-06-30',
  ]);
});
