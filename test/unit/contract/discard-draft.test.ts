import { describe, expect, test } from 'vitest';
import { contract } from '../../../src/domain/contract/contract.ts';
import { active, drafted, fold } from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';

const discard = { kind: 'discardDraft', reason: 'Signed elsewhere' } as const;

describe('discarding a draft', () => {
  test('is a fact', () => {
    expect(accepted(contract.decide(discard, fold(drafted())))).toEqual([
      { type: 'ContractDraftDiscarded', data: { reason: 'Signed elsewhere' } },
    ]);
  });

  test('an active contract is cancelled, not discarded', () => {
    expect(rejectedWith(contract.decide(discard, active()))).toBe('CONTRACT_NOT_DRAFT');
  });

  test('nothing to discard', () => {
    expect(rejectedWith(contract.decide(discard, contract.initialState))).toBe('CONTRACT_NOT_FOUND');
  });
});
