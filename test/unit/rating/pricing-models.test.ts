import { describe, expect, test } from 'vitest';
import { priceFault } from '../../../src/domain/rating/price.ts';
import { graduated, packages, schedule } from '../../support/amendments.ts';
import { active, adjustTo, flat, having, line, lineId, raise, seats } from '../../support/contracts.ts';
import { dueAt, overTerm } from '../../support/due-charges.ts';

/** What each model costs over time. The second quarter of 2026 has 91 days, 47 from 15 May. */
const sold = (price: Parameters<typeof priceFault>[0], quantity = 100, terms = {}) =>
  active(terms, [line({ price, quantity })]);

describe('graduated tiers', () => {
  const table = graduated([
    [60, '10'],
    [null, '8'],
  ]);

  test('an increase is charged in its own band', () => {
    // 20 more in the second band: 20 × 24 × 47 ÷ 91 = 247.912…
    const state = having(sold(table), raise(1, '2026-04-01'), adjustTo(120, '2026-05-15'));
    expect(dueAt(state, '2026-05-15')).toEqual(['20: 247.91, 2026-05-15 – 2026-06-30']);
  });

  test('a decrease across the boundary is credited band by band, the last first', () => {
    // To 50: the 40 of the second band, and 10 of the first. 40 × 24 × 47 ÷ 91 = 495.824…; 10 × 30 × 47 ÷ 91 = 154.945…
    // Owed: (1,800 + 960) × 44 ÷ 91 + 1,500 × 47 ÷ 91 = 2,109.230…; so −650.77 in all.
    const state = having(sold(table), raise(1, '2026-04-01'), adjustTo(50, '2026-05-15'));
    expect(dueAt(state, '2026-05-15')).toEqual([
      '-40: -495.82, 2026-05-15 – 2026-06-30 reduces 1.4',
      '-10: -154.95, 2026-05-15 – 2026-06-30 reduces 1.3',
    ]);
  });
});

describe('packages', () => {
  test('more units within a started block cost nothing, the next block costs all of it', () => {
    const state = having(sold(packages('100', 25), 60), raise(1, '2026-04-01')); // 3 blocks
    expect(dueAt(having(state, adjustTo(75, '2026-05-15')), '2026-05-15')).toEqual([]);
    expect(dueAt(having(state, adjustTo(76, '2026-05-15')), '2026-05-15')).toEqual([
      '1: 154.95, 2026-05-15 – 2026-06-30', // 300 × 47 ÷ 91 = 154.945…
    ]);
  });

  test('committed units fill blocks too', () => {
    const state = active({}, [line({ price: packages('100', 25), quantity: 30, committedQuantity: 30 })]);
    expect(dueAt(state, '2026-01-01')).toEqual(['2: 600.00, 2026-01-01 – 2026-03-31']);
  });
});

describe('a schedule of amounts', () => {
  test('steps up by months from the day on which it was agreed', () => {
    // 1,000.00 a month for half a year, then 1,500.00.
    const state = sold(
      schedule([
        [0, '1000'],
        [6, '1500'],
      ]),
    );
    expect(overTerm(state)).toEqual([
      '1: 3000.00, 2026-01-01 – 2026-03-31',
      '1: 3000.00, 2026-04-01 – 2026-06-30',
      '1: 4500.00, 2026-07-01 – 2026-09-30',
      '1: 4500.00, 2026-10-01 – 2026-12-31',
    ]);
  });

  test('a step within a period cuts it', () => {
    // From 1 May: April at 1,000.00 is 3,000 × 30 ÷ 91 = 989.010…; May and June at 1,500.00 are 4,500 × 61 ÷ 91 = 3,016.483…
    const state = sold(
      schedule([
        [0, '1000'],
        [4, '1500'],
      ]),
    );
    expect(overTerm(state).slice(1, 3)).toEqual([
      '1: 989.01, 2026-04-01 – 2026-04-30',
      '1: 3016.48, 2026-05-01 – 2026-06-30', // 4,005.494… → 4,005.49 − 989.01
    ]);
  });

  test('seats decide nothing', () => {
    const state = having(sold(schedule([[0, '1000']])), raise(1, '2026-04-01'), adjustTo(500, '2026-05-15'));
    expect(dueAt(state, '2026-05-15')).toEqual([]);
  });
});

