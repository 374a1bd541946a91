import { describe, expect, test } from 'vitest';
import { chargesDue } from '../../../src/domain/contract/charges-due.ts';
import type { CommandOf } from '../../../src/domain/contract/commands.ts';
import { contract } from '../../../src/domain/contract/contract.ts';
import { creditables } from '../../../src/domain/contract/creditable.ts';
import { asDocumented } from '../../../src/domain/contract/documented.ts';
import { nextDueOn } from '../../../src/domain/contract/next-due.ts';
import { type BindingContract, chargesInForce } from '../../../src/domain/contract/state.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { zDecimalString } from '../../../src/domain/kernel/decimal.ts';
import { sumDecimals } from '../../../src/domain/kernel/money.ts';
import { active, adjustTo, chargesOf, claimId, having, invoiceId, raise, release } from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';

/** 100 seats at 10.00 a month: the first quarter is charged with 3,000.00 on document 1. */
const Q1 = `${claimId(1)}.1`;
const charged = () => having(active(), raise(1, '2026-01-01'));

function credit(note: number, amount: string, kind: 'goodwill' | 'rebill' = 'goodwill', settled: string[] = []) {
  const credits = [{ chargeId: Q1, amount: zDecimalString.parse(amount) }];
  const creditNoteId = invoiceId(note);
  return {
    kind: 'grantCredit',
    creditNoteId,
    creditKind: kind,
    credits,
    settledReductions: settled,
    reason: 'Outage',
  } satisfies CommandOf<'grantCredit'>;
}

const waive = (n: number, ...chargeIds: string[]): CommandOf<'waiveCharges'> => ({
  kind: 'waiveCharges',
  invoiceId: invoiceId(n),
  chargeIds,
  reason: 'Late',
});

const left = (state: BindingContract) => creditables(state).get(Q1)?.toFixed();
const total = (state: BindingContract) => sumDecimals(chargesInForce(state).map(({ amount }) => amount)).toFixed();
const dueAt = (state: BindingContract, day: string) => chargesDue(state, { from: null, through: civilDate(day) });

describe('goodwill', () => {
  test('uses up what can be credited, and leaves owed and charged alone', () => {
    const state = having(charged(), credit(8, '400.00'));
    expect(left(state)).toBe('2600');
    expect(total(state)).toBe('3000');
    expect(dueAt(state, '2026-01-01')).toEqual([]);
  });

  test('the same credit note again: nothing', () => {
    expect(accepted(contract.decide(credit(8, '400.00'), having(charged(), credit(8, '400.00'))))).toEqual([]);
  });

  test('of two notes for one charge the second one finds what the first has left', () => {
    const state = having(charged(), credit(8, '2500.00'));
    expect(rejectedWith(contract.decide(credit(9, '500.01'), state))).toBe('CREDIT_TOO_HIGH');
    expect(accepted(contract.decide(credit(9, '500.00'), state))).toHaveLength(1);
  });

  test('nothing, less than nothing, and what was released: no', () => {
    expect(rejectedWith(contract.decide(credit(8, '0.00'), charged()))).toBe('CREDIT_TOO_HIGH');
    expect(rejectedWith(contract.decide(credit(8, '-1.00'), charged()))).toBe('CREDIT_TOO_HIGH');
    const released = having(charged(), release(1));
    expect(rejectedWith(contract.decide(credit(8, '1.00'), released))).toBe('CHARGE_NOT_CHARGED');
  });

  test('withdrawn, it can be credited again; once more: nothing', () => {
    const withdraw: CommandOf<'withdrawCredit'> = {
      kind: 'withdrawCredit',
      creditNoteId: invoiceId(8),
      reason: 'Discarded',
    };
    const state = having(charged(), credit(8, '400.00'), withdraw);
    expect(left(state)).toBe('3000');
    expect(accepted(contract.decide(withdraw, state))).toEqual([]);
  });

  test('a correction that fits beside it is credited in full', () => {
    // 80 seats fewer from the first day: 80 × 30.00 = 2,400.00 of the 2,600.00 that are left
    const state = having(charged(), credit(8, '400.00'), adjustTo(20, '2026-01-01'), raise(2, '2026-01-01'));
    expect(state.setOffs).toEqual([]);
    expect(left(state)).toBe('200');
  });

  test('a correction that finds too little is charged back in full and credits the rest', () => {
    const gifted = having(charged(), credit(8, '400.00'), adjustTo(0, '2026-01-01'), raise(2, '2026-01-01'));
    const [reduction] = chargesOf(gifted, 2);
    expect(reduction).toMatchObject({ amount: '-3000.00', quantity: '-100', reduces: Q1 });
    expect(gifted.setOffs).toMatchObject([{ chargeId: `${claimId(2)}.1`, reduces: Q1, amount: '400.00' }]);
    // charged = owed = 0: 3,000.00 − 3,000.00; on documents 3,000.00 − 400.00 − 2,600.00
    expect(total(gifted)).toBe('0');
    expect(dueAt(gifted, '2026-01-01')).toEqual([]);
    expect(left(gifted)).toBe('0');
    expect(reduction && asDocumented(reduction, gifted)).toMatchObject({
      amount: '-2600.00',
      quantity: '-100',
      unitPrice: '26',
      description: expect.stringContaining('400.00 EUR of it was given away before'),
    });
  });

  test('what a correction has set off counts once: the next one finds the rest of the gift', () => {
    // −70 seats: 2,100.00 of 2,600.00; then −30 seats: 900.00, of which 500.00 is left, so 400.00 is set off
    const state = having(
      charged(),
      credit(8, '400.00'),
      adjustTo(30, '2026-01-01'),
      raise(2, '2026-01-01'),
      adjustTo(0, '2026-01-01'),
      raise(3, '2026-01-01'),
    );
    expect(state.setOffs.map(({ amount }) => amount)).toEqual(['400.00']);
    expect(left(state)).toBe('0');
    expect(total(state)).toBe('0');
  });

  test('a correction that is released gives its set-off back', () => {
    const state = having(charged(), credit(8, '400.00'), adjustTo(0, '2026-01-01'), raise(2, '2026-01-01'), release(2));
    expect(state.setOffs).toEqual([]);
    expect(left(state)).toBe('2600');
  });
});

