import { describe, expect, test } from 'vitest';
import { contract } from '../../../src/domain/contract/contract.ts';
import { active, cancelAfter, drafted, fold, having } from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';

describe('cancelling', () => {
  test('ends the service after a last day', () => {
    expect(accepted(contract.decide(cancelAfter('2026-05-31'), active()))).toEqual([
      {
        type: 'ContractCancelled',
        data: {
          cancelledOn: '2026-05-31',
          lastServiceDay: '2026-05-31',
          billedThrough: '2026-05-31',
          fee: null,
          reason: null,
        },
      },
    ]);
    expect(having(active(), cancelAfter('2026-05-31'))).toMatchObject({
      status: 'cancelled',
      serviceEnd: '2026-06-01',
    });
  });

  test('again with the same day: nothing; with another one: no', () => {
    const cancelled = having(active(), cancelAfter('2026-05-31'));
    expect(accepted(contract.decide(cancelAfter('2026-05-31'), cancelled))).toEqual([]);
    expect(rejectedWith(contract.decide(cancelAfter('2026-06-30'), cancelled))).toBe('CONTRACT_CANCELLED');
  });

  test('before it begins: the day before the start, so that it is never served', () => {
    expect(having(active(), cancelAfter('2025-12-31')).serviceEnd).toBe('2026-01-01');
  });

  test.each(['2025-12-30', '2027-01-01'])('not with %s as last day', (day) => {
    expect(rejectedWith(contract.decide(cancelAfter(day), active()))).toBe('DATE_OUTSIDE_SERVICE');
  });

  test('a draft is discarded, not cancelled', () => {
    expect(rejectedWith(contract.decide(cancelAfter('2026-05-31'), fold(drafted())))).toBe('CONTRACT_NOT_ACTIVE');
  });
});
