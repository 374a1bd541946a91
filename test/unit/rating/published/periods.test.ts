import { describe, expect, test } from 'vitest';
import { chargesDue } from '../../../../src/domain/contract/charges-due.ts';
import { addDays, type CivilDate, civilDate } from '../../../../src/domain/kernel/calendar.ts';
import { type BillingPeriod, billingPeriod, periodIndexOf } from '../../../../src/domain/rating/periods.ts';
import { active } from '../../../support/contracts.ts';

/** Where billing periods begin and end, as other billing systems say. Facts only; their end is the day after our last day. */

function periodAt(anchor: string, intervalMonths: number, day: string): BillingPeriod {
  const plan = { anchor: civilDate(anchor), intervalMonths, billingInAdvance: true };
  return billingPeriod(plan, periodIndexOf(plan, civilDate(day)));
}

/**
 * Lago: spec/services/subscriptions/dates, billing time "anniversary". Stripe: documentation of the billing cycle. OpenMeter:
 * pkg/timeutil/recurrence_test.go. System, what, anchor, months, a day, first and last day of the period it falls in.
 */
const PERIODS: readonly (readonly [string, string, string, number, string, string, string])[] = [
  ['Lago', 'monthly', '2021-02-02', 1, '2022-03-01', '2022-02-02', '2022-03-01'],
  ['Lago', 'monthly', '2021-02-02', 1, '2022-03-10', '2022-03-02', '2022-04-01'],
  ['Lago', 'monthly', '2021-02-02', 1, '2022-01-01', '2021-12-02', '2022-01-01'],
  ['Lago', 'monthly, year end', '2021-02-02', 1, '2021-12-07', '2021-12-02', '2022-01-01'],
  ['Lago', 'monthly from the 31st', '2021-03-31', 1, '2022-03-29', '2022-02-28', '2022-03-30'],
  ['Lago', 'monthly from the 31st, in advance', '2021-03-31', 1, '2021-04-30', '2021-04-30', '2021-05-30'],
  ['Lago', 'monthly from the 31st, in arrears', '2021-03-31', 1, '2021-04-29', '2021-03-31', '2021-04-29'],
  ['Lago', 'monthly from the 31st, leap year', '2020-01-31', 1, '2020-02-29', '2020-02-29', '2020-03-30'],
  ['Lago', 'monthly from the 30th, leap year', '2019-04-30', 1, '2020-03-29', '2020-02-29', '2020-03-29'],
  ['Lago', 'monthly from the 27th', '2021-03-27', 1, '2022-01-26', '2021-12-27', '2022-01-26'],
  ['Lago', 'monthly from 31 January', '2022-01-31', 1, '2022-02-27', '2022-01-31', '2022-02-27'],
  ['Lago', 'monthly from 30 January', '2022-01-30', 1, '2022-02-27', '2022-01-30', '2022-02-27'],
  ['Lago', 'monthly from the 1st', '2022-01-01', 1, '2022-02-28', '2022-02-01', '2022-02-28'],
  ['Lago', 'monthly, leap year', '2019-02-02', 1, '2020-03-01', '2020-02-02', '2020-03-01'],
  ['Lago', 'monthly, before the anchor', '2024-05-10', 1, '2024-03-20', '2024-03-10', '2024-04-09'],
  ['Lago', 'quarterly', '2021-02-02', 3, '2022-05-01', '2022-02-02', '2022-05-01'],
  ['Lago', 'quarterly, first quarter', '2021-02-02', 3, '2022-02-01', '2021-11-02', '2022-02-01'],
  ['Lago', 'quarterly, just ended', '2021-02-02', 3, '2022-05-10', '2022-05-02', '2022-08-01'],
  ['Lago', 'quarterly, end in the next year', '2021-02-02', 3, '2021-11-02', '2021-11-02', '2022-02-01'],
  ['Lago', 'quarterly, leap year, before the anchor', '2021-02-02', 3, '2020-05-01', '2020-02-02', '2020-05-01'],
  ['Lago', 'quarterly from 28 February', '2021-02-28', 3, '2022-05-27', '2022-02-28', '2022-05-27'],
  [
    'Lago',
    'quarterly from 28 February, second month of the year',
    '2021-02-28',
    3,
    '2022-02-27',
    '2021-11-28',
    '2022-02-27',
  ],
  ['Lago', 'quarterly from 30 May', '2021-05-30', 3, '2022-05-29', '2022-02-28', '2022-05-29'],
  ['Lago', 'quarterly from 30 November', '2021-11-30', 3, '2022-02-27', '2021-11-30', '2022-02-27'],
  ['Lago', 'quarterly from 30 January', '2022-01-30', 3, '2022-04-29', '2022-01-30', '2022-04-29'],
  ['Lago', 'quarterly from 31 January', '2021-01-31', 3, '2021-04-30', '2021-04-30', '2021-07-30'],
  ['Lago', 'quarterly, not a billing month', '2023-04-06', 3, '2023-08-08', '2023-07-06', '2023-10-05'],
  ['Lago', 'quarterly, not a billing month, before the day', '2023-04-06', 3, '2023-08-04', '2023-07-06', '2023-10-05'],
  ['Lago', 'quarterly from the 1st', '2021-10-01', 3, '2022-03-31', '2022-01-01', '2022-03-31'],
  ['Lago', 'half-yearly', '2021-11-02', 6, '2022-05-01', '2021-11-02', '2022-05-01'],
  ['Lago', 'half-yearly, just ended', '2021-11-02', 6, '2022-05-10', '2022-05-02', '2022-11-01'],
  ['Lago', 'half-yearly from 30 November', '2021-11-30', 6, '2022-05-29', '2021-11-30', '2022-05-29'],
  ['Lago', 'half-yearly from 30 May', '2021-05-30', 6, '2022-05-29', '2021-11-30', '2022-05-29'],
  ['Lago', 'half-yearly from 28 February', '2021-02-28', 6, '2022-02-27', '2021-08-28', '2022-02-27'],
  ['Lago', 'half-yearly from 31 January', '2021-01-31', 6, '2021-04-30', '2021-01-31', '2021-07-30'],
  ['Lago', 'half-yearly from 30 January', '2022-01-30', 6, '2022-07-29', '2022-01-30', '2022-07-29'],
  ['Lago', 'half-yearly, not a billing month', '2023-01-06', 6, '2023-08-08', '2023-07-06', '2024-01-05'],
  [
    'Lago',
    'half-yearly, not a billing month, before the day',
    '2023-01-06',
    6,
    '2023-08-04',
    '2023-07-06',
    '2024-01-05',
  ],
  ['Lago', 'half-yearly from the 1st', '2021-10-01', 6, '2022-03-31', '2021-10-01', '2022-03-31'],
  ['Lago', 'half-yearly, 181 days', '2022-01-01', 6, '2022-06-30', '2022-01-01', '2022-06-30'],
  ['Lago', 'half-yearly, 182 days', '2020-01-01', 6, '2020-06-30', '2020-01-01', '2020-06-30'],
  ['Lago', 'half-yearly, 184 days', '2024-01-01', 6, '2024-09-20', '2024-07-01', '2024-12-31'],
  ['Lago', 'yearly', '2021-02-02', 12, '2022-02-01', '2021-02-02', '2022-02-01'],
  ['Lago', 'yearly, in advance', '2021-02-02', 12, '2022-02-02', '2022-02-02', '2023-02-01'],
  ['Lago', 'yearly, in the month of the start', '2023-03-29', 12, '2024-03-15', '2023-03-29', '2024-03-28'],
  ['Lago', 'yearly from 29 February', '2020-02-29', 12, '2022-03-28', '2022-02-28', '2023-02-27'],
  ['Lago', 'yearly from 29 February, ended', '2020-02-29', 12, '2022-02-27', '2021-02-28', '2022-02-27'],
  ['Lago', 'yearly from 29 February, five years on', '2020-02-29', 12, '2025-02-27', '2024-02-29', '2025-02-27'],
  ['Lago', 'yearly from 1 January', '2021-01-01', 12, '2021-12-31', '2021-01-01', '2021-12-31'],
  ['Lago', 'yearly from 1 December', '2022-12-01', 12, '2023-11-30', '2022-12-01', '2023-11-30'],
  ['Lago', 'yearly, month before', '2021-02-02', 12, '2022-01-03', '2021-02-02', '2022-02-01'],
  ['Stripe', 'anchor 2 September', '2025-09-02', 1, '2026-03-02', '2026-03-02', '2026-04-01'],
  ['Stripe', 'anchor 31 January: 28 February', '2025-01-31', 1, '2025-02-28', '2025-02-28', '2025-03-30'],
  ['Stripe', 'anchor 31 January: 29 February', '2024-01-31', 1, '2024-02-29', '2024-02-29', '2024-03-30'],
  ['Stripe', 'anchor 31 January: 31 March', '2025-01-31', 1, '2025-03-31', '2025-03-31', '2025-04-29'],
  ['Stripe', 'anchor 31 January: 30 April', '2025-01-31', 1, '2025-04-30', '2025-04-30', '2025-05-30'],
  ['OpenMeter', 'anchor 31 January, in August', '2025-01-31', 1, '2025-08-13', '2025-07-31', '2025-08-30'],
  ['OpenMeter', 'anchor 31 January, on a boundary', '2025-01-31', 1, '2025-09-30', '2025-09-30', '2025-10-30'],
  ['OpenMeter', 'anchor 30 January, in February', '2025-01-30', 1, '2025-02-13', '2025-01-30', '2025-02-27'],
  ['OpenMeter', 'anchor 29 January', '2025-01-29', 1, '2025-01-29', '2025-01-29', '2025-02-27'],
];

