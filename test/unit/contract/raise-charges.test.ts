import { describe, expect, test } from 'vitest';
import { contract } from '../../../src/domain/contract/contract.ts';
import { contractEvents } from '../../../src/domain/contract/events.ts';
import { active, adjustTo, claimId, drafted, fold, having, invoiceId, raise } from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';

describe('raising charges', () => {
  test('claims what is due, each charge with an id within the claim', () => {
    const [event] = accepted(contract.decide(raise(7, '2026-04-01'), active()));
    expect(event).toMatchObject({
      type: 'ChargesRaised',
      data: {
        claimId: claimId(7),
        invoiceId: invoiceId(7),
        from: null,
        through: '2026-04-01',
        charges: [
          { chargeId: `${claimId(7)}.1`, periodStart: '2026-01-01', amount: '3000.00' },
          { chargeId: `${claimId(7)}.2`, periodStart: '2026-04-01', amount: '3000.00' },
        ],
      },
    });
    expect(contractEvents.ChargesRaised.schema.safeParse(event?.data).error).toBeUndefined();
  });

  test('the same claim again: nothing, whatever is due by now', () => {
    const state = having(active(), raise(7, '2026-01-01'));
    expect(accepted(contract.decide(raise(7, '2026-12-31'), state))).toEqual([]);
  });

  test('nothing is due: nothing', () => {
    expect(accepted(contract.decide(raise(1, '2025-12-31'), active()))).toEqual([]);
  });

  test('settles what is finished; an amendment reopens it', () => {
    const raised = having(active(), raise(1, '2026-04-01'));
    expect(raised).toMatchObject({ settledBefore: '2026-04-01', reopenedFrom: null });
    expect(having(raised, adjustTo(110, '2026-02-15'))).toMatchObject({
      settledBefore: '2026-02-15',
      reopenedFrom: '2026-02-15',
    });
  });

  test('a part of the periods settles nothing', () => {
    expect(having(active(), raise(1, '2026-04-01', '2026-04-01')).settledBefore).toBeNull();
  });

  test('not in a draft', () => {
    expect(rejectedWith(contract.decide(raise(1, '2026-01-01'), fold(drafted())))).toBe('CONTRACT_NOT_ACTIVE');
  });
});
