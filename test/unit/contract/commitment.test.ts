import { describe, expect, test } from 'vitest';
import { contract } from '../../../src/domain/contract/contract.ts';
import { commitTo, policies } from '../../support/amendments.ts';
import { active, adjustTo, having, LINE, line, raise } from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';
import { dueAt, overTerm } from '../../support/due-charges.ts';

const committed = () => active({}, [line({ committedQuantity: 50 })]);

describe('changing the commitment', () => {
  test('upwards, as far as there are seats', () => {
    expect(accepted(contract.decide(commitTo(80, '2026-05-15'), committed()))).toEqual([
      { type: 'CommitmentChanged', data: { lineId: LINE, effectiveOn: '2026-05-15', from: 50, to: 80, reason: null } },
    ]);
    expect(accepted(contract.decide(commitTo(100, '2026-05-15'), committed()))).toHaveLength(1);
    expect(rejectedWith(contract.decide(commitTo(101, '2026-05-15'), committed()))).toBe('SEATS_BELOW_COMMITMENT');
  });

  test('not downwards, and to the same it is nothing', () => {
    expect(rejectedWith(contract.decide(commitTo(49, '2026-05-15'), committed()))).toBe('COMMITMENT_FIXED');
    expect(accepted(contract.decide(commitTo(50, '2026-05-15'), committed()))).toEqual([]);
  });

  test('holds for seats from its day on', () => {
    const state = having(committed(), commitTo(80, '2026-05-15'));
    expect(rejectedWith(contract.decide(adjustTo(79, '2026-05-15'), state))).toBe('SEATS_BELOW_COMMITMENT');
    expect(accepted(contract.decide(adjustTo(50, '2026-05-14'), state))).toHaveLength(1);
  });

  test('is billed where the seats are fewer', () => {
    // Seats of 50 up to 14 May; from 15 May 80 are committed although 50 were agreed from 1 April on.
    const state = having(committed(), commitTo(80, '2026-07-01'), adjustTo(50, '2026-04-01'));
    expect(overTerm(state)).toEqual([
      '100: 3000.00, 2026-01-01 – 2026-03-31',
      '50: 1500.00, 2026-04-01 – 2026-06-30',
      '80: 2400.00, 2026-07-01 – 2026-09-30',
      '80: 2400.00, 2026-10-01 – 2026-12-31',
    ]);
  });

  test.each(['2025-12-31', '2027-01-01'])('not on %s, outside the service', (day) => {
    expect(rejectedWith(contract.decide(commitTo(80, day), committed()))).toBe('DATE_OUTSIDE_SERVICE');
  });
});

test('a decrease that waits is measured by the commitment at the renewal', () => {
  const state = active({ policies: policies({ decreases: 'at_renewal' }) }, [line({ committedQuantity: 50 })]);
  expect(rejectedWith(contract.decide(adjustTo(49, '2026-05-15'), state))).toBe('SEATS_BELOW_COMMITMENT');
  expect(accepted(contract.decide(adjustTo(50, '2026-05-15'), state))[0]?.data).toMatchObject({
    effectiveOn: '2027-01-01',
  });
  expect(dueAt(having(state, raise(1, '2026-04-01'), adjustTo(50, '2026-05-15')), '2026-06-30')).toEqual([]);
});
