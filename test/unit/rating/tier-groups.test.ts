import { describe, expect, test } from 'vitest';
import { addLine, policies, removeLine } from '../../support/amendments.ts';
import { active, adjustTo, having, LINE, line, lineId, raise, tiers } from '../../support/contracts.ts';
import { dueAt } from '../../support/due-charges.ts';

/** 1–100 at 10.00 a month, 101 and more at 8.00; a quarter is 30.00 or 24.00 a seat. Q2 has 91 days, 47 from 15 May. */
const table = tiers([
  [100, '10'],
  [null, '8'],
]);
const grouped = (n: number, quantity: number) =>
  line({ lineId: lineId(n), quantity, price: table, tierGroup: 'seats', description: `Seats ${n}` });

const together = () => active({}, [grouped(1, 60), grouped(2, 50)]);
const atStart = { policies: policies({ tierLookup: 'period_start' }) };

describe('lines of one group', () => {
  test('find their tier by their units together', () => {
    expect(dueAt(together(), '2026-01-01')).toEqual([
      '60: 1440.00, 2026-01-01 – 2026-03-31', // 110 together: 60 × 24
      '50: 1200.00, 2026-01-01 – 2026-03-31',
    ]);
  });

  test('without a group each finds its own', () => {
    const apart = active({}, [grouped(1, 60), { ...grouped(2, 50), tierGroup: null }]);
    expect(dueAt(apart, '2026-01-01')).toEqual([
      '60: 1800.00, 2026-01-01 – 2026-03-31', // 60 × 30
      '50: 1500.00, 2026-01-01 – 2026-03-31',
    ]);
  });

  test('a decrease on one of them moves the other as well', () => {
    // 60 + 30 = 90 from 15 May: back 60 × 24 × 47 ÷ 91 = 743.736…, anew 60 × 30 × 47 ÷ 91 = 929.670…
    const state = having(together(), raise(1, '2026-04-01'), { ...adjustTo(30, '2026-05-15'), lineId: lineId(2) });
    expect(dueAt(state, '2026-05-15')).toEqual([
      '-60: -743.74, 2026-05-15 – 2026-06-30 reduces 1.2',
      '60: 929.67, 2026-05-15 – 2026-06-30',
      '-50: -619.78, 2026-05-15 – 2026-06-30 reduces 1.4', // 50 × 24 × 47 ÷ 91 = 619.780…
      '30: 464.83, 2026-05-15 – 2026-06-30', // owed (52,800 + 42,300) ÷ 91 = 1,045.054…; − 1,200.00 + 619.78
    ]);
  });
});

describe('looked up at the start of the period', () => {
  test('a change within it counts from the next one', () => {
    const state = having(
      active(atStart, [line({ quantity: 90, price: table })]),
      raise(1, '2026-04-01'),
      adjustTo(120, '2026-05-15'),
    );
    // 30 more at 10: 30 × 30 × 47 ÷ 91 = 464.835…; in the third quarter 120 × 24.
    expect(dueAt(state, '2026-07-01')).toEqual([
      '30: 464.84, 2026-05-15 – 2026-06-30',
      '120: 2880.00, 2026-07-01 – 2026-09-30',
    ]);
  });

  test('a line that begins within it leaves the others where they are, and finds its own tier as it begins', () => {
    // From 15 May 60 + 50 = 110: the new line at 8.00, 50 × 24 × 47 ÷ 91 = 619.780…; the first still at 10.00.
    const state = having(
      active(atStart, [grouped(1, 60)]),
      raise(1, '2026-04-01'),
      addLine(grouped(2, 50), '2026-05-15'),
    );
    expect(dueAt(state, '2026-06-30')).toEqual(['50: 619.78, 2026-05-15 – 2026-06-30']);
    expect(dueAt(having(state, raise(2, '2026-06-30')), '2026-07-01')).toEqual([
      '60: 1440.00, 2026-07-01 – 2026-09-30',
      '50: 1200.00, 2026-07-01 – 2026-09-30',
    ]);
  });

  test('a line that ends within it takes nothing from the others before the next one', () => {
    // Only its own 47 days come back: 50 × 24 × 47 ÷ 91 = 619.780…
    const state = having(
      active(atStart, [grouped(1, 60), grouped(2, 50)]),
      raise(1, '2026-04-01'),
      removeLine(lineId(2), '2026-05-15'),
    );
    expect(dueAt(state, '2026-07-01')).toEqual([
      '60: 1800.00, 2026-07-01 – 2026-09-30', // alone again: 60 × 30
      '-50: -619.78, 2026-05-15 – 2026-06-30 reduces 1.4',
    ]);
  });

  test('looked up by segment, it does', () => {
    const state = having(together(), raise(1, '2026-04-01'), removeLine(lineId(2), '2026-05-15'));
    expect(dueAt(state, '2026-06-30')).toEqual([
      '-60: -743.74, 2026-05-15 – 2026-06-30 reduces 1.2',
      '60: 929.67, 2026-05-15 – 2026-06-30',
      '-50: -619.78, 2026-05-15 – 2026-06-30 reduces 1.4',
    ]);
  });
});

test('the commitment counts for the tier', () => {
  const state = active({}, [line({ lineId: LINE, quantity: 120, committedQuantity: 120, price: table })]);
  expect(dueAt(state, '2026-01-01')).toEqual(['120: 2880.00, 2026-01-01 – 2026-03-31']); // 120 × 24
});
