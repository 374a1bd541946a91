import { describe, expect, test } from 'vitest';
import { contract } from '../../../src/domain/contract/contract.ts';
import { active, claimId, having, invoiceId, raise, release } from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';

describe('releasing charges', () => {
  const raised = () => having(active(), raise(1, '2026-01-01'), raise(2, '2026-04-01'));

  test('undoes the claim of a document', () => {
    expect(accepted(contract.decide(release(1), raised()))).toEqual([
      {
        type: 'ChargesReleased',
        data: {
          claimId: claimId(1),
          invoiceId: invoiceId(1),
          chargeIds: null,
          periods: [],
          creditNoteId: null,
          reason: 'Draft discarded',
        },
      },
    ]);
  });

  test('opens the periods that it had charged', () => {
    expect(having(raised(), release(1))).toMatchObject({ settledBefore: '2026-01-01', reopenedFrom: '2026-01-01' });
  });

  test('again: nothing', () => {
    expect(accepted(contract.decide(release(1), having(raised(), release(1))))).toEqual([]);
  });

  test('of a document without charges of this contract: no', () => {
    expect(rejectedWith(contract.decide(release(3), raised()))).toBe('CLAIM_NOT_FOUND');
  });
});
