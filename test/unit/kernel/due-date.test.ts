import { describe, expect, test } from 'vitest';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { dueDateOf, paymentTermDays, takesDays } from '../../../src/domain/kernel/due-date.ts';

describe('the due date of an invoice', () => {
  test.each([
    ['2026-04-01', 'due_on_receipt', null, '2026-04-01'],
    ['2026-04-01', 'net_30', null, '2026-05-01'], // 29 days left in April, then 1
    ['2026-01-31', 'net_30', null, '2026-03-02'], // 28 days of February, then 2
    ['2024-01-31', 'net_30', null, '2024-03-01'], // 29 days of February in a leap year, then 1
    ['2026-11-01', 'net_60', null, '2026-12-31'], // 29 + 31
    ['2026-12-02', 'net_90', null, '2027-03-02'], // 29 + 31 + 28 + 2
    ['2026-03-10', 'custom', 14, '2026-03-24'],
    ['2026-03-10', 'custom', 0, '2026-03-10'],
    ['2026-04-15', 'end_of_month', null, '2026-04-30'],
    ['2026-04-30', 'end_of_month', null, '2026-04-30'], // issued on the last day: due at once
    ['2026-02-01', 'end_of_month', null, '2026-02-28'],
    ['2024-02-01', 'end_of_month', null, '2024-02-29'],
    // End of month first, then the days.
    ['2026-01-15', 'end_of_month_plus_days', 30, '2026-03-02'], // 31 January, 28 days of February, then 2
    ['2024-01-15', 'end_of_month_plus_days', 30, '2024-03-01'],
    ['2026-01-31', 'end_of_month_plus_days', 15, '2026-02-15'],
    ['2026-12-05', 'end_of_month_plus_days', 10, '2027-01-10'],
    ['2026-06-10', 'end_of_month_plus_days', 0, '2026-06-30'],
    // The days first, then the end of the month.
    ['2026-01-15', 'days_then_end_of_month', 30, '2026-02-28'], // 14 February
    ['2026-01-31', 'days_then_end_of_month', 30, '2026-03-31'], // 2 March
    ['2024-01-31', 'days_then_end_of_month', 29, '2024-02-29'], // 29 February
    ['2026-01-31', 'days_then_end_of_month', 28, '2026-02-28'], // 28 February
    ['2026-12-02', 'days_then_end_of_month', 30, '2027-01-31'], // 1 January
    ['2026-06-10', 'days_then_end_of_month', 0, '2026-06-30'],
  ] as const)('issued on %s, %s (%s) → %s', (issued, terms, days, due) => {
    expect(dueDateOf(civilDate(issued), terms, days)).toBe(due);
  });

  test('days beside terms that say them in their name change nothing', () => {
    expect(dueDateOf(civilDate('2026-04-01'), 'net_30', 7)).toBe('2026-05-01');
  });

  test('the days that are shown are those that the terms count', () => {
    expect(paymentTermDays('net_60', null)).toBe(60);
    expect(paymentTermDays('end_of_month', null)).toBe(0);
    expect(paymentTermDays('days_then_end_of_month', 45)).toBe(45);
  });

  test('only some terms need a number beside them', () => {
    expect(takesDays('custom')).toBe(true);
    expect(takesDays('end_of_month_plus_days')).toBe(true);
    expect(takesDays('days_then_end_of_month')).toBe(true);
    expect(takesDays('end_of_month')).toBe(false);
    expect(takesDays('net_30')).toBe(false);
  });
});
