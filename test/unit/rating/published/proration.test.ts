import { describe, expect, test } from 'vitest';
import { chargesOverTerm } from '../../../../src/domain/contract/charges-due.ts';
import { civilDate } from '../../../../src/domain/kernel/calendar.ts';
import { billingPeriod, periodIndexOf } from '../../../../src/domain/rating/periods.ts';
import { shareOf } from '../../../../src/domain/rating/proration.ts';
import { policies } from '../../../support/amendments.ts';
import { active, adjustTo, having, line, raise, repriceTo, seats } from '../../../support/contracts.ts';
import { sumDueAt, totalOf } from '../../../support/due-charges.ts';

/** What parts of a period cost, as other billing systems publish it. Facts and figures only. */

const monthly = { billingFrequency: 'monthly', billingIntervalMonths: 1 };

/** Shares of a calendar period. Months, first day, last day, share. Policy: actual days. */
const ACTUAL: readonly (readonly [string, number, string, string, string])[] = [
  ['Zuora, use actual number of days', 1, '2021-01-27', '2021-01-31', '5/31'],
  ['Zuora, use actual number of days', 1, '2021-02-27', '2021-02-28', '2/28'],
  ['Zuora, use actual number of days', 1, '2020-02-01', '2020-02-29', '1/1'],
  ['Zuora, use actual number of days', 1, '2021-04-21', '2021-04-29', '9/30'],
  ['Zuora, usage charge proration', 1, '2023-01-15', '2023-01-31', '17/31'],
  ['Lago, subscription_service_spec: started on the 15th', 1, '2022-03-15', '2022-03-31', '17/31'], // 54.838… %
  ['Lago, subscription_service_spec: three days of trial', 1, '2022-03-18', '2022-03-31', '14/31'], // 45.161… %
  ['Lago, subscription_service_spec: trial at the start', 1, '2022-01-04', '2022-01-31', '28/31'], // 90.322… %
  ['Lago, subscription_service_spec: ended after 20 days', 1, '2022-03-01', '2022-03-20', '20/31'], // 64.516… %
  ['Lago, subscription_service_spec: started on 15 March, yearly', 12, '2022-03-15', '2022-12-31', '292/365'], // 80 %
  ['Lago, upgrade_proration_spec: 32 of 91 days', 3, '2024-05-20', '2024-06-20', '32/91'], // 32,000 of 91,000
];

/** The same by the strict calendar of 30-day months. */
const THIRTY: readonly (readonly [string, number, string, string, string])[] = [
  ['Zuora, strict 30/360', 1, '2021-01-27', '2021-01-31', '4/30'],
  ['Zuora, strict 30/360', 1, '2021-02-27', '2021-02-28', '4/30'],
  ['Zuora, strict 30/360', 1, '2020-02-01', '2020-02-29', '1/1'],
  ['Zuora, strict 30/360', 1, '2021-04-21', '2021-04-29', '9/30'],
];

function shareAt(months: number, first: string, last: string, proration: 'actual_days' | 'days_30_360'): string {
  const plan = { anchor: civilDate('2020-01-01'), intervalMonths: months, billingInAdvance: true };
  const period = billingPeriod(plan, periodIndexOf(plan, civilDate(first)));
  const end = civilDate(new Date(Date.parse(last) + 86_400_000).toISOString().slice(0, 10));
  const { over, under } = shareOf({ start: civilDate(first), end }, period, proration);
  return `${over.toFixed()}/${under.toFixed()}`;
}

test.each(ACTUAL)('actual days: %s, %i months, %s – %s is %s', (_source, months, first, last, share) => {
  expect(shareAt(months, first, last, 'actual_days')).toBe(share);
});

test.each(THIRTY)('30/360: %s, %i months, %s – %s is %s', (_source, months, first, last, share) => {
  expect(shareAt(months, first, last, 'days_30_360')).toBe(share);
});

