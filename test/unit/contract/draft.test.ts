import { describe, expect, test } from 'vitest';
import { contract } from '../../../src/domain/contract/contract.ts';
import type { DraftLine } from '../../../src/domain/contract/events.ts';
import type { DecimalString } from '../../../src/domain/kernel/decimal.ts';
import { CONTRACT, drafted, fold, line, lineId, SELLER, seats, terms, tiers } from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';

function draft(lines: readonly DraftLine[], changes = {}, state = contract.initialState) {
  const command = {
    kind: 'draft',
    contractId: CONTRACT,
    contractNumber: 'C-1',
    sellerId: SELLER,
    terms: terms(changes),
    lines,
  } as const;
  return contract.decide(command, state);
}

describe('drafting a contract', () => {
  test('records its terms and lines', () => {
    expect(accepted(draft([line()]))).toEqual([drafted()]);
  });

  test('a line may wait for the catalogue to price it', () => {
    expect(accepted(draft([{ ...line(), price: null }]))).toHaveLength(1);
  });

  test('an id is used once', () => {
    expect(rejectedWith(draft([line()], {}, fold(drafted())))).toBe('CONTRACT_EXISTS');
  });

  test('the end is not before the start', () => {
    expect(rejectedWith(draft([line()], { endDate: '2025-12-31' }))).toBe('CONTRACT_END_BEFORE_START');
  });

  test('the price of a new term is a percentage above -100', () => {
    const renewalPrice = (percent: string) => ({ renewalPrice: { kind: 'percent', percent } });
    expect(rejectedWith(draft([line()], renewalPrice('-100')))).toBe('RENEWAL_PRICE_INVALID');
    expect(accepted(draft([line()], renewalPrice('-99')))).toHaveLength(1);
  });

  test('one day is a term', () => {
    expect(accepted(draft([line()], { endDate: '2026-01-01' }))).toHaveLength(1);
  });

  test('seats are not fewer than committed', () => {
    expect(rejectedWith(draft([line({ quantity: 9, committedQuantity: 10 })]))).toBe('SEATS_BELOW_COMMITMENT');
  });

  test('each line has an id of its own', () => {
    expect(rejectedWith(draft([line(), line()]))).toBe('CONTRACT_LINE_DUPLICATE');
  });

  test.each([
    ['a negative price', seats('-1'), 'PRICE_INVALID'],
    ['a tier table with an end', tiers([[10, '5']]), 'TIERS_INVALID'],
    [
      'a negative tier price',
      tiers([
        [10, '5'],
        [null, '-1'],
      ]),
      'TIERS_INVALID',
    ],
    [
      'a negative flat fee',
      { model: 'flat_fee', price: '-5' as DecimalString, intervalMonths: 12 } as const,
      'PRICE_INVALID',
    ],
  ])('%s is refused', (_what, price, code) => {
    expect(rejectedWith(draft([line(), line({ lineId: lineId(2), price })]))).toBe(code);
  });
});
