import { describe, expect, test } from 'vitest';
import { contract } from '../../../src/domain/contract/contract.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { activated, active, cancelAfter, drafted, fold, having, line, seats } from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';

const activate = {
  kind: 'activate',
  activatedOn: civilDate('2025-12-15'),
  lines: [line()],
  rounding: 'half_up',
  approvals: [],
} as const;

describe('activating a draft', () => {
  test('freezes prices and rounding', () => {
    expect(accepted(contract.decide(activate, fold(drafted({}, [{ ...line(), price: null }]))))).toEqual([activated()]);
  });

  test('serves until the day after the last one of the term', () => {
    expect(active()).toMatchObject({ status: 'active', serviceEnd: '2027-01-01', settledBefore: null });
  });

  test('asked for again: nothing', () => {
    expect(accepted(contract.decide(activate, active()))).toEqual([]);
  });

  test('a cancelled contract does not come back', () => {
    expect(rejectedWith(contract.decide(activate, having(active(), cancelAfter('2026-06-30'))))).toBe(
      'CONTRACT_NOT_DRAFT',
    );
  });

  test('a catalogue price can be wrong too', () => {
    const command = { ...activate, lines: [line({ price: seats('-1') })] };
    expect(rejectedWith(contract.decide(command, fold(drafted())))).toBe('PRICE_INVALID');
  });

  test('nothing to activate', () => {
    expect(rejectedWith(contract.decide(activate, contract.initialState))).toBe('CONTRACT_NOT_FOUND');
    const discarded = fold(drafted(), { type: 'ContractDraftDiscarded', data: { reason: null } });
    expect(rejectedWith(contract.decide(activate, discarded))).toBe('CONTRACT_NOT_FOUND');
  });
});
