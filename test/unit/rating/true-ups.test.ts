import { describe, expect, test } from 'vitest';
import { nextDueOn } from '../../../src/domain/contract/next-due.ts';
import { policies } from '../../support/amendments.ts';
import { active, adjustTo, cancelAfter, having, raise } from '../../support/contracts.ts';
import { dueAt } from '../../support/due-charges.ts';

/** 100 seats at 10 a month for two years, annually in advance: 12,000.00 a year of 365 days. */
const yearly = () =>
  active({
    endDate: '2027-12-31',
    billingFrequency: 'annual',
    billingIntervalMonths: 12,
    policies: policies({ trueUps: 'yearly' }),
  });

describe('with yearly true-ups', () => {
  test('an increase waits for the end of its contract year', () => {
    // 1 July – 31 December are 184 of 365 days: 10 × 120 × 184 ÷ 365 = 604.931…
    const state = having(yearly(), raise(1, '2026-01-01'), adjustTo(110, '2026-07-01'));
    expect(dueAt(state, '2026-12-31')).toEqual([]);
    expect(dueAt(state, '2027-01-01')).toEqual([
      '10: 604.93, 2026-07-01 – 2026-12-31',
      '110: 13200.00, 2027-01-01 – 2027-12-31',
    ]);
  });

  test('a decrease is credited with the next billing', () => {
    const state = having(yearly(), raise(1, '2026-01-01'), adjustTo(90, '2026-07-01'));
    expect(dueAt(state, '2026-07-01')).toEqual(['-10: -604.93, 2026-07-01 – 2026-12-31 reduces 1.1']);
  });

  test('an increase of the last year is due when the service has ended', () => {
    // 92 of 365 days: 10 × 120 × 92 ÷ 365 = 302.465…
    const state = having(yearly(), raise(1, '2027-01-01'), adjustTo(110, '2027-10-01'));
    expect(dueAt(state, '2027-12-31')).toEqual([]);
    expect(dueAt(state, '2028-01-01')).toEqual(['10: 302.47, 2027-10-01 – 2027-12-31']);
  });

  test('a backdated change of the year before is billed, and that of this year is not forgotten', () => {
    // Before: 31 October – 31 December 2026 are 62 of 365 days: 10 × 120 × 62 ÷ 365 = 203.835…
    const state = having(
      yearly(),
      raise(1, '2027-01-01'),
      adjustTo(110, '2026-10-31'),
      adjustTo(110, '2027-01-01'), // nothing more: it is so already
      adjustTo(130, '2027-10-01'),
    );
    expect(dueAt(state, '2027-11-01')).toEqual(['10: 203.84, 2026-10-31 – 2026-12-31']);
    const billed = having(state, raise(2, '2027-11-01'));
    // 2027: 10 more in all the year, 1,200.00, and 20 more for 92 days: 20 × 120 × 92 ÷ 365 = 604.931…
    expect(dueAt(billed, '2027-12-31')).toEqual([]);
    expect(nextDueOn(billed)).not.toBeNull();
    expect(dueAt(billed, '2028-01-01')).toEqual([
      '10: 897.53, 2027-01-01 – 2027-09-30', // 10 × 120 × 273 ÷ 365 = 897.534…
      '30: 907.40, 2027-10-01 – 2027-12-31', // up to here 1,200.00 + 604.93 = 1,804.93
    ]);
  });

  test('what waits from a change of the year before is not forgotten either, and is over with the service', () => {
    const state = having(yearly(), raise(1, '2027-01-01'), adjustTo(110, '2026-10-31'), raise(2, '2027-02-01'));
    // 10 more also for 2027, in a charged period: that waits for 2028. What was of 2026 is billed.
    expect(nextDueOn(state)).toBe('2027-01-01');
    const ended = having(state, raise(3, '2028-01-01'));
    expect(nextDueOn(ended)).toBeNull();
  });

  test('an early end lets nothing wait longer than the service', () => {
    // 1 July – 30 September are 92 days more of 10 seats; 1 October – 31 December are 92 days less of 100.
    // 302.465… − 3,024.657… = −2,722.191…: a credit, due at once.
    const state = having(yearly(), raise(1, '2026-01-01'), adjustTo(110, '2026-07-01'), cancelAfter('2026-09-30'));
    expect(dueAt(state, '2026-07-01')).toEqual([
      '10: 302.47, 2026-07-01 – 2026-09-30',
      '-100: -3024.66, 2026-10-01 – 2026-12-31 reduces 1.1',
    ]);
  });
});

test.each(['next_billing', 'at_once'] as const)('otherwise (%s) an increase is due at any horizon', (trueUps) => {
  const state = having(
    active({ policies: policies({ trueUps }) }),
    raise(1, '2026-04-01'),
    adjustTo(120, '2026-05-15'),
  );
  expect(dueAt(state, '2026-04-01')).toEqual(['20: 309.89, 2026-05-15 – 2026-06-30']); // 600 × 47 ÷ 91 = 309.890…
});
