import { describe, expect, test } from 'vitest';
import { addLine, amountOff, pauseFrom, policies, removeLine, resumeOn } from '../../support/amendments.ts';
import {
  active,
  adjustTo,
  cancelAfter,
  flat,
  having,
  LINE,
  line,
  lineId,
  raise,
  seats,
} from '../../support/contracts.ts';
import { dueAt, overTerm, sumDueAt } from '../../support/due-charges.ts';

/** 100 seats at 10 a month, quarterly in advance: 3,000.00 a quarter. 20 more from 15 May. */
function grown(proration: 'actual_days' | 'days_30_360' | 'whole_months' | 'none') {
  const signed = active({ policies: policies({ proration }) });
  return having(signed, raise(1, '2026-04-01'), adjustTo(120, '2026-05-15'));
}

describe('20 more seats from 15 May until 30 June', () => {
  test.each([
    // 17 + 30 = 47 of 91 days: 20 × 30 × 47 ÷ 91 = 309.890…
    ['actual_days', ['20: 309.89, 2026-05-15 – 2026-06-30']],
    // 16 + 30 = 46 of 90: 600 × 46 ÷ 90 = 306.666…
    ['days_30_360', ['20: 306.67, 2026-05-15 – 2026-06-30']],
    // June and 17 of May's 31 days: (1 + 17 ÷ 31) ÷ 3 × 600 = 48 ÷ 93 × 600 = 309.677…
    ['whole_months', ['20: 309.68, 2026-05-15 – 2026-06-30']],
    // From the next period on.
    ['none', []],
  ] as const)('%s', (proration, expected) => {
    expect(dueAt(grown(proration), '2026-05-15')).toEqual(expected);
  });
});

describe('months of 30 days', () => {
  const thirty = {
    policies: policies({ proration: 'days_30_360' }),
    billingIntervalMonths: 1,
    billingFrequency: 'monthly',
  };
  const one = [line({ quantity: 1, price: seats('300') })]; // 10.00 a day

  test.each([
    // The 31st is the 30th: from 15 to 31 January are 16 days (15th to 30th), in February from the 15th to the 1st of March 16.
    ['2026-01-01', '2026-01-14', '140'],
    ['2026-01-01', '2026-01-30', '290'], // the day after, the 31st, is the 30th
    ['2026-02-01', '2026-02-14', '140'],
    ['2026-02-01', '2026-02-27', '270'], // 27 of 30, although one calendar day is missing
    ['2026-04-01', '2026-04-15', '150'],
    ['2024-02-01', '2024-02-28', '280'], // leap year
  ])('from %s to %s: %s', (startDate, endDate, amount) => {
    expect(sumDueAt(active({ ...thirty, startDate, endDate }, one), endDate)).toBe(amount);
  });
});

describe('whole months, then days', () => {
  const whole = { policies: policies({ proration: 'whole_months' }) };
  const one = [line({ quantity: 1, price: seats('100') })]; // 300.00 a quarter

  test.each([
    ['2026-01-01', '2026-02-28', '200.00'], // two months
    ['2026-01-01', '2026-02-14', '150.00'], // a month and 14 of 28 days
    ['2026-01-01', '2026-03-31', '300.00'],
    // Months turn by the anchor, the 31st: 31 January, 28 February, 31 March, 30 April.
    ['2026-01-31', '2026-02-27', '100.00'],
    ['2026-01-31', '2026-03-30', '200.00'],
  ])('from %s to %s: %s', (startDate, endDate, amount) => {
    expect(overTerm(active({ ...whole, startDate, endDate }, one))).toEqual([
      `1: ${amount}, ${startDate} – ${endDate}`,
    ]);
  });

  test('a quarter that begins on a shortened day has three months, not three and a day', () => {
    // Anchor 31 January: the second quarter is 30 April – 30 July and turns on 31 May and 30 June. One month: a third.
    const state = active({ ...whole, startDate: '2026-01-31', endDate: '2026-05-30' }, one);
    expect(overTerm(state).at(-1)).toBe('1: 100.00, 2026-04-30 – 2026-05-30');
  });
});

describe('no proration: a period begun is a period owed, at the terms of its first day', () => {
  const none = { policies: policies({ proration: 'none' }) };

  test('an end within a period leaves what is charged as it is, without a line of zero', () => {
    expect(dueAt(having(active(none), raise(1, '2026-04-01'), cancelAfter('2026-05-31')), '2026-12-31')).toEqual([]);
  });

  test('an end before a period that is charged gives it back', () => {
    expect(dueAt(having(active(none), raise(1, '2026-04-01'), cancelAfter('2026-03-31')), '2026-12-31')).toEqual([
      '-100: -3000.00, 2026-04-01 – 2026-06-30 reduces 1.2',
    ]);
  });

  test('a line added within a period costs the whole period', () => {
    const support = line({ lineId: lineId(2), description: 'Support', price: flat('300', 3) });
    expect(dueAt(having(active(none), raise(1, '2026-04-01'), addLine(support, '2026-05-15')), '2026-05-15')).toEqual([
      '1: 300.00, 2026-05-15 – 2026-06-30',
    ]);
  });

  test('lines that share a discount are owed once each, though one begins within the period', () => {
    // 3,000.00 and 300.00 less 30.00 a month: 3,300.00 − 90.00 = 3,210.00 = 2,918.18… + 291.81…
    const support = line({ lineId: lineId(2), description: 'Support', price: flat('300', 3) });
    const state = having(active({ ...none, discounts: [amountOff('30')] }), addLine(support, '2026-05-15'));
    expect(dueAt(state, '2026-04-01')).toEqual([
      '100: 2910.00, 2026-01-01 – 2026-03-31', // alone it bears all of it: 3,000.00 − 90.00
      '100: 2918.18, 2026-04-01 – 2026-06-30',
      '1: 291.82, 2026-05-15 – 2026-06-30',
    ]);
  });

  test('a pause within a period changes nothing, a period paused throughout is not owed', () => {
    const within = having(active(none), pauseFrom('2026-05-01'), resumeOn('2026-06-01'));
    expect(overTerm(within)).toHaveLength(4);
    const throughout = having(active(none), pauseFrom('2026-04-01'), resumeOn('2026-07-01'));
    expect(overTerm(throughout)).toEqual([
      '100: 3000.00, 2026-01-01 – 2026-03-31',
      '100: 3000.00, 2026-07-01 – 2026-09-30',
      '100: 3000.00, 2026-10-01 – 2026-12-31',
    ]);
  });

  test('a line removed within a period is owed to its end', () => {
    const two = active(none, [line(), line({ lineId: lineId(2), description: 'Support', price: flat('300', 3) })]);
    expect(dueAt(having(two, raise(1, '2026-04-01'), removeLine(LINE, '2026-05-15')), '2026-07-01')).toEqual([
      '1: 300.00, 2026-07-01 – 2026-09-30',
    ]);
  });
});
