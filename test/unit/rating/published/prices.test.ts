import { describe, expect, test } from 'vitest';
import { chargesOverTerm } from '../../../../src/domain/contract/charges-due.ts';
import type { PriceTerms } from '../../../../src/domain/rating/price.ts';
import { tierFault } from '../../../../src/domain/rating/tiers.ts';
import { graduated, packages } from '../../../support/amendments.ts';
import { active, flat, line, seats, tiers } from '../../../support/contracts.ts';
import { totalOf } from '../../../support/due-charges.ts';

/** What a month costs, as other billing systems publish it. Facts and figures only. */
function monthCosts(price: PriceTerms, quantity: number): string {
  const terms = { endDate: '2026-01-31', billingFrequency: 'monthly', billingIntervalMonths: 1 };
  return totalOf(chargesOverTerm(active(terms, [line({ quantity, price })])));
}

type Bands = readonly (readonly [number | null, string])[];

const STRIPE_FONTS: Bands = [
  [5, '7'],
  [10, '6.5'],
  [null, '6'],
];
const STRIPE_UNITS: Bands = [
  [5, '5'],
  [10, '4'],
  [15, '3'],
  [20, '2'],
  [null, '1'],
];
const LAGO_VOLUME: Bands = [
  [100, '2'],
  [200, '1'],
  [null, '0.5'],
];
const OPENMETER_VOLUME: Bands = [
  [15, '10'],
  [null, '5'],
];
const SLABS: Bands = [
  [250, '1'],
  [500, '2'],
  [null, '3'],
];
const CALLS: Bands = [
  [1_000, '0.1'],
  [10_000, '0.05'],
  [null, '0.01'],
];
const SEATS: Bands = [
  [10, '10'],
  [50, '9'],
  [null, '8'],
];

/** The tier of the whole quantity prices all of it. */
const VOLUME: readonly (readonly [string, Bands, number, string])[] = [
  ['Stripe, tiered pricing, fonts', STRIPE_FONTS, 1, '7'],
  ['Stripe, tiered pricing, fonts', STRIPE_FONTS, 5, '35'],
  ['Stripe, tiered pricing, fonts', STRIPE_FONTS, 6, '39'],
  ['Stripe, tiered pricing, fonts', STRIPE_FONTS, 20, '120'],
  ['Stripe, tiered pricing, fonts', STRIPE_FONTS, 25, '150'],
  ['Stripe, tiers', STRIPE_UNITS, 1, '5'],
  ['Stripe, tiers', STRIPE_UNITS, 5, '25'],
  ['Stripe, tiers', STRIPE_UNITS, 6, '24'],
  ['Stripe, tiers', STRIPE_UNITS, 20, '40'],
  ['Stripe, tiers', STRIPE_UNITS, 25, '25'],
  // Lago adds a flat fee for each tier, which we do not; these are its amounts for the units.
  ['Lago, volume_service_spec', LAGO_VOLUME, 0, '0'],
  ['Lago, volume_service_spec', LAGO_VOLUME, 1, '2'],
  ['Lago, volume_service_spec: limit of the first range', LAGO_VOLUME, 100, '200'],
  ['Lago, volume_service_spec: start of the second range', LAGO_VOLUME, 101, '101'],
  ['Lago, volume_service_spec: limit of the second range', LAGO_VOLUME, 200, '200'],
  ['Lago, volume_service_spec: above the last limit', LAGO_VOLUME, 300, '150'],
  ['Lago, volume_service_spec: fixed charge', LAGO_VOLUME, 210, '105'],
  ['OpenMeter, tieredvolume_test: tier 3 almost full', OPENMETER_VOLUME, 14, '140'],
  ['OpenMeter, tieredvolume_test: tier 3 full', OPENMETER_VOLUME, 15, '150'],
  ['OpenMeter, tieredvolume_test: tier 3 just passed', OPENMETER_VOLUME, 16, '80'],
  ['OpenMeter, tieredvolume_test: tier 4', OPENMETER_VOLUME, 100, '500'],
  ['Oracle liquidity management, variable amount', SLABS, 1_000, '3000'],
  ['Zuplo, volume pricing', CALLS, 15_000, '150'],
  ['PaymentKit, volume pricing', SEATS, 12, '108'],
];

