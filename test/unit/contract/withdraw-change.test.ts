import { describe, expect, test } from 'vitest';
import { contract } from '../../../src/domain/contract/contract.ts';
import { nextDueOn } from '../../../src/domain/contract/next-due.ts';
import { lastServiceDay } from '../../../src/domain/contract/state.ts';
import type { DecimalString } from '../../../src/domain/kernel/decimal.ts';
import {
  addLine,
  billEvery,
  endDiscount,
  extendTo,
  grant,
  pauseFrom,
  percentOff,
  policies,
  renewFrom,
  resumeOn,
  withdraw,
} from '../../support/amendments.ts';
import { active, adjustTo, cancelAfter, flat, having, line, lineId, raise } from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';
import { dueAt, overTerm } from '../../support/due-charges.ts';

const grown = () => having(active(), adjustTo(120, '2026-07-01'));
const support = line({ lineId: lineId(2), description: 'Support', price: flat('300', 3) });

describe('withdrawing a change', () => {
  test('that has not taken effect: as if it had never been agreed', () => {
    expect(accepted(contract.decide(withdraw(1, '2026-06-30'), grown()))).toEqual([
      { type: 'ChangeWithdrawn', data: { change: 1, withdrawnOn: '2026-06-30', reason: 'Agreed otherwise' } },
    ]);
    expect(overTerm(having(grown(), withdraw(1, '2026-06-30')))).toEqual(overTerm(active()));
  });

  test('from the day on which it takes effect it cannot be', () => {
    expect(rejectedWith(contract.decide(withdraw(1, '2026-07-01'), grown()))).toBe('CHANGE_IN_EFFECT');
  });

  test('twice is once, and what is no change is not found', () => {
    const withdrawn = having(grown(), withdraw(1, '2026-06-30'));
    expect(accepted(contract.decide(withdraw(1, '2026-06-30'), withdrawn))).toEqual([]);
    expect(rejectedWith(contract.decide(withdraw(2, '2026-06-30'), withdrawn))).toBe('CHANGE_NOT_FOUND');
  });

  test('that is billed already: its charges come back', () => {
    // The third quarter was charged ahead with 120 seats: 20 × 30.
    const state = having(grown(), raise(1, '2026-07-01'), withdraw(1, '2026-06-30'));
    expect(dueAt(state, '2026-06-30')).toEqual(['-20: -600.00, 2026-07-01 – 2026-09-30 reduces 1.3']);
    expect(nextDueOn(state)).toBe('2026-07-01');
  });

  test('between others leaves those', () => {
    const state = having(
      active(),
      adjustTo(110, '2026-04-01'),
      adjustTo(120, '2026-07-01'),
      adjustTo(130, '2026-10-01'),
    );
    expect(overTerm(having(state, withdraw(2, '2026-03-01')))).toEqual([
      '100: 3000.00, 2026-01-01 – 2026-03-31',
      '110: 3300.00, 2026-04-01 – 2026-06-30',
      '110: 3300.00, 2026-07-01 – 2026-09-30',
      '130: 3900.00, 2026-10-01 – 2026-12-31',
    ]);
  });

  test('of the rhythm: the old one goes on', () => {
    const state = having(active(), raise(1, '2026-04-01'), billEvery(1, '2026-07-01'), withdraw(1, '2026-06-30'));
    expect(dueAt(state, '2026-07-01')).toEqual(['100: 3000.00, 2026-07-01 – 2026-09-30']);
  });

  test('of a cancellation: the fee that was charged comes back, and a run finds it', () => {
    const fee = { kind: 'amount' as const, amount: '500' as DecimalString };
    const cancelled = having(
      active({ policies: policies({ earlyEndFee: fee }) }),
      cancelAfter('2026-06-30'),
      raise(1, '2026-06-30'),
    );
    expect(cancelled.claims[0]?.charges.at(-1)?.amount).toBe('500.00');
    const state = having(cancelled, withdraw(1, '2026-06-30'));
    expect(dueAt(state, '2026-06-30')).toEqual(['termination fee -1: -500.00, 2026-06-30 – 2026-06-30 reduces 1.3']);
    expect(nextDueOn(state)).toBe('2026-06-30');
  });
});

describe('a change on which a later one stands', () => {
  test.each([
    ['seats of a line added', [addLine(support, '2026-07-01'), { ...adjustTo(5, '2026-08-01'), lineId: lineId(2) }]],
    ['the end of a discount granted', [grant(percentOff('10'), '2026-07-01'), endDiscount(1, '2026-08-01')]],
    ['the end of a pause', [pauseFrom('2026-07-01'), resumeOn('2026-08-01')]],
    ['seats within an extension', [extendTo('2027-03-31'), adjustTo(120, '2027-01-01')]],
    ['seats within a renewed term', [renewFrom(null), adjustTo(120, '2027-02-01')]],
    // It ends later by the days of the pause, counted from the end that was extended.
    [
      'a pause that extends the extended term',
      [extendTo('2027-03-31'), pauseFrom('2026-05-01', 'extend'), resumeOn('2026-06-01')],
    ],
  ])('%s: that one first', (_what, commands) => {
    const state = having(active(), ...commands);
    expect(rejectedWith(contract.decide(withdraw(1, '2026-03-01'), state))).toBe('CHANGE_IN_USE');
    const last = state.changes.length;
    expect(accepted(contract.decide(withdraw(last, '2026-03-01'), state))).toHaveLength(1);
  });

  test('in the order backwards everything can be taken back', () => {
    const state = having(active(), extendTo('2027-03-31'), pauseFrom('2026-05-01', 'extend'), resumeOn('2026-06-01'));
    expect(lastServiceDay(state)).toBe('2027-05-01'); // 31 days after 31 March
    const back = having(state, withdraw(3, '2026-03-01'), withdraw(2, '2026-03-01'), withdraw(1, '2026-03-01'));
    expect(lastServiceDay(back)).toBe('2026-12-31');
    expect(overTerm(back)).toEqual(overTerm(active()));
  });
});
