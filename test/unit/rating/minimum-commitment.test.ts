import { describe, expect, test } from 'vitest';
import { chargesOverTerm } from '../../../src/domain/contract/charges-due.ts';
import type { DecimalString } from '../../../src/domain/kernel/decimal.ts';
import { addLine, percentOff } from '../../support/amendments.ts';
import { active, adjustTo, flat, having, line, lineId, raise, seats } from '../../support/contracts.ts';
import { dueAt, overTerm, sumDueAt, totalOf } from '../../support/due-charges.ts';

/** 100 seats at 10 a month in 2026, quarterly in advance: 3,000.00 a quarter. Q2 has 91 days, 47 from 15 May. */
const MONTHLY = { billingFrequency: 'monthly', billingIntervalMonths: 1 };
const minimum = (amount: string) => ({ amount: amount as DecimalString, intervalMonths: 1 });
const first = (state: ReturnType<typeof active>) => dueAt(state, '2026-01-01');

describe('a minimum commitment', () => {
  test('lifts what is below it, line by line in proportion', () => {
    // 300.00 and 100.00 a month; 500.00 at least: 375.00 and 125.00.
    const lines = ['300', '100'].map((price, n) => line({ lineId: lineId(n + 1), quantity: 1, price: flat(price, 1) }));
    expect(first(active({ ...MONTHLY, minimumCommitment: minimum('500') }, lines))).toEqual([
      '1: 375.00, 2026-01-01 – 2026-01-31',
      '1: 125.00, 2026-01-01 – 2026-01-31',
    ]);
  });

  test('is silent where it is reached', () => {
    expect(first(active({ minimumCommitment: minimum('1000') }))).toEqual(['100: 3000.00, 2026-01-01 – 2026-03-31']);
  });

  test('with no seats at all one unit bears it', () => {
    const state = active({ minimumCommitment: minimum('500') }, [line({ quantity: 0 })]);
    expect(first(state)).toEqual(['1: 1500.00, 2026-01-01 – 2026-03-31']);
  });

  test('with free months it is still owed: discounts come before it', () => {
    const state = active({ minimumCommitment: minimum('500') }, [line({ discounts: [percentOff('100')] })]);
    expect(sumDueAt(state, '2026-01-01')).toBe('1500');
  });

  test('seats that reach it within a period: to the day', () => {
    // 40 seats (400.00) are lifted to 500.00; from 15 May 60 seats are 600.00. 1,500 × 44 ÷ 91 = 725.274…;
    // 1,800 × 47 ÷ 91 = 929.670…; together 1,654.945…
    const state = having(
      active({ minimumCommitment: minimum('500') }, [line({ quantity: 40 })]),
      raise(1, '2026-01-01'),
      adjustTo(60, '2026-05-15'),
    );
    expect(dueAt(state, '2026-04-01')).toEqual([
      '40: 725.27, 2026-04-01 – 2026-05-14',
      '60: 929.68, 2026-05-15 – 2026-06-30', // 1,654.945… → 1,654.95 − 725.27
    ]);
  });

  test('one-time charges count for nothing', () => {
    const setup = line({
      lineId: lineId(2),
      description: 'Workshop',
      quantity: 1,
      chargeType: 'one_time',
      price: seats('900'),
    });
    const state = active({ minimumCommitment: minimum('1200') }, [line(), setup]);
    expect(first(state)).toEqual([
      '100: 3600.00, 2026-01-01 – 2026-03-31',
      'one time 1: 900.00, 2026-01-01 – 2026-01-01',
    ]);
  });

  test('a line added later takes its part from its day on', () => {
    // 300.00 alone are lifted to 500.00. With 100.00 more from 1 July: 375.00 and 125.00.
    const state = having(
      active({ minimumCommitment: minimum('500') }, [line({ quantity: 1, price: flat('300', 1) })]),
      addLine(line({ lineId: lineId(2), quantity: 1, price: flat('100', 1) }), '2026-07-01'),
    );
    expect(overTerm(state)).toEqual([
      '1: 1500.00, 2026-01-01 – 2026-03-31',
      '1: 1500.00, 2026-04-01 – 2026-06-30',
      '1: 1125.00, 2026-07-01 – 2026-09-30',
      '1: 1125.00, 2026-10-01 – 2026-12-31',
      '1: 375.00, 2026-07-01 – 2026-09-30',
      '1: 375.00, 2026-10-01 – 2026-12-31',
    ]);
  });

  test('a minimum that is reached anyway moves no cent: each line sums to its own annual price', () => {
    const lines = [1, 2].map((n) => line({ lineId: lineId(n), quantity: 1, price: seats('1000.01', 12) }));
    const charges = chargesOverTerm(active({ minimumCommitment: minimum('10') }, lines));
    expect([1, 2].map((n) => totalOf(charges.filter((charge) => charge.lineId === lineId(n))))).toEqual([
      '1000.01',
      '1000.01',
    ]);
  });
});
