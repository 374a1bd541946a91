import { describe, expect, test } from 'vitest';
import { deliveredUnbilled } from '../../../src/domain/contract/delivered.ts';
import type { BindingContract } from '../../../src/domain/contract/state.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { sumDecimals } from '../../../src/domain/kernel/money.ts';
import { active, adjustTo, having, raise } from '../../support/contracts.ts';

const unbilled = (state: BindingContract, day: string) =>
  sumDecimals(deliveredUnbilled(state, civilDate(day)).map(({ amount }) => amount)).toFixed(2);

/** 100 seats at 10 a month in 2026, billed quarterly in arrears: 3,000.00 a quarter. Q1 has 90 days, Q2 91. */
const inArrears = () => active({ billingInAdvance: false });

describe('what is delivered and not billed', () => {
  test.each([
    ['2025-12-31', '0.00'],
    ['2026-01-01', '33.33'], // 1 ÷ 90 of 3,000
    ['2026-02-15', '1533.33'], // 31 + 15 = 46 days: 3,000 × 46 ÷ 90
    ['2026-03-31', '3000.00'],
    ['2026-04-15', '3494.51'], // and 15 days of the second quarter: 3,000 × 15 ÷ 91 = 494.505…
    ['2027-05-01', '12000.00'], // the whole term, and no day more
  ])('grows by the day of service: by %s it is %s', (day, sum) => {
    expect(unbilled(inArrears(), day)).toBe(sum);
  });

  test('is what no run has charged', () => {
    const billed = having(inArrears(), raise(1, '2026-03-31'));
    expect(unbilled(billed, '2026-03-31')).toBe('0.00');
    expect(unbilled(billed, '2026-04-15')).toBe('494.51');
  });

  test('counts changes from their day on', () => {
    // from 15 February 120 seats; by the 28th: 3,000 × 45 ÷ 90 for 45 days, and 3,600 × 14 ÷ 90: 1,500 + 560
    expect(unbilled(having(inArrears(), adjustTo(120, '2026-02-15')), '2026-02-28')).toBe('2060.00');
  });

  test('is nothing where service is billed in advance', () => {
    expect(unbilled(active(), '2026-02-15')).toBe('0.00');
  });
});
