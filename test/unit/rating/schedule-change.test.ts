import { describe, expect, test } from 'vitest';
import { nextDueOn } from '../../../src/domain/contract/next-due.ts';
import { billEvery, policies } from '../../support/amendments.ts';
import { active, adjustTo, having, raise } from '../../support/contracts.ts';
import { dueAt, overTerm, sumDueAt } from '../../support/due-charges.ts';

/** 100 seats at 10 a month in 2026, quarterly in advance: 3,000.00 a quarter. Q2 has 91 days, 44 before 15 May. */
const quarterly = () => active();
const monthly = (changes = {}) => active({ billingFrequency: 'monthly', billingIntervalMonths: 1, ...changes });

describe('another rhythm on a boundary', () => {
  test('quarterly to monthly: the next period is a month', () => {
    const state = having(quarterly(), raise(1, '2026-04-01'), billEvery(1, '2026-07-01'));
    expect(dueAt(state, '2026-08-01')).toEqual([
      '100: 1000.00, 2026-07-01 – 2026-07-31',
      '100: 1000.00, 2026-08-01 – 2026-08-31',
    ]);
  });

  test('monthly to annual: the last period is what the term leaves of the year', () => {
    // The year from 1 April 2026 has 365 days, 275 of them in the term: 30 + 31 + 30 + 31 + 31 + 30 + 31 + 30 + 31.
    // 100 × 120 × 275 ÷ 365 = 9,041.095…
    const state = having(monthly(), raise(1, '2026-03-01'), billEvery(12, '2026-04-01'));
    expect(dueAt(state, '2026-04-01')).toEqual(['100: 9041.10, 2026-04-01 – 2026-12-31']);
  });

  test('with an anchor that keeps the year: nine of twelve months by days', () => {
    // The period is the calendar year, 365 days; it bills 275 of them: the same.
    const state = having(monthly(), raise(1, '2026-03-01'), billEvery(12, '2026-04-01', { anchor: '2026-01-01' }));
    expect(dueAt(state, '2026-04-01')).toEqual(['100: 9041.10, 2026-04-01 – 2026-12-31']);
  });
});

describe('another rhythm within a charged period', () => {
  test('quarterly to monthly: the rest of the quarter comes back, and months begin on that day', () => {
    // Back: 100 × 30 × 47 ÷ 91 = 1,549.450…; the month from 15 May is a whole one.
    const state = having(quarterly(), raise(1, '2026-04-01'), billEvery(1, '2026-05-15'));
    expect(dueAt(state, '2026-05-15')).toEqual([
      '-100: -1549.45, 2026-05-15 – 2026-06-30 reduces 1.2',
      '100: 1000.00, 2026-05-15 – 2026-06-14',
    ]);
  });

  test('monthly to annual: the rest of the month comes back', () => {
    // May has 31 days, 17 of them from the 15th: 100 × 10 × 17 ÷ 31 = 548.387…
    // The year from 15 May has 365 days, 231 in the term: 17 + 30 + 31 + 31 + 30 + 31 + 30 + 31.
    // 100 × 120 × 231 ÷ 365 = 7,594.520…
    const state = having(monthly(), raise(1, '2026-05-01'), billEvery(12, '2026-05-15'));
    expect(dueAt(state, '2026-05-15')).toEqual([
      '-100: -548.39, 2026-05-15 – 2026-05-31 reduces 1.5',
      '100: 7594.52, 2026-05-15 – 2026-12-31',
    ]);
  });

  test('nothing is due right after, and the next day is that of the new rhythm', () => {
    const state = having(quarterly(), raise(1, '2026-04-01'), billEvery(1, '2026-05-15'), raise(2, '2026-05-15'));
    expect(dueAt(state, '2026-06-14')).toEqual([]);
    expect(nextDueOn(state)).toBe('2026-06-15');
  });

  test('and back again into the shape of the first: the quarter stays one period, with both ends billed', () => {
    // April (30 days) and 15 – 30 June (16 days) by the quarter, May and half of June by the month:
    // 100 × 30 × 30 ÷ 91 = 989.010…, with 46 days 1,516.483…; June's month is cut: 1,000 × 14 ÷ 30 = 466.666…
    const state = having(quarterly(), billEvery(1, '2026-05-01'), billEvery(3, '2026-06-15', { anchor: '2026-01-01' }));
    expect(overTerm(state)).toEqual([
      '100: 3000.00, 2026-01-01 – 2026-03-31',
      '100: 989.01, 2026-04-01 – 2026-04-30',
      '100: 527.47, 2026-06-15 – 2026-06-30', // 1,516.48 − 989.01
      '100: 1000.00, 2026-05-01 – 2026-05-31',
      '100: 466.67, 2026-06-01 – 2026-06-14',
      '100: 3000.00, 2026-07-01 – 2026-09-30',
      '100: 3000.00, 2026-10-01 – 2026-12-31',
    ]);
    const billed = having(state, raise(1, '2026-06-15'));
    expect(dueAt(billed, '2026-06-15')).toEqual([]);
  });
});