describe('waiving', () => {
  test('counts as charged: nothing is billed again, and nothing of it can be credited', () => {
    const state = having(charged(), waive(1, Q1));
    expect(dueAt(state, '2026-01-01')).toEqual([]);
    expect(left(state)).toBe('0');
    expect(rejectedWith(contract.decide(credit(8, '0.01'), state))).toBe('CREDIT_TOO_HIGH');
  });

  test('outlives its draft', () => {
    const two = having(active(), raise(1, '2026-04-01'), waive(1, Q1));
    const state = having(two, release(1));
    // the first quarter stays, the second one is billed again
    expect(chargesInForce(state).map(({ chargeId }) => chargeId)).toEqual([Q1]);
    expect(dueAt(state, '2026-04-01')).toMatchObject([{ periodStart: '2026-04-01', amount: '3000.00' }]);
    expect(nextDueOn(state)).toBe('2026-01-01');
    expect(accepted(contract.decide(release(1), state))).toEqual([]);
  });

  test('again, or of what was released: nothing', () => {
    expect(accepted(contract.decide(waive(1, Q1), having(charged(), waive(1, Q1))))).toEqual([]);
    expect(accepted(contract.decide(waive(1, Q1), having(charged(), release(1))))).toEqual([]);
  });

  test('a correction of it gives nothing back', () => {
    const state = having(charged(), waive(1, Q1), adjustTo(40, '2026-01-01'), raise(2, '2026-01-01'));
    // 60 seats fewer: 1,800.00, all of it forgiven
    expect(state.setOffs).toMatchObject([{ amount: '1800.00' }]);
    expect(total(state)).toBe('1200');
    expect(left(state)).toBe('0');
  });

  test('what is given back is not forgiven; nor what is not there', () => {
    const state = having(charged(), adjustTo(90, '2026-01-01'), raise(2, '2026-01-01'));
    expect(rejectedWith(contract.decide(waive(2, `${claimId(2)}.1`), state))).toBe('CHARGE_NOT_WAIVABLE');
    expect(rejectedWith(contract.decide(waive(7, Q1), state))).toBe('CLAIM_NOT_FOUND');
  });
});

describe('a credit note that bills again', () => {
  const releaseCredited: CommandOf<'releaseCredited'> = {
    kind: 'releaseCredited',
    creditNoteId: invoiceId(8),
    reason: 'Wrong address',
  };

  test('takes the charge as it stands, and its release makes it due again', () => {
    const state = having(charged(), credit(8, '3000.00', 'rebill'));
    const [event] = accepted(contract.decide(releaseCredited, state));
    expect(event).toMatchObject({
      type: 'ChargesReleased',
      data: { claimId: claimId(1), chargeIds: [Q1], creditNoteId: invoiceId(8), periods: [{ start: '2026-01-01' }] },
    });
    const done = having(state, releaseCredited);
    expect(dueAt(done, '2026-01-01')).toMatchObject([{ amount: '3000.00' }]);
    expect(accepted(contract.decide(releaseCredited, done))).toEqual([]);
  });

  test('what reduced the charge goes with it', () => {
    const reduced = having(charged(), adjustTo(90, '2026-01-01'), raise(2, '2026-01-01'));
    const reduction = `${claimId(2)}.1`;
    const on = credit(8, '2700.00', 'rebill', [reduction]);
    expect(rejectedWith(contract.decide(credit(8, '3000.00', 'rebill', [reduction]), reduced))).toBe('CREDIT_TOO_HIGH');
    expect(rejectedWith(contract.decide(credit(8, '2700.00', 'rebill'), reduced))).toBe('CHARGES_ON_DRAFT');
    const done = having(reduced, on, releaseCredited);
    expect(chargesInForce(done)).toEqual([]);
    // 90 seats at 30.00
    expect(dueAt(done, '2026-01-01')).toMatchObject([{ amount: '2700.00' }]);
  });

  test('until it is released nothing is built on the charge', () => {
    const state = having(charged(), credit(8, '3000.00', 'rebill'), adjustTo(90, '2026-01-01'));
    expect(rejectedWith(contract.decide(raise(2, '2026-01-01'), state))).toBe('CHARGES_BEING_CREDITED');
  });
});
