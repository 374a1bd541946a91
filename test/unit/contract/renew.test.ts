import { describe, expect, test } from 'vitest';
import { contract } from '../../../src/domain/contract/contract.ts';
import { lastServiceDay } from '../../../src/domain/contract/state.ts';
import { extendTo, pauseFrom, policies, renewFrom, resumeOn } from '../../support/amendments.ts';
import { active, adjustTo, cancelAfter, having, LINE, line, lineId, raise, seats } from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';
import { dueAt, overTerm } from '../../support/due-charges.ts';

/** 100 seats at 10 a month in 2026, quarterly in advance: 3,000.00 a quarter. Q2 has 91 days, 47 from 15 May. */
const renewed = (changes: Partial<{ quantity: number; committedQuantity: number }>, price: string | null = null) => ({
  lineId: LINE,
  quantity: null,
  committedQuantity: null,
  price: price === null ? null : seats(price),
  ...changes,
});

describe('a renewal right after the term', () => {
  test('is as long as the first term, at the same terms', () => {
    expect(accepted(contract.decide(renewFrom(null), active()))[0]?.data).toMatchObject({
      effectiveOn: '2027-01-01',
      endDate: '2027-12-31',
      billingAnchor: null,
      lines: [],
    });
    expect(overTerm(having(active(), renewFrom(null)))).toHaveLength(8);
  });

  test('or as long as the contract says, or as it is said now', () => {
    expect(lastServiceDay(having(active({ renewalTermMonths: 6 }), renewFrom(null)))).toBe('2027-06-30');
    expect(lastServiceDay(having(active(), renewFrom(null, '2027-03-31')))).toBe('2027-03-31');
    expect(lastServiceDay(having(active({ endDate: '2026-12-30' }), renewFrom(null)))).toBe('2027-12-30'); // no whole months: a year
  });

  test('with other seats and another price', () => {
    const state = having(active(), renewFrom(null, '2027-03-31', [renewed({ quantity: 80 }, '11')]));
    expect(overTerm(state).at(-1)).toBe('80: 2640.00, 2027-01-01 – 2027-03-31'); // 80 × 33
  });

  test('leaves the billing of the old term alone', () => {
    const state = having(active(), raise(1, '2026-10-01'), renewFrom(null));
    expect(dueAt(state, '2026-12-31')).toEqual([]);
    expect(dueAt(state, '2027-01-01')).toEqual(['100: 3000.00, 2027-01-01 – 2027-03-31']);
  });

  test('of a term that ends within a period: the period goes on, not a new one', () => {
    // Until 15 November: 46 of 92 days, 1,500.00; renewed, the rest of the quarter is due at once.
    const state = having(active({ endDate: '2026-11-15' }), raise(1, '2026-10-01'));
    const next = having(state, renewFrom('2026-11-16', '2027-11-15'));
    expect(next.changes[0]?.event.data).toMatchObject({ billingAnchor: '2026-11-16' });
    expect(dueAt(next, '2026-11-16')).toEqual(['100: 3000.00, 2026-11-16 – 2027-02-15']);
  });
});

describe('an early renewal', () => {
  test('starts a period of its own and credits what was charged after it', () => {
    const state = having(
      active(),
      raise(1, '2026-04-01'),
      renewFrom('2026-05-15', '2027-05-14', [renewed({ quantity: 120 })]),
    );
    expect(dueAt(state, '2026-05-15')).toEqual([
      '-100: -1549.45, 2026-05-15 – 2026-06-30 reduces 1.2', // 3,000 × 47 ÷ 91
      '120: 3600.00, 2026-05-15 – 2026-08-14',
    ]);
    expect(state.agreedTerms).toMatchObject([
      { startDate: '2026-01-01', endDate: '2026-05-14' },
      { startDate: '2026-05-15', endDate: '2027-05-14' },
    ]);
  });

  test('on a boundary keeps the rhythm', () => {
    const state = having(active(), raise(1, '2026-04-01'), renewFrom('2026-07-01', '2027-06-30'));
    expect(dueAt(state, '2026-06-30')).toEqual([]);
    expect(dueAt(state, '2026-07-01')).toEqual(['100: 3000.00, 2026-07-01 – 2026-09-30']);
  });

  test('replaces what was planned for later in the old term', () => {
    const state = having(
      active(),
      adjustTo(150, '2026-10-01'),
      renewFrom('2026-07-01', '2027-06-30', [renewed({ quantity: 110 })]),
    );
    expect(overTerm(state).slice(2)).toEqual([
      '110: 3300.00, 2026-07-01 – 2026-09-30',
      '110: 3300.00, 2026-10-01 – 2026-12-31',
      '110: 3300.00, 2027-01-01 – 2027-03-31',
      '110: 3300.00, 2027-04-01 – 2027-06-30',
    ]);
  });
});

