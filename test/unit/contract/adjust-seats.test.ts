import { describe, expect, test } from 'vitest';
import { contract } from '../../../src/domain/contract/contract.ts';
import {
  active,
  adjustTo,
  cancelAfter,
  drafted,
  fold,
  having,
  LINE,
  line,
  lineId,
  tiers,
} from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';

describe('adjusting seats', () => {
  test('from a day on', () => {
    expect(accepted(contract.decide(adjustTo(120, '2026-05-15'), active()))).toEqual([
      { type: 'SeatsAdjusted', data: { lineId: LINE, effectiveOn: '2026-05-15', from: 100, to: 120, reason: null } },
    ]);
  });

  test('counts from what is in force on that day', () => {
    const state = having(active(), adjustTo(120, '2026-05-15'));
    expect(accepted(contract.decide(adjustTo(110, '2026-08-01'), state))[0]?.data).toMatchObject({
      from: 120,
      to: 110,
    });
    expect(accepted(contract.decide(adjustTo(110, '2026-03-01'), state))[0]?.data).toMatchObject({
      from: 100,
      to: 110,
    });
  });

  test('to what is so already: nothing', () => {
    expect(accepted(contract.decide(adjustTo(100, '2026-05-15'), active()))).toEqual([]);
  });

  test('not below the commitment', () => {
    const committed = active({}, [line({ committedQuantity: 50 })]);
    expect(rejectedWith(contract.decide(adjustTo(49, '2026-05-15'), committed))).toBe('SEATS_BELOW_COMMITMENT');
    expect(accepted(contract.decide(adjustTo(50, '2026-05-15'), committed))).toHaveLength(1);
  });

  test.each(['2025-12-31', '2027-01-01'])('not on %s, outside the service', (day) => {
    expect(rejectedWith(contract.decide(adjustTo(120, day), active()))).toBe('DATE_OUTSIDE_SERVICE');
  });

  test.each(['2026-01-01', '2026-12-31'])('on %s, the edge of the service', (day) => {
    expect(accepted(contract.decide(adjustTo(120, day), active()))).toHaveLength(1);
  });

  test('a cancelled contract can still be put right, until its last day', () => {
    const state = having(active(), cancelAfter('2026-06-30'));
    expect(accepted(contract.decide(adjustTo(120, '2026-05-15'), state))).toHaveLength(1);
    expect(rejectedWith(contract.decide(adjustTo(120, '2026-07-01'), state))).toBe('DATE_OUTSIDE_SERVICE');
  });

  test('of several lines, one must be named', () => {
    const two = active({}, [line(), line({ lineId: lineId(2) })]);
    expect(rejectedWith(contract.decide(adjustTo(120, '2026-05-15'), two))).toBe('CONTRACT_LINE_REQUIRED');
    expect(accepted(contract.decide({ ...adjustTo(120, '2026-05-15'), lineId: lineId(2) }, two))).toHaveLength(1);
    expect(rejectedWith(contract.decide({ ...adjustTo(120, '2026-05-15'), lineId: lineId(3) }, two))).toBe(
      'CONTRACT_LINE_NOT_FOUND',
    );
  });

  test('into another tier', () => {
    const tiered = active({}, [
      line({
        price: tiers([
          [100, '10'],
          [null, '8'],
        ]),
      }),
    ]);
    expect(accepted(contract.decide(adjustTo(101, '2026-05-15'), tiered))).toHaveLength(1);
  });

  test('not in a draft, and not in nothing', () => {
    expect(rejectedWith(contract.decide(adjustTo(120, '2026-05-15'), fold(drafted())))).toBe('CONTRACT_NOT_ACTIVE');
    expect(rejectedWith(contract.decide(adjustTo(120, '2026-05-15'), contract.initialState))).toBe(
      'CONTRACT_NOT_FOUND',
    );
  });
});