test.each(VOLUME)('volume tiers: %s (%j), %i units cost %s', (_source, bands, quantity, total) => {
  expect(monthCosts(tiers(bands), quantity)).toBe(total);
});

const LAGO_GRADUATED: Bands = [
  [10, '10'],
  [20, '5'],
  [null, '5'],
];
const OPENMETER_GRADUATED: Bands = [
  [5, '0'],
  [10, '0'],
  [15, '5'],
  [null, '1'],
];
const PLUDE: Bands = [
  [1_000, '400'],
  [2_000, '300'],
  [null, '200'],
];
const AUTUMN: Bands = [
  [1_000, '0.01'],
  [10_000, '0.008'],
  [null, '0.005'],
];
const PAYMENTKIT_CALLS: Bands = [
  [1_000, '0.01'],
  [5_000, '0.008'],
  [null, '0.005'],
];

/** Each band of the quantity has its own price. */
const GRADUATED: readonly (readonly [string, Bands, number, string])[] = [
  ['Stripe, tiered pricing, fonts', STRIPE_FONTS, 5, '35'],
  ['Stripe, tiered pricing, fonts', STRIPE_FONTS, 6, '41.5'], // 35 + 6.5
  ['Stripe’s fonts at the next boundary', STRIPE_FONTS, 10, '67.5'], // 35 + 5 × 6.5
  ['Stripe’s fonts at the next boundary', STRIPE_FONTS, 11, '73.5'],
  ['Stripe, tiered pricing, fonts', STRIPE_FONTS, 20, '127.5'],
  ['Stripe, tiers', STRIPE_UNITS, 1, '5'],
  ['Stripe, tiers', STRIPE_UNITS, 5, '25'],
  ['Stripe, tiers', STRIPE_UNITS, 6, '29'],
  ['Stripe’s tiers at the next boundary', STRIPE_UNITS, 10, '45'], // 25 + 20
  ['Stripe’s tiers at the next boundary', STRIPE_UNITS, 15, '60'], // 25 + 20 + 15
  ['Stripe’s tiers at the next boundary', STRIPE_UNITS, 16, '62'],
  ['Stripe, tiers', STRIPE_UNITS, 20, '70'], // 25 + 20 + 15 + 10
  ['Stripe, tiers', STRIPE_UNITS, 25, '75'],
  ['Lago, graduated_service_spec', LAGO_GRADUATED, 0, '0'],
  ['Lago, graduated_service_spec', LAGO_GRADUATED, 1, '10'],
  ['Lago, graduated_service_spec', LAGO_GRADUATED, 10, '100'],
  ['Lago, graduated_service_spec', LAGO_GRADUATED, 11, '105'],
  ['Lago, graduated_service_spec', LAGO_GRADUATED, 12, '110'],
  ['Lago, graduated_service_spec', LAGO_GRADUATED, 21, '155'],
  ['OpenMeter, tieredgraduated_test: several tiers', OPENMETER_GRADUATED, 22, '32'], // 25 + 7
  ['OpenMeter, tieredgraduated_test: without flat prices', OPENMETER_GRADUATED, 7, '0'],
  ['Plude, graduated', PLUDE, 2_500, '800000'], // 400,000 + 300,000 + 100,000
  ['Autumn, graduated pricing', AUTUMN, 15_000, '107'],
  ['Zuplo, graduated pricing', CALLS, 15_000, '600'],
  ['PaymentKit, graduated pricing', PAYMENTKIT_CALLS, 3_000, '26'],
  ['Oracle liquidity management, slab amount', SLABS, 1_000, '2250'],
];