/** Kill Bill, TestInvoiceDateUtilsWithFixedProration (30 days): start, billing day after it, share of a month. */
const FIXED: readonly (readonly [string, string, string])[] = [
  ['2023-05-23', '2023-06-15', '22/30'],
  ['2023-06-23', '2023-07-15', '22/30'],
  ['2023-02-23', '2023-03-15', '22/30'],
  ['2024-02-23', '2024-03-15', '22/30'],
  ['2023-05-15', '2023-05-23', '8/30'],
  ['2023-06-15', '2023-06-23', '8/30'],
  ['2023-02-15', '2023-02-23', '8/30'],
  ['2024-02-15', '2024-02-23', '8/30'],
];

test.each(FIXED)('30/360: Kill Bill, fixed days, from %s until %s is %s', (start, end, share) => {
  const plan = { anchor: civilDate(end), intervalMonths: 1, billingInAdvance: true };
  const period = billingPeriod(plan, -1);
  const { over, under } = shareOf({ start: civilDate(start), end: civilDate(end) }, period, 'days_30_360');
  expect(`${over.toFixed()}/${under.toFixed()}`).toBe(share);
});

describe('a change within a monthly period, in one sum', () => {
  /** Source, start of the period, seats and price before, day of the change, seats and price after, sum of the change. */
  const CHANGES: readonly (readonly [string, string, number, string, string, number, string, string])[] = [
    ['Stripe: 10 to 20 halfway through', '2026-04-01', 1, '10', '2026-04-16', 1, '20', '5'],
    ['SaaSykit: 10 to 20 halfway through', '2026-06-01', 1, '10', '2026-06-16', 1, '20', '5'],
    ['Autumn: 20 to 50 halfway through', '2026-09-01', 1, '20', '2026-09-16', 1, '50', '15'],
    ['Samsung: 30 to 60 after 15 of 30 days', '2025-09-01', 1, '30', '2025-09-16', 1, '60', '15'],
    ['Chargebee: 60 to 30 after 20 of 30 days', '2012-04-01', 1, '60', '2012-04-21', 1, '30', '-10'],
    ['Chargebee: 3 to 2 units at 30, 20 of 30 days left', '2013-04-01', 3, '30', '2013-04-11', 2, '30', '-20'],
    ['Chargebee forum: 30 to 50 after 20 of 30 days', '2026-04-01', 1, '30', '2026-04-21', 1, '50', '6.67'], // 20 × 10 ÷ 30
    ['Recurly: a user of 10 halfway through June', '2026-06-01', 1, '10', '2026-06-16', 2, '10', '5'],
    ['Baremetrics: 12 to 24 after a quarter of the month', '2027-02-01', 1, '12', '2027-02-08', 1, '24', '9'], // 18 − 9
  ];

  test.each(CHANGES)('%s', (_source, start, before, priceBefore, day, after, priceAfter, sum) => {
    const signed = active({ ...monthly, startDate: start, endDate: '2030-12-31' }, [
      line({ quantity: before, price: seats(priceBefore) }),
    ]);
    const state = having(signed, raise(1, start), adjustTo(after, day), repriceTo(seats(priceAfter), day));
    expect(sumDueAt(state, start)).toBe(sum);
  });
});

describe('whole months first, then days, by the formula of Zuora (partial period, by month first, actual days)', () => {
  /** A price of 100 a month. Months, first and last day of the charge, total. */
  test.each([
    [3, '2018-01-01', '2018-02-14', '150'], // one month and 14 of 28 days
    [3, '2018-01-01', '2018-01-31', '100'],
    [6, '2018-01-01', '2018-03-31', '300'],
    [12, '2018-01-01', '2018-10-15', '948.39'], // nine months and 15 of 31 days: 48.387…
  ])('every %i months, %s – %s: %s', (months, startDate, endDate, total) => {
    const terms = {
      startDate,
      endDate,
      billingIntervalMonths: months,
      policies: policies({ proration: 'whole_months' }),
    };
    expect(totalOf(chargesOverTerm(active(terms, [line({ quantity: 1, price: seats('100') })])))).toBe(total);
  });
});