describe('in advance and in arrears', () => {
  test('from arrears to advance within a period: what was served is due before what begins', () => {
    // 1 April – 14 May are 44 of 91 days: 100 × 30 × 44 ÷ 91 = 1,450.549…
    const state = having(active({ billingInAdvance: false }), raise(1, '2026-03-31'), billEvery(3, '2026-05-15'));
    expect(nextDueOn(state)).toBe('2026-05-14');
    expect(dueAt(state, '2026-05-13')).toEqual([]);
    expect(dueAt(state, '2026-05-14')).toEqual(['100: 1450.55, 2026-04-01 – 2026-05-14']);
    expect(dueAt(state, '2026-05-15')).toEqual([
      '100: 1450.55, 2026-04-01 – 2026-05-14',
      '100: 3000.00, 2026-05-15 – 2026-08-14',
    ]);
  });

  test('in arrears, a rhythm cut short is billed although months of the next are due before its period ends', () => {
    // The quarter runs to 30 June; the first month from 15 May is due on 14 June. Nothing is left behind.
    const state = having(active({ billingInAdvance: false }), billEvery(1, '2026-05-15', { inAdvance: false }));
    const billed = having(state, raise(1, '2026-06-14'), raise(2, '2026-12-31'));
    expect(sumDueAt(state, '2026-06-14')).toBe('5450.55'); // 3,000.00 + 1,450.55 + 1,000.00
    expect(dueAt(billed, '2026-12-31')).toEqual([]);
    expect(overTerm(state)).toHaveLength(2 + 8); // two quarters, and eight months of which the last is cut
  });

  test('from advance to arrears in the same shape: the period that is charged stays', () => {
    const state = having(
      quarterly(),
      raise(1, '2026-04-01'),
      billEvery(3, '2026-05-15', { inAdvance: false, anchor: '2026-01-01' }),
    );
    expect(dueAt(state, '2026-09-29')).toEqual([]);
    expect(dueAt(state, '2026-09-30')).toEqual(['100: 3000.00, 2026-07-01 – 2026-09-30']);
  });

  test('from arrears to advance in the same shape: the period is due when the new way begins', () => {
    const state = having(
      active({ billingInAdvance: false }),
      raise(1, '2026-03-31'),
      billEvery(3, '2026-05-15', { anchor: '2026-01-01' }),
    );
    expect(dueAt(state, '2026-05-14')).toEqual([]);
    expect(dueAt(state, '2026-05-15')).toEqual(['100: 3000.00, 2026-04-01 – 2026-06-30']);
  });
});

describe('without proration', () => {
  test('a period that two rhythms bill is owed once, at the terms of its first day', () => {
    const state = having(
      active({ policies: policies({ proration: 'none' }) }),
      adjustTo(120, '2026-05-10'),
      billEvery(3, '2026-05-15', { inAdvance: false, anchor: '2026-01-01' }),
    );
    expect(dueAt(state, '2026-04-01')).toEqual([
      '100: 3000.00, 2026-01-01 – 2026-03-31',
      '100: 3000.00, 2026-04-01 – 2026-06-30',
    ]);
  });
});