test.each(GRADUATED)('graduated tiers: %s (%j), %i units cost %s', (_source, bands, quantity, total) => {
  expect(monthCosts(graduated(bands), quantity)).toBe(total);
});

/** A price for every started block. Source, price, block, units, total. */
const PACKAGES: readonly (readonly [string, string, number, number, string])[] = [
  ['Lago, package_service_spec', '100', 10, 121, '1300'],
  ['Lago, package_service_spec: 10 free units left aside', '100', 10, 111, '1200'],
  ['OpenMeter, package_test: no usage', '15', 10, 0, '0'],
  ['OpenMeter, package_test: 1', '15', 10, 1, '15'],
  ['OpenMeter, package_test: 9', '15', 10, 9, '15'],
  ['OpenMeter, package_test: 10', '15', 10, 10, '15'],
  ['OpenMeter, package_test: 11', '15', 10, 11, '30'],
  ['OpenMeter, package_test: 17 and 5 more', '15', 10, 22, '45'],
  ['OpenMeter, package_test: 60', '15', 10, 60, '90'],
  ['Chargebee, package pricing: one full package', '1.25', 1_000_000, 1_000_000, '1.25'],
  ['Chargebee, package pricing: ten tokens', '1.25', 1_000_000, 10, '1.25'],
  ['Chargebee, package pricing: one and a half', '1.25', 1_000_000, 1_500_000, '2.5'],
  ['Chargebee, package pricing: per thousand calls', '10', 1_000, 1_000, '10'],
  ['Flexprice, package size in a tier', '1', 1_000, 4_500, '5'],
];

test.each(PACKAGES)('packages: %s (%s per %i), %i units cost %s', (_source, price, size, quantity, total) => {
  expect(monthCosts(packages(price, size), quantity)).toBe(total);
});

/** One price for all. */
const PER_UNIT: readonly (readonly [string, string, number, string])[] = [
  ['Stripe, per unit', '5', 1, '5'],
  ['Stripe, per unit', '5', 6, '30'],
  ['Stripe, per unit', '5', 20, '100'],
  ['Stripe, per unit', '5', 25, '125'],
  ['Lago, standard_service_spec, rounded to cents', '5.12345', 10, '51.23'], // 51.2345
  ['Kill Bill, TestWithQuantityUpdate', '29.95', 7, '209.65'],
  ['Kill Bill, TestWithQuantityUpdate', '29.95', 10, '299.5'],
  ['Zuplo, per unit', '0.001', 100_000, '100'],
];

test.each(PER_UNIT)('per unit: %s (%s), %i units cost %s', (_source, price, quantity, total) => {
  expect(monthCosts(seats(price), quantity)).toBe(total);
});

test('flat fee: Zuplo, a platform fee of 99 a month, however many units', () => {
  expect([0, 1, 500].map((quantity) => monthCosts(flat('99', 1), quantity))).toEqual(['99', '99', '99']);
});

/** Lago, charges/validators: what makes a table unsound. */
describe('tables that others refuse', () => {
  const tier = (minQuantity: number, maxQuantity: number | null, unitPrice = '1') =>
    ({ minQuantity, maxQuantity, unitPrice }) as Parameters<typeof tierFault>[0][number];

  test.each([
    ['no ranges', []],
    ['not open at the end', [tier(0, 100)]],
    ['a hole', [tier(0, 100), tier(120, null)]],
    ['an overlap', [tier(0, 100), tier(90, null)]],
    ['a negative price', [tier(0, null, '-2')]],
  ])('Lago: %s', (_what, table) => {
    expect(tierFault(table)).toBeDefined();
  });

  test('Lago: 0–10, 11–20, 21 and more is sound', () => {
    expect(tierFault([tier(0, 10), tier(11, 20), tier(21, null)])).toBeUndefined();
  });
});
