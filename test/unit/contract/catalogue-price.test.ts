import { describe, expect, test } from 'vitest';
import { cataloguePrice } from '../../../src/domain/contract/catalogue-price.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { priceBook } from '../../../src/domain/price-book/price-book.ts';
import type { PriceBook } from '../../../src/domain/price-book/state.ts';
import {
  evolveProduct,
  initialProduct,
  type Product,
  type ProductAddition,
} from '../../../src/domain/product/state.ts';
import { seats } from '../../support/contracts.ts';
import { amount } from '../../support/controls/accounts.ts';
import { aPriceBookId, aVersion, priceBookAdded, priceSet } from '../../support/controls/price-books.ts';
import { productAdded } from '../../support/controls/products.ts';

const sold = (changes: Partial<ProductAddition> = {}) =>
  evolveProduct(initialProduct, productAdded(changes)) as Product;

/** A book in dollars with a price from each of the days on. */
function book(name: string, ...versions: [string, string][]): PriceBook {
  return [
    priceBookAdded({ priceBookId: aPriceBookId(name), name }),
    ...versions.map(([day, price]) => priceSet({ ...aVersion(day, seats(price)), setupFee: amount('100.00') })),
  ].reduce(priceBook.evolve, priceBook.initialState) as PriceBook;
}

const ask = (product: Product, books: readonly PriceBook[], currency: string, day: string) =>
  cataloguePrice({ product, books }, currency, civilDate(day));

describe('what the catalogue asks', () => {
  const first = book('first', ['2026-01-01', '30'], ['2026-07-01', '33']);
  const second = book('second', ['2025-01-01', '40']);

  test.each([
    ['2026-01-01', '30', '2026-01-01'],
    ['2026-06-30', '30', '2026-01-01'],
    ['2026-07-01', '33', '2026-07-01'],
    ['2030-01-01', '33', '2026-07-01'],
  ])('on %s is %s, the version since %s', (day, unitPrice, validFrom) => {
    expect(ask(sold(), [first, second], 'USD', day)).toEqual({
      price: seats(unitPrice),
      setupFee: '100.00',
      priceBookId: aPriceBookId('first'),
      priceBookName: 'first',
      validFrom,
    });
  });

  test('is the next book’s where the first one has none yet', () => {
    expect(ask(sold(), [first, second], 'USD', '2025-12-31')).toMatchObject({
      price: seats('40'),
      priceBookId: aPriceBookId('second'),
    });
  });

  test('is the product’s own, with its own fee, where no book has one', () => {
    expect(ask(sold({ setupFee: amount('250.00') }), [first], 'EUR', '2026-01-01')).toEqual({
      price: seats('25.00'),
      setupFee: '250.00',
      priceBookId: null,
      priceBookName: null,
      validFrom: null,
    });
  });

  test('is nothing in a currency that nobody has a price in: the sentence names both', () => {
    const refused = ask(sold(), [first], 'USD', '2025-12-31');
    expect(refused).toMatchObject({ rejection: { code: 'PRODUCT_CURRENCY_MISMATCH' } });
    const { rejection } = refused as { rejection: { message: string } };
    expect(rejection.message).toContain('Seats is priced in EUR');
    expect(rejection.message).toContain('no price book has a price in USD for 2025-12-31');
  });

  test('is nothing for a custom product that leaves the price to each contract', () => {
    expect(ask(sold({ pricingModel: 'custom' }), [], 'EUR', '2026-01-01')).toMatchObject({
      rejection: { code: 'PRICING_MODEL_NOT_BILLABLE' },
    });
  });
});

describe('a product’s own price by pricing model', () => {
  const bands = [
    { minQuantity: 1, maxQuantity: 9, unitPrice: amount('10') },
    { minQuantity: 10, maxQuantity: null, unitPrice: amount('8') },
  ];
  const steps = [
    { month: 0, amount: amount('900') },
    { month: 6, amount: amount('1200') },
  ];
  test.each<[Partial<ProductAddition>, object]>([
    [{ pricingModel: 'seat_based' }, { model: 'seat_based', unitPrice: '25.00', intervalMonths: 1 }],
    [
      { pricingModel: 'flat_fee', billingInterval: 'annual' },
      { model: 'flat_fee', price: '25.00', intervalMonths: 12 },
    ],
    [
      { pricingModel: 'volume_tiered', volumeTiers: bands },
      { model: 'volume_tiered', tiers: bands, intervalMonths: 1 },
    ],
    [
      { pricingModel: 'graduated_tiered', volumeTiers: bands, billingInterval: 'quarterly' },
      { model: 'graduated_tiered', tiers: bands, intervalMonths: 3 },
    ],
    [
      { pricingModel: 'package', packagePrice: amount('45'), packageSize: 100, billingInterval: 'semi_annual' },
      { model: 'package', packagePrice: '45', packageSize: 100, intervalMonths: 6 },
    ],
    [
      { pricingModel: 'custom', priceSteps: steps },
      { model: 'custom', steps, intervalMonths: 1 },
    ],
  ])('%j', (changes, price) => {
    expect(ask(sold(changes), [], 'EUR', '2026-01-01')).toMatchObject({ price });
  });
});
