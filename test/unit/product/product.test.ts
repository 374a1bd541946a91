import { describe, it } from 'vitest';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { type ProductChanges, product } from '../../../src/domain/product/product.ts';
import type { ProductAddition } from '../../../src/domain/product/state.ts';
import { amount, currency } from '../../support/controls/accounts.ts';
import { aProduct, productAdded } from '../../support/controls/products.ts';
import { given } from '../../support/given.ts';

const add = (changes: Partial<ProductAddition> = {}) =>
  given(product, []).when({ kind: 'add', product: aProduct(changes) });
const change = (changes: ProductChanges, added: Partial<ProductAddition> = {}) =>
  given(product, [productAdded(added)]).when({ kind: 'change', changes });

const tiers = [
  { minQuantity: 1, maxQuantity: 100, unitPrice: amount('30') },
  { minQuantity: 101, maxQuantity: null, unitPrice: amount('25') },
];

describe('adding a product', () => {
  it('records it', () => {
    add().thenAccepts(productAdded());
    add({ pricingModel: 'volume_tiered', volumeTiers: tiers }).thenAccepts(
      productAdded({ pricingModel: 'volume_tiered', volumeTiers: tiers }),
    );
  });

  it('refuses prices below zero, and a fee that is no amount', () => {
    add({ basePrice: amount('-0.01') }).thenRejects('PRODUCT_INVALID', 'basePrice');
    add({ setupFee: amount('-1') }).thenRejects('PRODUCT_INVALID', 'setupFee');
    add({ setupFee: amount('0.005') }).thenRejects('PRODUCT_INVALID', 'setupFee');
    add({ setupFee: amount('0.5'), currency: currency('JPY') }).thenRejects('PRODUCT_INVALID', 'setupFee');
  });

  it('needs a sound price table exactly when its model is tiered', () => {
    add({ pricingModel: 'volume_tiered' }).thenRejects('PRODUCT_INVALID', 'volumeTiers');
    add({ volumeTiers: tiers }).thenRejects('PRODUCT_INVALID', 'volumeTiers');
    add({ pricingModel: 'graduated_tiered', volumeTiers: tiers.slice(0, 1) }).thenRejects(
      'PRODUCT_INVALID',
      'volumeTiers',
    );
    add({
      pricingModel: 'volume_tiered',
      volumeTiers: [{ minQuantity: 1, maxQuantity: null, unitPrice: amount('-1') }],
    }).thenRejects('PRODUCT_INVALID', 'volumeTiers');
  });

  it('refuses seat limits that leave nothing to sell', () => {
    add({ minSeats: 10, maxSeats: 5 }).thenRejects('PRODUCT_INVALID', 'maxSeats');
    add({ maxSeats: 5, seatIncrement: 10 }).thenRejects('PRODUCT_INVALID', 'seatIncrement');
    add({ minSeats: 5, maxSeats: 5, seatIncrement: 5 }).thenAccepts(
      productAdded({ minSeats: 5, maxSeats: 5, seatIncrement: 5 }),
    );
  });

  it('happens once', () => {
    given(product, [productAdded()]).when({ kind: 'add', product: aProduct() }).thenRejects('PRODUCT_EXISTS');
  });
});

describe('changing a product', () => {
  it('records only what differs', () => {
    change({ name: 'Seats', basePrice: amount('26'), metadata: {} }).thenAccepts({
      type: 'ProductChanged',
      data: { basePrice: amount('26') },
    });
  });

  it('is nothing when everything is so already, whatever zeros the numbers carry', () => {
    change({ basePrice: amount('25'), sku: 'SEAT-1' }).thenIgnores();
    change(
      { volumeTiers: tiers.map((tier) => ({ ...tier, unitPrice: amount(`${tier.unitPrice}.00`) })) },
      { pricingModel: 'volume_tiered', volumeTiers: tiers },
    ).thenIgnores();
  });

  it('drops the price table with the tiered model', () => {
    change({ pricingModel: 'seat_based' }, { pricingModel: 'volume_tiered', volumeTiers: tiers }).thenAccepts({
      type: 'ProductChanged',
      data: { pricingModel: 'seat_based', volumeTiers: [] },
    });
  });

  it('refuses what does not fit to the rest', () => {
    change({ maxSeats: 5 }, { minSeats: 10 }).thenRejects('PRODUCT_INVALID', 'maxSeats');
    change({ currency: currency('JPY') }, { setupFee: amount('0.50') }).thenRejects('PRODUCT_INVALID', 'setupFee');
  });

  it('keeps the SKU', () => {
    change({ sku: 'SEAT-2' }).thenRejects('SKU_FIXED', 'sku');
  });
});

describe('retiring a product', () => {
  const retire = { kind: 'retire', retiredOn: civilDate('2026-01-31'), reason: null } as const;
  const retired = { type: 'ProductRetired', data: { retiredOn: civilDate('2026-01-31'), reason: null } } as const;

  it('is a fact once, and the last one', () => {
    given(product, [productAdded()]).when(retire).thenAccepts(retired);
    given(product, [productAdded(), retired]).when(retire).thenIgnores();
    given(product, [productAdded(), retired])
      .when({ kind: 'change', changes: { name: 'New' } })
      .thenRejects('PRODUCT_RETIRED');
    given(product, []).when(retire).thenRejects('PRODUCT_NOT_FOUND');
  });
});