test.each(PERIODS)(
  '%s, %s: from %s every %i months, %s falls in %s – %s',
  (_system, _what, anchor, months, day, first, last) => {
    const { start, lastDay } = periodAt(anchor, months, day);
    expect([start, lastDay]).toEqual([first, last]);
  },
);

/** Kill Bill, TestInAdvanceBillingIntervalDetail, monthly: a day, a billing day, the billing day that follows. */
const NEXT: readonly (readonly [string, string, string])[] = [
  ['2012-01-16', '2012-01-17', '2012-01-17'],
  ['2012-02-16', '2012-01-30', '2012-02-29'],
  ['2012-01-31', '2012-01-30', '2012-02-29'],
  ['2012-02-16', '2012-01-14', '2012-03-14'],
  ['2012-07-16', '2012-01-15', '2012-08-15'],
  ['2012-03-02', '2012-01-03', '2012-03-03'],
  ['2012-03-04', '2012-01-03', '2012-04-03'],
  ['2012-04-30', '2012-01-31', '2012-05-31'],
  ['2012-08-16', '2012-07-16', '2012-09-16'],
];

test.each(NEXT)('Kill Bill: after %s, billed on the day of %s, the next period begins on %s', (day, anchor, next) => {
  expect(periodAt(anchor, 1, day).end).toBe(next);
});

