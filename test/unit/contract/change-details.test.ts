import { describe, expect, test } from 'vitest';
import type { ContractDetails } from '../../../src/domain/contract/commands.ts';
import { contract } from '../../../src/domain/contract/contract.ts';
import type { ContractState } from '../../../src/domain/contract/state.ts';
import { active, drafted, fold } from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';

function change(details: Partial<ContractDetails>, state: ContractState = active()) {
  return contract.decide({ kind: 'changeDetails', details }, state);
}

describe('changing what is not owed', () => {
  test('records only what changed', () => {
    expect(accepted(change({ notes: 'Ask for Ms Okafor', autoRenew: false }))).toEqual([
      { type: 'ContractDetailsChanged', data: { notes: 'Ask for Ms Okafor' } },
    ]);
  });

  test('what is so already is no fact', () => {
    expect(accepted(change({ autoRenew: false, metadata: {} }))).toEqual([]);
  });

  test('in a draft too', () => {
    expect(accepted(change({ purchaseOrderNumber: 'PO-7' }, fold(drafted())))).toHaveLength(1);
  });

  test('settles nothing and reopens nothing', () => {
    const state = fold(drafted(), { type: 'ContractDetailsChanged', data: { notes: 'x' } });
    expect(state).toMatchObject({ status: 'draft', terms: { notes: 'x', contractName: 'Platform seats' } });
  });

  test('not of nothing', () => {
    expect(rejectedWith(change({ notes: 'x' }, contract.initialState))).toBe('CONTRACT_NOT_FOUND');
  });
});
