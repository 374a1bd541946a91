import { describe, expect, test } from 'vitest';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { type Sale, saleFault } from '../../../src/domain/product/sale.ts';
import {
  evolveProduct,
  initialProduct,
  type Product,
  type ProductAddition,
} from '../../../src/domain/product/state.ts';
import { productAdded } from '../../support/controls/products.ts';

/** From 1 January 2026 over a year, at the catalogue's price. */
const sale = (changes: Partial<Sale> = {}): Sale => ({
  firstDay: civilDate('2026-01-01'),
  termStart: civilDate('2026-01-01'),
  termEnd: civilDate('2026-12-31'),
  chargeType: null,
  hasOwnPrice: false,
  ...changes,
});

function codeOf(product: Partial<ProductAddition>, of: Partial<Sale> = {}): string | undefined {
  const offered = evolveProduct(initialProduct, productAdded(product)) as Product;
  return saleFault(offered, sale(of))?.code;
}

describe('the days of offer', () => {
  const product = { activeFrom: civilDate('2026-01-01'), activeUntil: civilDate('2026-06-30') };
  test.each([
    ['2025-12-31', 'PRODUCT_NOT_OFFERED_ON_DATE'],
    ['2026-01-01', undefined],
    ['2026-06-30', undefined],
    ['2026-07-01', 'PRODUCT_NOT_OFFERED_ON_DATE'],
  ])('a line from %s: %s', (day, code) => {
    expect(codeOf(product, { firstDay: civilDate(day) })).toBe(code);
  });

  test('nothing is sold of what is switched off or retired', () => {
    expect(codeOf({ active: false })).toBe('PRODUCT_NOT_OFFERED');
    const gone = evolveProduct(evolveProduct(initialProduct, productAdded()), {
      type: 'ProductRetired',
      data: { retiredOn: civilDate('2025-12-31'), reason: null },
    }) as Product;
    expect(saleFault(gone, sale())?.code).toBe('PRODUCT_NOT_OFFERED');
  });
});

describe('the least term', () => {
  test.each([
    [12, '2026-12-31', undefined],
    [12, '2026-12-30', 'CONTRACT_TERM_TOO_SHORT'],
    [13, '2026-12-31', 'CONTRACT_TERM_TOO_SHORT'],
    [0, '2026-01-01', undefined],
  ])('of %i months, ending on %s: %s', (minCommitmentMonths, termEnd, code) => {
    expect(codeOf({ minCommitmentMonths }, { termEnd: civilDate(termEnd) })).toBe(code);
  });

  test('from the last day of January ends with February', () => {
    const from = { termStart: civilDate('2026-01-31'), firstDay: civilDate('2026-01-31') };
    // one month from 31 January: until the day before 28 February
    expect(codeOf({ minCommitmentMonths: 1 }, { ...from, termEnd: civilDate('2026-02-27') })).toBeUndefined();
    expect(codeOf({ minCommitmentMonths: 1 }, { ...from, termEnd: civilDate('2026-02-26') })).toBe(
      'CONTRACT_TERM_TOO_SHORT',
    );
  });

  test('is nothing to what is charged once', () => {
    expect(codeOf({ minCommitmentMonths: 24, chargeType: 'one_time' })).toBeUndefined();
    expect(codeOf({ minCommitmentMonths: 24 }, { chargeType: 'one_time' })).toBeUndefined();
  });
});

test('usage is billed by nobody, unless the line says how it is charged and what it costs', () => {
  expect(codeOf({ chargeType: 'usage_based' })).toBe('CHARGE_TYPE_NOT_BILLABLE');
  expect(codeOf({ chargeType: 'usage_based' }, { hasOwnPrice: true })).toBe('CHARGE_TYPE_NOT_BILLABLE');
  expect(codeOf({ chargeType: 'usage_based' }, { chargeType: 'recurring' })).toBe('CHARGE_TYPE_NOT_BILLABLE');
  expect(codeOf({ chargeType: 'usage_based' }, { chargeType: 'recurring', hasOwnPrice: true })).toBeUndefined();
});
