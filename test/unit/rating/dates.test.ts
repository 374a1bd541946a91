import { describe, expect, test } from 'vitest';
import { nextDueOn } from '../../../src/domain/contract/next-due.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { percentOff, policies } from '../../support/amendments.ts';
import { active, having, line, raise } from '../../support/contracts.ts';
import { dueAt, overTerm } from '../../support/due-charges.ts';

/** 100 seats at 10 a month in 2026: 1,000.00 a month, 3,000.00 a quarter. */
const MONTHLY = { billingFrequency: 'monthly', billingIntervalMonths: 1 };

describe('a billing day that is not the first day', () => {
  test('in advance: both ends are parts of whole periods', () => {
    // Billed from the 15th: 1 – 14 January of 15 October – 14 January (92 days), 14 days: 3,000 × 14 ÷ 92 = 456.521…;
    // 15 October – 31 December of 15 October – 14 January: 78 days, 2,543.478…
    const state = active({ billingAnchor: '2026-01-15' });
    expect(overTerm(state)).toEqual([
      '100: 456.52, 2026-01-01 – 2026-01-14',
      '100: 3000.00, 2026-01-15 – 2026-04-14',
      '100: 3000.00, 2026-04-15 – 2026-07-14',
      '100: 3000.00, 2026-07-15 – 2026-10-14',
      '100: 2543.48, 2026-10-15 – 2026-12-31',
    ]);
    expect(dueAt(state, '2026-01-14')).toHaveLength(1);
    expect(dueAt(state, '2026-01-15')).toHaveLength(2);
  });

  test('in arrears: due with the last day of each', () => {
    const state = active({ billingAnchor: '2026-01-15', billingInAdvance: false });
    expect(nextDueOn(state)).toBe('2026-01-14');
    expect(dueAt(state, '2026-01-14')).toEqual(['100: 456.52, 2026-01-01 – 2026-01-14']);
    expect(dueAt(state, '2026-04-13')).toHaveLength(1);
    expect(dueAt(state, '2026-04-14')).toHaveLength(2);
  });

  test('an anchor years away cuts the same periods', () => {
    expect(overTerm(active({ billingAnchor: '2029-10-15' }))).toEqual(
      overTerm(active({ billingAnchor: '2026-01-15' })),
    );
    expect(overTerm(active({ billingAnchor: '2019-04-15' }))).toEqual(
      overTerm(active({ billingAnchor: '2026-01-15' })),
    );
  });

  test('two contracts with one anchor end their periods together', () => {
    const late = active({ startDate: '2026-02-20', billingAnchor: '2026-01-01' });
    expect(overTerm(late)).toEqual([
      '100: 1333.33, 2026-02-20 – 2026-03-31', // 9 + 31 = 40 of 90 days
      '100: 3000.00, 2026-04-01 – 2026-06-30',
      '100: 3000.00, 2026-07-01 – 2026-09-30',
      '100: 3000.00, 2026-10-01 – 2026-12-31',
    ]);
  });
});

describe('a start on the 31st', () => {
  test('bills whole months of 28 to 31 days, each at the whole price', () => {
    const state = active({ ...MONTHLY, startDate: '2027-12-31', endDate: '2028-05-30' });
    expect(overTerm(state)).toEqual([
      '100: 1000.00, 2027-12-31 – 2028-01-30',
      '100: 1000.00, 2028-01-31 – 2028-02-28', // leap year: the next begins on the 29th
      '100: 1000.00, 2028-02-29 – 2028-03-30',
      '100: 1000.00, 2028-03-31 – 2028-04-29',
      '100: 1000.00, 2028-04-30 – 2028-05-30',
    ]);
  });

  test('on 29 February, by the year', () => {
    const state = active({ startDate: '2024-02-29', endDate: '2028-02-28', billingIntervalMonths: 12 });
    expect(overTerm(state).map((text) => text.slice(-23))).toEqual([
      '2024-02-29 – 2025-02-27',
      '2025-02-28 – 2026-02-27',
      '2026-02-28 – 2027-02-27',
      '2027-02-28 – 2028-02-28',
    ]);
  });
});

describe('a trial', () => {
  test('puts off the first day of service, and with it the periods', () => {
    const state = active({ trialDays: 14 });
    expect(dueAt(state, '2026-01-14')).toEqual([]);
    expect(dueAt(state, '2026-01-15')).toEqual(['100: 3000.00, 2026-01-15 – 2026-04-14']);
    expect(overTerm(state).at(-1)).toBe('100: 2543.48, 2026-10-15 – 2026-12-31'); // 78 of 92 days
  });

  test('discounts by periods and free months count from the end of it', () => {
    const state = active({ ...MONTHLY, trialDays: 14, discounts: [percentOff('100', { months: 1 })] });
    expect(overTerm(state).slice(0, 2)).toEqual([
      '100: 0.00, 2026-01-15 – 2026-02-14',
      '100: 1000.00, 2026-02-15 – 2026-03-14',
    ]);
  });

  test('with an anchor: the first period is a part', () => {
    // 15 – 31 January: 17 of 31 days, 548.387…
    const state = active({ ...MONTHLY, trialDays: 14, billingAnchor: '2026-01-01' });
    expect(overTerm(state)[0]).toBe('100: 548.39, 2026-01-15 – 2026-01-31');
  });
});

describe('lead days', () => {
  const ahead = (days: number, inAdvance = true) =>
    active({ billingInAdvance: inAdvance, policies: policies({ invoiceLeadDays: days }) });

  test('move the day on which a period is due, not the period', () => {
    const state = having(ahead(30), raise(1, '2026-01-01'));
    expect(nextDueOn(state)).toBe('2026-03-02');
    expect(dueAt(state, '2026-03-01')).toEqual([]);
    expect(dueAt(state, '2026-03-02')).toEqual(['100: 3000.00, 2026-04-01 – 2026-06-30']);
  });

  test('in arrears as well', () => {
    expect(nextDueOn(ahead(10, false))).toBe('2026-03-21');
    expect(dueAt(ahead(10, false), '2026-03-21')).toEqual(['100: 3000.00, 2026-01-01 – 2026-03-31']);
  });

  test('longer than a period bills several at once', () => {
    expect(dueAt(ahead(100), '2026-01-01')).toHaveLength(2);
    expect(dueAt(ahead(100), '2025-09-23')).toHaveLength(1); // 100 days before 1 January
    expect(dueAt(ahead(100), '2025-09-22')).toEqual([]);
  });
});

describe('lines with dates of their own', () => {
  test('are billed from their first to their last day', () => {
    // 15 February – 31 March: 45 of 90 days; 1 – 30 April: 30 of 91, 989.010…
    const state = active({}, [line({ startDate: civilDate('2026-02-15'), endDate: civilDate('2026-04-30') })]);
    expect(overTerm(state)).toEqual(['100: 1500.00, 2026-02-15 – 2026-03-31', '100: 989.01, 2026-04-01 – 2026-04-30']);
  });
});
