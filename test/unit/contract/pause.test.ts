import { describe, expect, test } from 'vitest';
import { contract } from '../../../src/domain/contract/contract.ts';
import { lastServiceDay } from '../../../src/domain/contract/state.ts';
import { pauseFrom, policies, resumeOn, withdraw } from '../../support/amendments.ts';
import { active, cancelAfter, having, raise } from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';
import { dueAt, overTerm } from '../../support/due-charges.ts';

/** 100 seats at 10 a month in 2026, quarterly in advance: 3,000.00 a quarter. Q2 has 91 days, Q3 and Q4 92. */
const extending = () => active({ policies: policies({ pause: 'extend' }) });

describe('pausing', () => {
  test('has the effect that the contract says, or another', () => {
    expect(accepted(contract.decide(pauseFrom('2026-05-15'), extending()))).toEqual([
      { type: 'ContractPaused', data: { effectiveOn: '2026-05-15', effect: 'extend', reason: null } },
    ]);
    expect(accepted(contract.decide(pauseFrom('2026-05-15', 'credit'), extending()))[0]?.data).toMatchObject({
      effect: 'credit',
    });
  });

  test('twice the same is one pause; another one waits for the end of the first', () => {
    const paused = having(active(), pauseFrom('2026-05-15'));
    expect(accepted(contract.decide(pauseFrom('2026-05-15'), paused))).toEqual([]);
    expect(rejectedWith(contract.decide(pauseFrom('2026-06-15'), paused))).toBe('CONTRACT_PAUSED');
    const resumed = having(paused, resumeOn('2026-06-15'));
    expect(rejectedWith(contract.decide(pauseFrom('2026-06-14'), resumed))).toBe('CONTRACT_PAUSED');
    expect(accepted(contract.decide(pauseFrom('2026-06-15'), resumed))).toHaveLength(1);
  });

  test.each(['2025-12-31', '2027-01-01'])('not on %s, outside the service', (day) => {
    expect(rejectedWith(contract.decide(pauseFrom(day), active()))).toBe('DATE_OUTSIDE_SERVICE');
  });
});

describe('resuming', () => {
  test('extends the term by the days paused, where that was agreed', () => {
    // 15 May to 15 June: 17 + 14 = 31 days. 31 December + 31 days = 31 January.
    const state = having(extending(), pauseFrom('2026-05-15'), resumeOn('2026-06-15'));
    expect(lastServiceDay(state)).toBe('2027-01-31');
    expect(having(active(), pauseFrom('2026-05-15'), resumeOn('2026-06-15')).terms.endDate).toBe('2026-12-31');
  });

  test('what is not paused cannot be resumed; the same twice is one', () => {
    expect(rejectedWith(contract.decide(resumeOn('2026-06-15'), active()))).toBe('CONTRACT_NOT_PAUSED');
    const resumed = having(active(), pauseFrom('2026-05-15'), resumeOn('2026-06-15'));
    expect(accepted(contract.decide(resumeOn('2026-06-15'), resumed))).toEqual([]);
  });

  test.each(['2026-05-14', '2026-05-15'])('not on %s: a pause has a day', (day) => {
    expect(rejectedWith(contract.decide(resumeOn(day), having(active(), pauseFrom('2026-05-15'))))).toBe(
      'DATE_OUTSIDE_PAUSE',
    );
  });

  test('moves no end that was cancelled, and gives the term back whole when the cancellation is withdrawn', () => {
    const state = having(
      extending(),
      pauseFrom('2026-03-01'),
      cancelAfter('2026-06-30'),
      resumeOn('2026-04-01'), // 31 days
    );
    expect(lastServiceDay(state)).toBe('2026-06-30');
    expect(lastServiceDay(having(state, withdraw(2, '2026-04-01')))).toBe('2027-01-31');
    const crediting = having(
      active(),
      pauseFrom('2026-03-01'),
      cancelAfter('2026-06-30'),
      resumeOn('2026-04-01'),
      withdraw(2, '2026-04-01'),
    );
    expect(lastServiceDay(crediting)).toBe('2026-12-31');
  });
});

describe('what a pause does to billing', () => {
  test('credited within a charged period: its days come back', () => {
    // 15 May – 14 June: 31 of 91 days. 100 × 30 × 31 ÷ 91 = 1,021.978…
    const state = having(active(), raise(1, '2026-04-01'), pauseFrom('2026-05-15'), resumeOn('2026-06-15'));
    expect(dueAt(state, '2026-06-15')).toEqual(['-100: -1021.98, 2026-05-15 – 2026-06-14 reduces 1.2']);
  });

  test('across a boundary: the rest of one period and the beginning of the next', () => {
    // June: 30 of 91 days, 989.010…; served from 1 August: 31 + 30 = 61 of 92 days, 3,000 × 61 ÷ 92 = 1,989.130…
    const state = having(active(), raise(1, '2026-04-01'), pauseFrom('2026-06-01'), resumeOn('2026-08-01'));
    expect(dueAt(state, '2026-07-01')).toEqual([
      '-100: -989.01, 2026-06-01 – 2026-06-30 reduces 1.2',
      '100: 1989.13, 2026-08-01 – 2026-09-30',
    ]);
  });

  test('while it lasts nothing is billed, to the end of the term', () => {
    const state = having(active(), raise(1, '2026-04-01'), pauseFrom('2026-06-01'), raise(2, '2026-07-01'));
    expect(dueAt(state, '2026-12-31')).toEqual([]);
    // Resumed on 1 September: 30 of 92 days of Q3, 3,000 × 30 ÷ 92 = 978.260…
    expect(dueAt(having(state, resumeOn('2026-09-01')), '2026-10-01')).toEqual([
      '100: 978.26, 2026-09-01 – 2026-09-30',
      '100: 3000.00, 2026-10-01 – 2026-12-31',
    ]);
  });

  test('extending: the days paused are not billed, those added are', () => {
    // Q3 – Q4 as before; January 2027 is 31 of 90 days: 3,000 × 31 ÷ 90 = 1,033.333…
    const state = having(extending(), pauseFrom('2026-05-15'), resumeOn('2026-06-15'));
    expect(overTerm(state)).toEqual([
      '100: 3000.00, 2026-01-01 – 2026-03-31',
      '100: 1450.55, 2026-04-01 – 2026-05-14', // 44 of 91 days: 1,450.549…
      '100: 527.47, 2026-06-15 – 2026-06-30', // with 16 more, 60: 1,978.021…; 1,978.02 − 1,450.55
      '100: 3000.00, 2026-07-01 – 2026-09-30',
      '100: 3000.00, 2026-10-01 – 2026-12-31',
      '100: 1033.33, 2027-01-01 – 2027-01-31',
    ]);
  });

  test('kept billing: as if it had not been', () => {
    const state = having(active(), pauseFrom('2026-05-15', 'keep_billing'), resumeOn('2026-06-15'));
    expect(overTerm(state)).toEqual(overTerm(active()));
  });
});
