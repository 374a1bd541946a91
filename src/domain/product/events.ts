import { z } from 'zod';
import { zCivilDate } from '../kernel/calendar.ts';
import { zCurrencyCode } from '../kernel/currency.ts';
import { zDecimalString } from '../kernel/decimal.ts';
import { asItWas, type EventsOf, event } from '../kernel/events.ts';
import { zLongText, zMetadata, zReason, zShortText, zTaxCategory } from '../kernel/fields.ts';
import { zProductId } from '../kernel/ids.ts';
import { zVolumeTier } from '../rating/tiers.ts';
import { withOwnPriceInFull } from './upcasters.ts';

export const zPricingModel = z.enum([
  'seat_based',
  'flat_fee',
  'volume_tiered',
  'graduated_tiered',
  'package',
  'custom',
]);
export type PricingModel = z.infer<typeof zPricingModel>;

export const zChargeType = z.enum(['recurring', 'one_time', 'usage_based']);
export type ChargeType = z.infer<typeof zChargeType>;

export const zProductCategory = z.enum([
  'platform',
  'seats',
  'addon',
  'support',
  'professional_services',
  'storage',
  'api',
]);

export const zBillingInterval = z.enum(['monthly', 'quarterly', 'semi_annual', 'annual']);
export type BillingInterval = z.infer<typeof zBillingInterval>;

/** From a month of the contract on, the amount per `billingInterval`. */
export const zPriceStep = z.strictObject({ month: z.int().min(0).max(600), amount: zDecimalString });
export type PriceStep = z.infer<typeof zPriceStep>;

const productFields = {
  name: zShortText,
  description: zLongText.nullable(),
  pricingModel: zPricingModel,
  /** Per unit and `billingInterval`, in `currency`. */
  basePrice: zDecimalString,
  currency: zCurrencyCode,
  chargeType: zChargeType,
  category: zProductCategory,
  minSeats: z.int().min(0).nullable(),
  maxSeats: z.int().min(1).nullable(),
  seatIncrement: z.int().min(1).nullable(),
  /** Empty unless the pricing model is tiered. Unit prices are per `billingInterval`. */
  volumeTiers: z.array(zVolumeTier).max(100),
  /** Of one started block of `packageSize` units, per `billingInterval`; null unless the model is `package`. */
  packagePrice: zDecimalString.nullable(),
  packageSize: z.int().min(1).max(100_000_000).nullable(),
  /** Empty unless the model is `custom`; empty there, every contract brings its own price. */
  priceSteps: z.array(zPriceStep).max(120),
  billingInterval: zBillingInterval,
  setupFee: zDecimalString.nullable(),
  /** A setup fee for something of its own value is revenue at once, else over the term (IFRS 15 B49). */
  setupFeeDistinct: z.boolean(),
  trialPeriodDays: z.int().min(0).max(365).nullable(),
  minCommitmentMonths: z.int().min(0).max(120).nullable(),
  taxCategory: zTaxCategory,
  active: z.boolean(),
  /** First and last day on which something sold may start; null: any. */
  activeFrom: zCivilDate.nullable(),
  activeUntil: zCivilDate.nullable(),
  isAddon: z.boolean(),
  metadata: zMetadata,
};

export const productEvents = {
  ProductAdded: event(
    z.strictObject({ productId: zProductId, sku: z.string().min(1).max(100), ...productFields }),
    withOwnPriceInFull,
  ),
  /** Only what changed. Contracts keep the prices that they were activated with. */
  ProductChanged: event(z.strictObject(productFields).partial(), asItWas),
  /** Deleting is retiring: hidden from lists and new contracts, kept for those that have it. The SKU is free again. */
  ProductRetired: event(z.strictObject({ retiredOn: zCivilDate, reason: zReason.nullable() })),
};

export type ProductEvent = EventsOf<typeof productEvents>;
