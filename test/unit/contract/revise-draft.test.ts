import { describe, expect, test } from 'vitest';
import type { CommandOf } from '../../../src/domain/contract/commands.ts';
import { contract } from '../../../src/domain/contract/contract.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { active, drafted, fold, line, terms } from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';

function revise(changes: CommandOf<'reviseDraft'>['terms'], lines?: CommandOf<'reviseDraft'>['lines']) {
  return contract.decide({ kind: 'reviseDraft', terms: changes, lines }, fold(drafted()));
}

describe('revising a draft', () => {
  test('records only what changed', () => {
    expect(accepted(revise({ startDate: civilDate('2026-02-01'), endDate: civilDate('2026-12-31') }))).toEqual([
      { type: 'ContractDraftRevised', data: { startDate: '2026-02-01' } },
    ]);
  });

  test('replaces the lines as a whole', () => {
    const lines = [line({ quantity: 50 })];
    expect(accepted(revise({}, lines))).toEqual([{ type: 'ContractDraftRevised', data: { lines } }]);
  });

  test('what is so already is no fact', () => {
    expect(accepted(revise(terms(), [line()]))).toEqual([]);
  });

  test('the end is not before the start', () => {
    expect(rejectedWith(revise({ startDate: civilDate('2027-01-01') }))).toBe('CONTRACT_END_BEFORE_START');
  });

  test('seats are not fewer than committed', () => {
    expect(rejectedWith(revise({}, [line({ quantity: 1, committedQuantity: 2 })]))).toBe('SEATS_BELOW_COMMITMENT');
  });

  test('an active contract is amended, not revised', () => {
    expect(rejectedWith(contract.decide({ kind: 'reviseDraft', terms: {} }, active()))).toBe('CONTRACT_NOT_DRAFT');
  });

  test('nothing to revise', () => {
    expect(rejectedWith(contract.decide({ kind: 'reviseDraft', terms: {} }, contract.initialState))).toBe(
      'CONTRACT_NOT_FOUND',
    );
  });

  test('is folded over what was drafted', () => {
    const state = fold(drafted(), { type: 'ContractDraftRevised', data: { contractName: 'Seats, new' } });
    expect(state).toMatchObject({ status: 'draft', terms: terms({ contractName: 'Seats, new' }), lines: [line()] });
  });
});
