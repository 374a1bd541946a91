import { describe, expect, test } from 'vitest';
import { contract } from '../../../src/domain/contract/contract.ts';
import type { DraftLine } from '../../../src/domain/contract/events.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { DecimalString } from '../../../src/domain/kernel/decimal.ts';
import { amountOff, percentOff, policies } from '../../support/amendments.ts';
import { CONTRACT, flat, line, SELLER, seats, terms, tiers } from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';

function draft(changes: Parameters<typeof terms>[0], lines: readonly DraftLine[] = [line()]) {
  const agreed = terms(changes);
  return contract.decide(
    { kind: 'draft', contractId: CONTRACT, contractNumber: 'C-1', sellerId: SELLER, terms: agreed, lines },
    contract.initialState,
  );
}

const money = (text: string) => text as DecimalString;

describe('terms that cannot be drafted', () => {
  test.each<[string, Parameters<typeof terms>[0], string]>([
    ['an end before the start', { endDate: '2025-12-31' }, 'CONTRACT_END_BEFORE_START'],
    ['a trial that leaves no day', { endDate: '2026-01-14', trialDays: 14 }, 'TRIAL_TOO_LONG'],
    ['prices that would vanish', { uplift: { kind: 'percent', percent: '-100' } }, 'UPLIFT_INVALID'],
    [
      'an index out of order',
      {
        uplift: {
          kind: 'index',
          steps: [
            { effectiveOn: '2026-07-01', percent: '2' },
            { effectiveOn: '2026-07-01', percent: '3' },
          ],
        },
      },
      'UPLIFT_INVALID',
    ],
    ['a minimum of nothing', { minimumCommitment: { amount: '0', intervalMonths: 1 } }, 'MINIMUM_COMMITMENT_INVALID'],
    [
      'a fee above all',
      { policies: policies({ earlyEndFee: { kind: 'percent', percent: money('101') } }) },
      'EARLY_END_FEE_INVALID',
    ],
    [
      'a fee below nothing',
      { policies: policies({ earlyEndFee: { kind: 'amount', amount: money('-1') } }) },
      'EARLY_END_FEE_INVALID',
    ],
    ['a discount of more than all', { discounts: [percentOff('101')] }, 'DISCOUNT_INVALID'],
    ['two discounts with one id', { discounts: [percentOff('1'), amountOff('1', {}, 1)] }, 'DISCOUNT_DUPLICATE'],
  ])('%s', (_what, changes, code) => {
    expect(rejectedWith(draft(changes))).toBe(code);
  });

  test('a trial that leaves a day is fine', () => {
    expect(accepted(draft({ endDate: '2026-01-15', trialDays: 14 }))).toHaveLength(1);
  });
});

describe('lines that cannot be drafted', () => {
  const step = (effectiveOn: string, quantity: number | null) => ({
    effectiveOn: civilDate(effectiveOn),
    quantity,
    price: null,
  });

  test.each<[string, Partial<DraftLine>, string]>([
    ['before the contract', { startDate: civilDate('2025-12-31') }, 'CONTRACT_LINE_DATES'],
    ['after the contract', { endDate: civilDate('2027-01-01') }, 'CONTRACT_LINE_DATES'],
    ['backwards', { startDate: civilDate('2026-06-01'), endDate: civilDate('2026-05-31') }, 'CONTRACT_LINE_DATES'],
    ['with a ramp on the first day', { ramp: [step('2026-01-01', 120)] }, 'RAMP_OUTSIDE_LINE'],
    ['with a ramp after the last day', { ramp: [step('2027-01-01', 120)] }, 'RAMP_OUTSIDE_LINE'],
    [
      'with a ramp below the commitment',
      { committedQuantity: 50, ramp: [step('2026-07-01', 49)] },
      'SEATS_BELOW_COMMITMENT',
    ],
    ['with seats outside the limits', { seatLimits: { min: 1, max: 99, increment: null } }, 'SEATS_OUTSIDE_LIMITS'],
    [
      'with a ramp between the steps',
      { seatLimits: { min: 10, max: null, increment: 30 }, ramp: [step('2026-07-01', 120)] },
      'SEATS_OUTSIDE_LIMITS',
    ],
    ['with a negative setup fee', { setupFee: money('-1') }, 'PRICE_INVALID'],
    ['with a negative price', { price: seats('-1') }, 'PRICE_INVALID'],
    ['with a tier group and no tiers', { tierGroup: 'seats' }, 'TIER_GROUP_INVALID'],
    ['with a discount of more than all', { discounts: [percentOff('101')] }, 'DISCOUNT_INVALID'],
  ])('%s', (_what, changes, code) => {
    expect(rejectedWith(draft({}, [{ ...line(), ...changes }]))).toBe(code);
  });

  test('twice with one id', () => {
    expect(rejectedWith(draft({}, [line(), line({ price: flat('1', 1) })]))).toBe('CONTRACT_LINE_DUPLICATE');
  });

  test('what fits is drafted: limits counted from the minimum, a group of tiers, a ramp to the last day', () => {
    const sound = line({
      quantity: 100,
      seatLimits: { min: 10, max: 130, increment: 30 },
      price: tiers([[null, '10']]),
      tierGroup: 'seats',
      ramp: [step('2026-12-31', 130)],
    });
    expect(accepted(draft({}, [sound]))).toHaveLength(1);
  });
});