test('a flat fee does not follow the seats, a seat price does', () => {
  const both = active({}, [line(), line({ lineId: lineId(2), price: flat('600', 12) })]);
  const state = having(both, raise(1, '2026-04-01'), { ...adjustTo(110, '2026-04-01'), lineId: lineId(1) });
  const more = having(state, { ...adjustTo(7, '2026-04-01'), lineId: lineId(2) });
  expect(dueAt(more, '2026-04-01')).toEqual(['10: 300.00, 2026-04-01 – 2026-06-30']);
});

describe('terms that cannot be used', () => {
  test.each([
    ['a negative seat price', seats('-0.01'), /never negative/],
    ['a negative flat fee', flat('-1', 12), /never negative/],
    ['a negative package price', packages('-1', 10), /never negative/],
    ['a schedule that begins later', schedule([[1, '10']]), /first step/],
    [
      'a schedule out of order',
      schedule([
        [0, '10'],
        [6, '20'],
        [6, '30'],
      ]),
      /step 3 must be for a later month/,
    ],
    [
      'a schedule with a negative amount',
      schedule([
        [0, '10'],
        [6, '-20'],
      ]),
      /never negative/,
    ],
    [
      'bands without an open one',
      graduated([
        [10, '1'],
        [20, '2'],
      ]),
      /must be open/,
    ],
  ])('%s', (_what, price, fault) => {
    expect(priceFault(price)).toMatch(fault);
  });

  test.each([seats('0'), flat('0', 1), packages('0', 1), schedule([[0, '0']]), graduated([[null, '0']])])(
    'free of charge is no fault: %j',
    (price) => {
      expect(priceFault(price)).toBeUndefined();
    },
  );
});

describe('rounding', () => {
  const month = { billingFrequency: 'monthly', billingIntervalMonths: 1 };
  const one = (price: string, currency: string, mode: 'half_up' | 'half_even') =>
    dueAt(active({ ...month, currency }, [line({ quantity: 1, price: seats(price) })], mode), '2026-01-01')[0]?.split(
      ',',
    )[0];

  test.each([
    ['0.125', 'EUR', 'half_up', '1: 0.13'],
    ['0.125', 'EUR', 'half_even', '1: 0.12'],
    ['0.135', 'EUR', 'half_even', '1: 0.14'],
    ['2.5', 'JPY', 'half_up', '1: 3'],
    ['2.5', 'JPY', 'half_even', '1: 2'],
    ['3.5', 'JPY', 'half_even', '1: 4'],
    ['0.0005', 'KWD', 'half_up', '1: 0.001'],
    ['0.0005', 'KWD', 'half_even', '1: 0.000'],
    ['1.2345', 'KWD', 'half_up', '1: 1.235'],
    ['1.2345', 'KWD', 'half_even', '1: 1.234'],
  ] as const)('%s %s, %s: %s', (price, currency, mode, amount) => {
    expect(one(price, currency, mode)).toBe(amount);
  });

  test('fils have three decimals, also in parts of a period', () => {
    // 11 – 31 January: 21 of 31 days of 10 dinars: 6.774193… → 6.774
    const state = having(active({ ...month, currency: 'KWD' }), raise(1, '2026-01-01'), adjustTo(101, '2026-01-11'));
    expect(dueAt(state, '2026-01-01')).toEqual(['1: 6.774, 2026-01-11 – 2026-01-31']);
  });

  test('an annual price in yen billed by the month sums to it', () => {
    // 100,000 ÷ 12 = 8,333.33…: 8,333, 8,334 (16,666.67 → 16,667), 8,333, and so on.
    const state = active({ ...month, currency: 'JPY' }, [line({ quantity: 1, price: seats('100000', 12) })]);
    expect(overTerm(state).map((text) => text.split(',')[0]?.slice(3))).toEqual([
      '8333',
      '8334',
      '8333',
      '8333',
      '8334',
      '8333',
      '8333',
      '8334',
      '8333',
      '8333',
      '8334',
      '8333',
    ]);
  });
});
