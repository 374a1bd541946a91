import { describe, expect, test } from 'vitest';
import type { CommandOf } from '../../../src/domain/contract/commands.ts';
import { contract } from '../../../src/domain/contract/contract.ts';
import type { EarlyEndFee } from '../../../src/domain/contract/policies.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { DecimalString } from '../../../src/domain/kernel/decimal.ts';
import { percentOff, policies } from '../../support/amendments.ts';
import { active, adjustTo, cancelAfter, having, line, lineId, raise } from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';
import { dueAt } from '../../support/due-charges.ts';

/**
 * 100 seats at 10 a month in 2026, 60 of them committed, quarterly in advance, billed to the second quarter. Committed is
 * 60 × 30 = 1,800.00 a quarter. Cancelled after 14 May: 47 of the 91 days of Q2 are left, and two quarters.
 */
const agreed = (earlyEndFee: EarlyEndFee, creditUnusedDays = true) =>
  having(
    active({ policies: policies({ earlyEndFee, creditUnusedDays }) }, [line({ committedQuantity: 60 })]),
    raise(1, '2026-04-01'),
  );
const money = (text: string) => text as DecimalString;
const CREDIT = '-100: -1549.45, 2026-05-15 – 2026-06-30 reduces 1.2'; // 3,000 × 47 ÷ 91 = 1,549.450…
const fee = (amount: string) => `termination fee 1: ${amount}, 2026-05-14 – 2026-05-14`;

function cancelWith(changes: Partial<CommandOf<'cancel'>>): CommandOf<'cancel'> {
  return { ...cancelAfter('2026-05-14'), ...changes };
}

describe('an early end with the days not served credited', () => {
  test.each<[string, EarlyEndFee, readonly string[]]>([
    ['without a fee', { kind: 'none' }, [CREDIT]],
    ['for an amount', { kind: 'amount', amount: money('750') }, [CREDIT, fee('750.00')]],
    // 1,800 × 47 ÷ 91 = 929.670…; with two quarters 4,529.67.
    ['for the remaining commitment', { kind: 'remaining_commitment' }, [CREDIT, fee('4529.67')]],
    // 4,529.67 × 0.4 = 1,811.868
    ['for a percentage of it', { kind: 'percent', percent: money('40') }, [CREDIT, fee('1811.87')]],
    ['for nothing of it', { kind: 'percent', percent: money('0') }, [CREDIT]],
    ['for an amount of zero', { kind: 'amount', amount: money('0') }, [CREDIT]],
  ])('%s', (_what, policy, expected) => {
    expect(dueAt(having(agreed(policy), cancelAfter('2026-05-14')), '2026-12-31')).toEqual(expected);
  });
});

describe('an early end without credit', () => {
  test('keeps what is charged, and the commitment counts from there', () => {
    // Billed to 30 June: two quarters are left, 3,600.00.
    const state = having(agreed({ kind: 'remaining_commitment' }, false), cancelAfter('2026-05-14'));
    expect(dueAt(state, '2026-12-31')).toEqual([fee('3600.00')]);
  });

  test('with an amount', () => {
    const state = having(agreed({ kind: 'amount', amount: money('750') }, false), cancelAfter('2026-05-14'));
    expect(dueAt(state, '2026-12-31')).toEqual([fee('750.00')]);
  });

  test('what was never charged is not billed beyond the last day', () => {
    const unbilled = active({ policies: policies({ creditUnusedDays: false }) });
    // 44 of 91 days: 1,450.549…
    expect(dueAt(having(unbilled, cancelAfter('2026-05-14')), '2026-12-31')).toEqual([
      '100: 3000.00, 2026-01-01 – 2026-03-31',
      '100: 1450.55, 2026-04-01 – 2026-05-14',
    ]);
  });
});

describe('what is said with the cancellation goes before the contract', () => {
  test('the fee', () => {
    const state = having(
      agreed({ kind: 'remaining_commitment' }),
      cancelWith({ fee: { kind: 'amount', amount: money('100') } }),
    );
    expect(dueAt(state, '2026-12-31')).toEqual([CREDIT, fee('100.00')]);
  });

  test('the credit', () => {
    expect(dueAt(having(agreed({ kind: 'none' }), cancelWith({ creditUnusedDays: false })), '2026-12-31')).toEqual([]);
  });
});

test('at the end of the term there is no fee', () => {
  const state = agreed({ kind: 'amount', amount: money('750') });
  expect(accepted(contract.decide(cancelWith({ lastServiceDay: null }), state))[0]?.data).toMatchObject({
    lastServiceDay: '2026-12-31',
    fee: null,
  });
});

test('a commitment with discounts and several lines costs what it would have', () => {
  // 60 × 30 × 0.9 = 1,620.00 a quarter and 10 × 30 × 0.9 = 270.00: from 1 July on two quarters, 3,780.00.
  const state = active(
    { discounts: [percentOff('10')], policies: policies({ earlyEndFee: { kind: 'remaining_commitment' } }) },
    [line({ committedQuantity: 60 }), line({ lineId: lineId(2), quantity: 10, committedQuantity: 10 })],
  );
  expect(
    accepted(contract.decide(cancelWith({ lastServiceDay: civilDate('2026-06-30') }), state))[0]?.data,
  ).toMatchObject({
    fee: '3780.00',
  });
});

test('without commitment the remaining commitment is nothing', () => {
  const state = having(
    active({ policies: policies({ earlyEndFee: { kind: 'remaining_commitment' } }) }),
    cancelAfter('2026-05-14'),
  );
  expect(state.cancellation?.fee).toBeNull();
});

test('seats put right after the cancellation are billed, its fee stays', () => {
  const cancelled = having(
    agreed({ kind: 'amount', amount: money('750') }),
    cancelAfter('2026-05-14'),
    raise(2, '2026-05-14'),
  );
  // 10 more from 15 April: 30 of 91 days, 10 × 30 × 30 ÷ 91 = 98.901…
  expect(dueAt(having(cancelled, adjustTo(110, '2026-04-15')), '2026-12-31')).toEqual([
    '10: 98.90, 2026-04-15 – 2026-05-14',
  ]);
});

test('twice with the same day is once, with another day it is refused', () => {
  const cancelled = having(active(), cancelAfter('2026-05-14'));
  expect(accepted(contract.decide(cancelAfter('2026-05-14'), cancelled))).toEqual([]);
  expect(rejectedWith(contract.decide(cancelAfter('2026-05-15'), cancelled))).toBe('CONTRACT_CANCELLED');
});
