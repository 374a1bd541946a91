import { describe, expect, test } from 'vitest';
import { contract } from '../../../src/domain/contract/contract.ts';
import { billEvery } from '../../support/amendments.ts';
import { active, cancelAfter, having } from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';

describe('changing the rhythm', () => {
  test('begins a period on its day, unless another day is said', () => {
    expect(accepted(contract.decide(billEvery(1, '2026-05-15'), active()))).toEqual([
      {
        type: 'BillingScheduleChanged',
        data: {
          effectiveOn: '2026-05-15',
          billingFrequency: 'monthly',
          billingIntervalMonths: 1,
          billingInAdvance: true,
          billingAnchor: '2026-05-15',
          reason: null,
        },
      },
    ]);
    const anchored = billEvery(1, '2026-05-15', { anchor: '2026-01-01' });
    expect(accepted(contract.decide(anchored, active()))[0]?.data).toMatchObject({ billingAnchor: '2026-01-01' });
  });

  test('to what it is already is nothing', () => {
    expect(accepted(contract.decide(billEvery(3, '2026-05-15'), active()))).toEqual([]);
    expect(accepted(contract.decide(billEvery(3, '2026-05-15', { anchor: '2026-01-01' }), active()))).toEqual([]);
    expect(accepted(contract.decide(billEvery(3, '2026-05-15', { anchor: '2026-01-15' }), active()))).toHaveLength(1);
    expect(accepted(contract.decide(billEvery(3, '2026-05-15', { inAdvance: false }), active()))).toHaveLength(1);
  });

  test('replaces what was planned from that day on', () => {
    const state = having(active(), billEvery(1, '2026-07-01'), billEvery(12, '2026-04-01'));
    expect(state.plans).toMatchObject([
      { from: '2026-01-01', until: '2026-04-01', intervalMonths: 3 },
      { from: '2026-04-01', until: null, intervalMonths: 12 },
    ]);
    expect(state.terms).toMatchObject({ billingFrequency: 'annual', billingIntervalMonths: 12 });
  });

  test.each(['2025-12-31', '2027-01-01'])('not on %s, outside the service', (day) => {
    expect(rejectedWith(contract.decide(billEvery(1, day), active()))).toBe('DATE_OUTSIDE_SERVICE');
  });

  test('not after the last day of a cancelled contract', () => {
    const state = having(active(), cancelAfter('2026-06-30'));
    expect(accepted(contract.decide(billEvery(1, '2026-06-30'), state))).toHaveLength(1);
    expect(rejectedWith(contract.decide(billEvery(1, '2026-07-01'), state))).toBe('DATE_OUTSIDE_SERVICE');
  });
});
