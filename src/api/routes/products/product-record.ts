import { z } from 'zod';
import type { RecordedProduct } from '../../../application/directory/recorded-product.ts';
import { zTaxCategory } from '../../../domain/kernel/fields.ts';
import { zBillingInterval, zChargeType, zPricingModel } from '../../../domain/product/events.ts';
import type { ProductRow } from '../../../projections/directory/queries/rows.ts';
import { zMetadataAnswer, zMoneyText, zTimestamp, zWireDate, zWireUuid } from '../../values.ts';

export const zProduct = z
  .strictObject({
    id: zWireUuid,
    name: z.string(),
    description: z.string().nullable(),
    sku: z.string(),
    pricingModel: zPricingModel,
    basePrice: zMoneyText,
    currency: z.string(),
    chargeType: zChargeType,
    category: z.string(),
    minSeats: z.int().nullable(),
    maxSeats: z.int().nullable(),
    seatIncrement: z.int().nullable(),
    volumeTiers: z.array(
      z.strictObject({ minQuantity: z.int(), maxQuantity: z.int().nullable(), unitPrice: zMoneyText }),
    ),
    packagePrice: zMoneyText.nullable(),
    packageSize: z.int().nullable(),
    priceSteps: z.array(z.strictObject({ month: z.int(), amount: zMoneyText })),
    billingInterval: zBillingInterval,
    setupFee: zMoneyText.nullable(),
    setupFeeDistinct: z.boolean(),
    trialPeriodDays: z.int().nullable(),
    minCommitmentMonths: z.int().nullable(),
    taxCategory: zTaxCategory,
    active: z.boolean(),
    activeFrom: zWireDate.nullable(),
    activeUntil: zWireDate.nullable(),
    isAddon: z.boolean(),
    metadata: zMetadataAnswer,
    createdAt: zTimestamp,
    updatedAt: zTimestamp,
  })
  .meta({ id: 'Product' });

export type ProductRecord = z.infer<typeof zProduct>;

/** What a command decided about a product, as a record. */
export function productOfDecision({ productId, status: _s, retiredOn: _r, ...fields }: RecordedProduct): ProductRecord {
  return { id: productId, ...fields };
}

export function productOfRow(row: ProductRow): ProductRecord {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    sku: row.sku,
    pricingModel: row.pricing_model,
    basePrice: row.base_price,
    currency: row.currency,
    chargeType: row.charge_type,
    category: row.category,
    minSeats: row.min_seats,
    maxSeats: row.max_seats,
    seatIncrement: row.seat_increment,
    volumeTiers: [...row.volume_tiers],
    packagePrice: row.package_price,
    packageSize: row.package_size,
    priceSteps: [...row.price_steps],
    billingInterval: row.billing_interval,
    setupFee: row.setup_fee,
    setupFeeDistinct: row.setup_fee_distinct,
    trialPeriodDays: row.trial_period_days,
    minCommitmentMonths: row.min_commitment_months,
    taxCategory: row.tax_category,
    active: row.active,
    activeFrom: row.active_from,
    activeUntil: row.active_until,
    isAddon: row.is_addon,
    metadata: row.metadata,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
