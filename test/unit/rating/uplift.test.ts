import { describe, expect, test } from 'vitest';
import { amountOff, graduated, percentOff, renewFrom } from '../../support/amendments.ts';
import { active, flat, having, line, lineId, raise, repriceTo, seats, tiers } from '../../support/contracts.ts';
import { dueAt, overTerm } from '../../support/due-charges.ts';

/** Annually in advance: 100 seats at 10 a month are 12,000.00 a year. Prices rise on 1 January. */
const YEARLY = { billingFrequency: 'annual', billingIntervalMonths: 12 };
const percent = (value: string) => ({ kind: 'percent', percent: value });
const amounts = (state: ReturnType<typeof active>) => overTerm(state).map((text) => text.split(',')[0]);

describe('a yearly uplift', () => {
  test('compounds, without rounding in between', () => {
    // 12,000 × 1.03 = 12,360; × 1.03 = 12,730.80; × 1.03 = 13,112.724
    const state = active({ ...YEARLY, endDate: '2029-12-31', uplift: percent('3') });
    expect(amounts(state)).toEqual(['100: 12000.00', '100: 12360.00', '100: 12730.80', '100: 13112.72']);
  });

  test('takes every tier', () => {
    // A month: 60 × 10 + 40 × 8 = 920; a year 7,200 + 3,840. With 5 %: 7,560 + 4,032; then 7,938 + 4,233.60.
    const table = graduated([
      [60, '10'],
      [null, '8'],
    ]);
    const state = active({ ...YEARLY, endDate: '2028-12-31', uplift: percent('5') }, [line({ price: table })]);
    expect(amounts(state)).toEqual([
      '60: 7200.00',
      '40: 3840.00',
      '60: 7560.00',
      '40: 4032.00',
      '60: 7938.00',
      '40: 4233.60',
    ]);
  });

  test('goes before discounts', () => {
    // 10 × 1.1 = 11.00; − 10 % = 9.90; 100 × 9.90 × 12 = 11,880.00. An uplift of what is left would be the same, but not …
    const state = active({ ...YEARLY, endDate: '2027-12-31', uplift: percent('10') }, [
      line({ discounts: [percentOff('10'), amountOff('100')] }),
    ]);
    // … the amount: 1,000 × 0.9 − 100 = 800.00 a month, then 1,100 × 0.9 − 100 = 890.00 (not 800 × 1.1 = 880.00).
    expect(amounts(state)).toEqual(['100: 9600.00', '100: 10680.00']);
  });

  test('below zero prices fall', () => {
    expect(amounts(active({ ...YEARLY, endDate: '2027-12-31', uplift: percent('-2.5') }))).toEqual([
      '100: 12000.00',
      '100: 11700.00',
    ]);
  });

  test('begins anew with a price that is agreed later: only what rises after it counts', () => {
    // Repriced to 12 from 1 July 2026: 12 × 1.03 from 2027, 12 × 1.0609 from 2028, by halves of the year.
    const half = { billingFrequency: 'semi_annual', billingIntervalMonths: 6 };
    const state = having(
      active({ ...half, endDate: '2028-12-31', uplift: percent('3') }),
      repriceTo(seats('12'), '2026-07-01'),
    );
    expect(amounts(state)).toEqual([
      '100: 6000.00',
      '100: 7200.00',
      '100: 7416.00',
      '100: 7416.00',
      '100: 7638.48',
      '100: 7638.48',
    ]);
  });

  test('repriced on the anniversary itself: that price, without the uplift of the day', () => {
    const state = having(
      active({ ...YEARLY, endDate: '2027-12-31', uplift: percent('3') }),
      repriceTo(seats('12'), '2027-01-01'),
    );
    expect(amounts(state)).toEqual(['100: 12000.00', '100: 14400.00']);
  });

  test('goes on through a renewal at the same prices, and begins anew with a renewed price', () => {
    const signed = active({ ...YEARLY, uplift: percent('3') });
    expect(amounts(having(signed, renewFrom(null)))).toEqual(['100: 12000.00', '100: 12360.00']);
    const price = { lineId: line().lineId, quantity: null, committedQuantity: null, price: seats('9') };
    expect(amounts(having(signed, renewFrom(null, '2028-12-31', [price])))).toEqual([
      '100: 12000.00',
      '100: 10800.00',
      '100: 11124.00', // 9 × 1.03
    ]);
  });

  test('within a billing period: from its day on', () => {
    // From 1 July 2026, billed by calendar years: 2027 has 181 days at 10 and 184 at 11.
    const state = active({
      ...YEARLY,
      startDate: '2026-07-01',
      endDate: '2027-12-31',
      billingAnchor: '2026-01-01',
      uplift: percent('10'),
    });
    expect(overTerm(state)).toEqual([
      '100: 6049.32, 2026-07-01 – 2026-12-31', // 12,000 × 184 ÷ 365 = 6,049.315…
      '100: 5950.68, 2027-01-01 – 2027-06-30', // 12,000 × 181 ÷ 365 = 5,950.684…
      '100: 6654.25, 2027-07-01 – 2027-12-31', // 13,200 × 184 ÷ 365 = 6,654.246…; together 12,604.931…
    ]);
  });

  test('says so on the charge', () => {
    const state = having(active({ ...YEARLY, endDate: '2028-12-31', uplift: percent('3') }), raise(1, '2028-01-01'));
    const charge = state.claims[0]?.charges.at(-1);
    expect(charge?.rate).toMatchObject({
      unitPrice: '10.609',
      listUnitPrice: '10',
      adjustments: [{ kind: 'uplift', description: null, value: '6.09', intervalMonths: null }],
    });
    expect(charge?.description).toBe('Platform seats: 100, 1 Jan 2028 – 31 Dec 2028, prices up 6.09 %');
  });
});

describe('an index given as a table', () => {
  const index = {
    kind: 'index',
    steps: [
      { effectiveOn: '2026-07-01', percent: '2' },
      { effectiveOn: '2027-04-01', percent: '4.5' },
    ],
  };

  test('raises prices on its days, compounding', () => {
    // 3,000.00 a quarter; from July 3,060.00; from April 2027 3,060 × 1.045 = 3,197.70.
    const state = active({ endDate: '2027-06-30', uplift: index });
    expect(amounts(state)).toEqual([
      '100: 3000.00',
      '100: 3000.00',
      '100: 3060.00',
      '100: 3060.00',
      '100: 3060.00',
      '100: 3197.70',
    ]);
  });

  test('leaves what is charged before its day', () => {
    const state = having(active({ endDate: '2027-06-30', uplift: index }), raise(1, '2026-04-01'));
    expect(dueAt(state, '2026-06-30')).toEqual([]);
  });
});

test('a flat price and volume tiers rise as well', () => {
  const table = tiers([
    [50, '10'],
    [null, '8'],
  ]);
  const lines = [line({ price: table }), line({ lineId: lineId(2), price: flat('1000', 12) })];
  // 100 × 8 × 12 = 9,600 → 10,560; 1,000 → 1,100
  expect(amounts(active({ ...YEARLY, endDate: '2027-12-31', uplift: percent('10') }, lines))).toEqual([
    '100: 9600.00',
    '100: 10560.00',
    '1: 1000.00',
    '1: 1100.00',
  ]);
});
