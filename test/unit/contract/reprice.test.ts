import { describe, expect, test } from 'vitest';
import { contract } from '../../../src/domain/contract/contract.ts';
import { active, drafted, fold, LINE, line, lineId, repriceTo, seats, tiers } from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';

describe('repricing a line', () => {
  test('from a day on', () => {
    expect(accepted(contract.decide(repriceTo(seats('12'), '2026-05-15'), active()))).toEqual([
      { type: 'LineRepriced', data: { lineId: LINE, effectiveOn: '2026-05-15', price: seats('12'), reason: null } },
    ]);
  });

  test('to the price that is in force: nothing', () => {
    expect(accepted(contract.decide(repriceTo(seats('10'), '2026-05-15'), active()))).toEqual([]);
  });

  test.each([
    ['a negative price', seats('-1'), 'PRICE_INVALID'],
    ['tiers that end', tiers([[10, '5']]), 'TIERS_INVALID'],
  ])('not to %s', (_what, price, code) => {
    expect(rejectedWith(contract.decide(repriceTo(price, '2026-05-15'), active()))).toBe(code);
  });

  test('not outside the service', () => {
    expect(rejectedWith(contract.decide(repriceTo(seats('12'), '2027-01-01'), active()))).toBe('DATE_OUTSIDE_SERVICE');
  });

  test('of several lines, one must be named', () => {
    const two = active({}, [line(), line({ lineId: lineId(2) })]);
    expect(rejectedWith(contract.decide(repriceTo(seats('12'), '2026-05-15'), two))).toBe('CONTRACT_LINE_REQUIRED');
  });

  test('not in a draft', () => {
    expect(rejectedWith(contract.decide(repriceTo(seats('12'), '2026-05-15'), fold(drafted())))).toBe(
      'CONTRACT_NOT_ACTIVE',
    );
  });
});
