import { z } from 'zod';
import { zCivilDate } from '../kernel/calendar.ts';
import { zCurrencyCode } from '../kernel/currency.ts';
import { zDecimalString } from '../kernel/decimal.ts';
import { type EventsOf, event } from '../kernel/events.ts';
import { zLongText, zMetadata, zReason, zShortText, zTaxCategory } from '../kernel/fields.ts';
import { zProductId } from '../kernel/ids.ts';
import { zVolumeTier } from '../rating/tiers.ts';

export const zPricingModel = z.enum(['seat_based', 'flat_fee', 'volume_tiered', 'graduated_tiered', 'custom']);
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
  billingInterval: zBillingInterval,
  setupFee: zDecimalString.nullable(),
  trialPeriodDays: z.int().min(0).max(365).nullable(),
  minCommitmentMonths: z.int().min(0).max(120).nullable(),
  taxCategory: zTaxCategory,
  active: z.boolean(),
  isAddon: z.boolean(),
  metadata: zMetadata,
};

export const productEvents = {
  ProductAdded: event(z.strictObject({ productId: zProductId, sku: z.string().min(1).max(100), ...productFields })),
  /** Only what changed. Contracts keep the prices that they were activated with. */
  ProductChanged: event(z.strictObject(productFields).partial()),
  /** Deleting is retiring: hidden from lists and new contracts, kept for those that have it. The SKU is free again. */
  ProductRetired: event(z.strictObject({ retiredOn: zCivilDate, reason: zReason.nullable() })),
};

export type ProductEvent = EventsOf<typeof productEvents>;
