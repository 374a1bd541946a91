import { describe, expect, test } from 'vitest';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { billingPeriod, type PeriodPlan, periodIndexOf } from '../../../src/domain/rating/periods.ts';

function plan(anchor: string, intervalMonths: number, billingInAdvance = true): PeriodPlan {
  return { anchor: civilDate(anchor), intervalMonths, billingInAdvance };
}

function shown(of: PeriodPlan, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const { start, lastDay, days } = billingPeriod(of, index);
    return `${start} – ${lastDay}, ${days} days`;
  });
}

describe('periods keep to the day of the anchor', () => {
  test('the 31st, in a leap year', () => {
    expect(shown(plan('2024-01-31', 1), 4)).toEqual([
      '2024-01-31 – 2024-02-28, 29 days', // 1 day of January and 28 of February
      '2024-02-29 – 2024-03-30, 31 days', // 1 + 30
      '2024-03-31 – 2024-04-29, 30 days', // 1 + 29
      '2024-04-30 – 2024-05-30, 31 days', // 1 + 30
    ]);
  });

  test('the 30th, in an ordinary year', () => {
    expect(shown(plan('2025-01-30', 1), 3)).toEqual([
      '2025-01-30 – 2025-02-27, 29 days', // 2 + 27
      '2025-02-28 – 2025-03-29, 30 days', // 1 + 29
      '2025-03-30 – 2025-04-29, 31 days', // 2 + 29
    ]);
  });

  test('the 29th, with and without a 29 February', () => {
    expect(billingPeriod(plan('2024-01-29', 1), 1).start).toBe('2024-02-29');
    expect(billingPeriod(plan('2025-01-29', 1), 1).start).toBe('2025-02-28');
    expect(billingPeriod(plan('2025-01-29', 1), 2).start).toBe('2025-03-29');
  });

  test('a year from 29 February comes back to it every fourth year', () => {
    const yearly = plan('2024-02-29', 12);
    expect([1, 2, 3, 4].map((index) => billingPeriod(yearly, index).start)).toEqual([
      '2025-02-28',
      '2026-02-28',
      '2027-02-28',
      '2028-02-29',
    ]);
  });

  test('quarters of a calendar year', () => {
    expect(shown(plan('2026-01-01', 3), 4)).toEqual([
      '2026-01-01 – 2026-03-31, 90 days', // 31 + 28 + 31
      '2026-04-01 – 2026-06-30, 91 days', // 30 + 31 + 30
      '2026-07-01 – 2026-09-30, 92 days', // 31 + 31 + 30
      '2026-10-01 – 2026-12-31, 92 days', // 31 + 30 + 31
    ]);
  });
});

describe('the period of a day', () => {
  test.each([
    ['2024-01-31', 1, '2024-02-28', 0],
    ['2024-01-31', 1, '2024-02-29', 1],
    ['2024-01-31', 1, '2024-03-30', 1],
    ['2024-01-31', 1, '2024-03-31', 2],
    ['2026-01-01', 3, '2028-12-31', 11],
    ['2026-01-01', 3, '2029-01-01', 12],
    ['2026-05-15', 12, '2031-05-14', 4],
    ['2026-05-15', 12, '2031-05-15', 5],
    ['2026-01-01', 1, '2026-01-01', 0],
  ])('from %s every %i months, %s falls into period %i', (anchor, months, day, index) => {
    expect(periodIndexOf(plan(anchor, months), civilDate(day))).toBe(index);
  });
});
