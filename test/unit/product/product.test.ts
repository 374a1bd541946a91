import { describe, expect, it } from 'vitest';
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
    add({ pricingModel: 'volume_tiered' }).thenRejects('TIERS_INVALID', 'volumeTiers');
    add({ volumeTiers: tiers }).thenRejects('PRODUCT_INVALID', 'volumeTiers');
    add({ pricingModel: 'graduated_tiered', volumeTiers: tiers.slice(0, 1) }).thenRejects(
      'TIERS_INVALID',
      'volumeTiers',
    );
    add({
      pricingModel: 'volume_tiered',
      volumeTiers: [{ minQuantity: 1, maxQuantity: null, unitPrice: amount('-1') }],
    }).thenRejects('TIERS_INVALID', 'volumeTiers');
  });

  it('takes a package with its price and size, and nothing of another model', () => {
    const pack = { pricingModel: 'package', packagePrice: amount('45.00'), packageSize: 50 } as const;
    add(pack).thenAccepts(productAdded(pack));
    add({ ...pack, packagePrice: null }).thenRejects('PRODUCT_INVALID', 'packagePrice');
    add({ ...pack, packageSize: null }).thenRejects('PRODUCT_INVALID', 'packageSize');
    add({ ...pack, packagePrice: amount('-0.01') }).thenRejects('PRODUCT_INVALID', 'packagePrice');
    add({ ...pack, volumeTiers: tiers }).thenRejects('PRODUCT_INVALID', 'volumeTiers');
    add({ packagePrice: amount('45.00') }).thenRejects('PRODUCT_INVALID', 'packagePrice');
    add({ packageSize: 50 }).thenRejects('PRODUCT_INVALID', 'packageSize');
  });

  it('takes a schedule of amounts, or leaves a custom price to each contract', () => {
    const step = (month: number, text: string) => ({ month, amount: amount(text) });
    const custom = (...priceSteps: ReturnType<typeof step>[]) => add({ pricingModel: 'custom', priceSteps });
    custom().thenAccepts(productAdded({ pricingModel: 'custom' }));
    custom(step(0, '900'), step(6, '1200')).thenAccepts(
      productAdded({ pricingModel: 'custom', priceSteps: [step(0, '900'), step(6, '1200')] }),
    );
    custom(step(1, '900')).thenRejects('PRODUCT_INVALID', 'priceSteps');
    custom(step(0, '900'), step(0, '1200')).thenRejects('PRODUCT_INVALID', 'priceSteps');
    custom(step(0, '-1')).thenRejects('PRODUCT_INVALID', 'priceSteps');
    add({ priceSteps: [step(0, '900')] }).thenRejects('PRODUCT_INVALID', 'priceSteps');
  });

  it('says what is wrong with a price table', () => {
    const table = (...bands: [number, number | null][]) => ({
      pricingModel: 'volume_tiered' as const,
      volumeTiers: bands.map(([minQuantity, maxQuantity]) => ({ minQuantity, maxQuantity, unitPrice: amount('1') })),
    });
    const says = (changes: Partial<ProductAddition>) => {
      const decision = product.decide({ kind: 'add', product: aProduct(changes) }, product.initialState);
      return decision.outcome === 'rejected' ? decision.rejection.message : '';
    };
    expect(says(table([1, 9], [11, null]))).toContain('tier 2 must start at 10, right after tier 1, not at 11');
    expect(says(table([1, 9], [9, null]))).toContain('tier 2 must start at 10, right after tier 1, not at 9');
    expect(says(table([1, 9], [10, 20]))).toContain('the last tier must be open');
    expect(says(table([1, null], [10, null]))).toContain('only the last one may be open');
    expect(says(table([2, null]))).toContain('the first tier must start at 0 or 1');
    expect(says(table([1, 9], [10, 5], [6, null]))).toContain('before it starts');
  });

  it('refuses days of offer that end before they begin', () => {
    const [first, last] = [civilDate('2026-01-01'), civilDate('2026-12-31')];
    add({ activeFrom: last, activeUntil: first }).thenRejects('PRODUCT_INVALID', 'activeUntil');
    add({ activeFrom: first, activeUntil: first }).thenAccepts(productAdded({ activeFrom: first, activeUntil: first }));
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

  it('leaves the package and the schedule behind with their model', () => {
    const pack = { pricingModel: 'package', packagePrice: amount('45.00'), packageSize: 50 } as const;
    change({ pricingModel: 'flat_fee' }, pack).thenAccepts({
      type: 'ProductChanged',
      data: { pricingModel: 'flat_fee', packagePrice: null, packageSize: null },
    });
    change({ packagePrice: amount('45') }, pack).thenIgnores();
    const schedule = { pricingModel: 'custom', priceSteps: [{ month: 0, amount: amount('900') }] } as const;
    change({ pricingModel: 'seat_based' }, { ...schedule, priceSteps: [...schedule.priceSteps] }).thenAccepts({
      type: 'ProductChanged',
      data: { pricingModel: 'seat_based', priceSteps: [] },
    });
    change(
      { priceSteps: [{ month: 0, amount: amount('900.00') }] },
      { ...schedule, priceSteps: [...schedule.priceSteps] },
    ).thenIgnores();
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