/** Kill Bill, GenericProRationTests: moving forward through time from 31 January 2011. Months, boundary, periods before it. */
const FORWARD: readonly (readonly [number, string, number])[] = [
  [1, '2011-02-28', 1],
  [1, '2011-03-31', 2],
  [1, '2011-04-30', 3],
  [1, '2011-05-31', 4],
  [1, '2011-06-30', 5],
  [1, '2011-07-31', 6],
  [1, '2011-08-31', 7],
  [1, '2011-09-30', 8],
  [1, '2011-10-31', 9],
  [1, '2011-11-30', 10],
  [1, '2011-12-31', 11],
  [1, '2012-01-31', 12],
  [3, '2011-04-30', 1],
  [3, '2011-07-31', 2],
  [3, '2011-10-31', 3],
  [3, '2012-01-31', 4],
  [3, '2012-04-30', 5],
  [3, '2012-07-31', 6],
  [3, '2012-10-31', 7],
  [3, '2013-01-31', 8],
  [3, '2013-04-30', 9],
  [3, '2013-07-31', 10],
  [3, '2013-10-31', 11],
  [3, '2014-01-31', 12],
  [12, '2012-01-31', 1],
  [12, '2013-01-31', 2],
  [12, '2014-01-31', 3],
  [12, '2015-01-31', 4],
  [12, '2016-01-31', 5],
  [12, '2017-01-31', 6],
  [12, '2018-01-31', 7],
  [12, '2019-01-31', 8],
  [12, '2020-01-31', 9],
  [12, '2021-01-31', 10],
  [12, '2022-01-31', 11],
  [12, '2023-01-31', 12],
];

describe.each(FORWARD)(
  'Kill Bill: from 31 January 2011 every %i months, the boundary %s',
  (months, boundary, before) => {
    const state = active({ startDate: '2011-01-31', endDate: '2030-12-31', billingIntervalMonths: months });
    const due = (through: CivilDate) => chargesDue(state, { from: null, through }).length;

    test('a day before, on it, a day after', () => {
      const day = civilDate(boundary);
      expect([addDays(day, -1), day, addDays(day, 1)].map(due)).toEqual([before, before + 1, before + 1]);
    });
  },
);