describe('a decrease that waits for the renewal', () => {
  const waiting = () =>
    having(
      active({ policies: policies({ decreases: 'at_renewal' }) }),
      raise(1, '2026-04-01'),
      adjustTo(80, '2026-05-15'),
    );

  test('changes nothing within the term', () => {
    expect(dueAt(waiting(), '2026-06-30')).toEqual([]);
    expect(overTerm(waiting())).toEqual(overTerm(active()));
  });

  test('takes effect with the renewal', () => {
    expect(overTerm(having(waiting(), renewFrom(null, '2027-03-31'))).at(-1)).toBe(
      '80: 2400.00, 2027-01-01 – 2027-03-31',
    );
  });

  test('comes with an early renewal, unless that says another number', () => {
    const early = having(waiting(), renewFrom('2026-07-01', '2027-06-30'));
    expect(dueAt(early, '2026-07-01')).toEqual(['80: 2400.00, 2026-07-01 – 2026-09-30']);
    const other = having(waiting(), renewFrom('2026-07-01', '2027-06-30', [renewed({ quantity: 90 })]));
    expect(dueAt(other, '2026-07-01')).toEqual(['90: 2700.00, 2026-07-01 – 2026-09-30']);
  });

  test('waits longer when the term is extended, or a pause extends it', () => {
    expect(overTerm(having(waiting(), extendTo('2027-03-31'))).at(-1)).toBe('100: 3000.00, 2027-01-01 – 2027-03-31');
    const paused = having(waiting(), pauseFrom('2026-07-01', 'extend'), resumeOn('2026-10-01')); // 92 days, to 2 April
    expect(overTerm(paused).slice(-2)).toEqual([
      '100: 3000.00, 2027-01-01 – 2027-03-31',
      '100: 65.93, 2027-04-01 – 2027-04-02', // 3,000 × 2 ÷ 91 = 65.934…
    ]);
    const renewedAfter = having(waiting(), extendTo('2027-03-31'), renewFrom(null, '2027-06-30'));
    expect(overTerm(renewedAfter).at(-1)).toBe('80: 2400.00, 2027-04-01 – 2027-06-30');
  });

  test('an increase does not wait', () => {
    expect(dueAt(having(waiting(), adjustTo(120, '2026-05-15')), '2026-05-15')).toEqual([
      '20: 309.89, 2026-05-15 – 2026-06-30', // 600 × 47 ÷ 91 = 309.890…
    ]);
  });
});

describe('a renewal is refused', () => {
  test.each([
    ['when it starts after the term', renewFrom('2027-01-02'), 'RENEWAL_NOT_ADJACENT'],
    ['when it starts with the contract', renewFrom('2026-01-01', '2027-12-31'), 'RENEWAL_NOT_ADJACENT'],
    [
      'when it would end before the term that it renews',
      renewFrom('2026-07-01', '2026-12-30'),
      'CONTRACT_TERM_SHORTENED',
    ],
    [
      'for a line that is not there',
      renewFrom(null, null, [{ ...renewed({}), lineId: lineId(9) }]),
      'CONTRACT_LINE_NOT_FOUND',
    ],
    [
      'with seats below the commitment',
      renewFrom(null, null, [renewed({ quantity: 5, committedQuantity: 6 })]),
      'SEATS_BELOW_COMMITMENT',
    ],
    ['with a negative price', renewFrom(null, null, [renewed({}, '-1')]), 'PRICE_INVALID'],
  ])('%s', (_what, command, code) => {
    expect(rejectedWith(contract.decide(command, active()))).toBe(code);
  });

  test('with seats outside the limits', () => {
    const limited = active({}, [line({ seatLimits: { min: 10, max: 150, increment: 10 } })]);
    expect(rejectedWith(contract.decide(renewFrom(null, null, [renewed({ quantity: 105 })]), limited))).toBe(
      'SEATS_OUTSIDE_LIMITS',
    );
  });

  test('when the contract is cancelled', () => {
    expect(rejectedWith(contract.decide(renewFrom(null), having(active(), cancelAfter('2026-06-30'))))).toBe(
      'CONTRACT_CANCELLED',
    );
  });
});

test('the same renewal twice is one', () => {
  const once = having(active(), renewFrom('2027-01-01', '2027-12-31'));
  expect(accepted(contract.decide(renewFrom('2027-01-01', '2027-12-31'), once))).toEqual([]);
});

describe('extending the term', () => {
  test('at the terms in force', () => {
    const state = having(active(), raise(1, '2026-12-31'), extendTo('2027-02-14'));
    expect(dueAt(state, '2027-01-01')).toEqual(['100: 1500.00, 2027-01-01 – 2027-02-14']); // 45 of 90 days
  });

  test('to the same day is nothing, to an earlier one refused, after a cancellation too', () => {
    expect(accepted(contract.decide(extendTo('2026-12-31'), active()))).toEqual([]);
    expect(rejectedWith(contract.decide(extendTo('2026-12-30'), active()))).toBe('CONTRACT_TERM_SHORTENED');
    expect(rejectedWith(contract.decide(extendTo('2027-12-31'), having(active(), cancelAfter('2026-06-30'))))).toBe(
      'CONTRACT_CANCELLED',
    );
  });
});
