import { z } from 'zod';
import { zCurrencyCode } from '../../../domain/kernel/currency.ts';
import { zTaxCategory } from '../../../domain/kernel/fields.ts';
import { zBillingInterval, zChargeType, zPricingModel, zProductCategory } from '../../../domain/product/events.ts';
import {
  zOptional,
  zOptionalText,
  zRequiredText,
  zWireDate,
  zWireInteger,
  zWireMetadata,
  zWireMoney,
} from '../../values.ts';

const SEATS_MAX = 100_000_000;

const zTier = z.strictObject({
  minQuantity: zWireInteger(0, SEATS_MAX),
  maxQuantity: zOptional(zWireInteger(1, SEATS_MAX)).transform((value) => value ?? null),
  unitPrice: zWireMoney,
});

const zStep = z.strictObject({ month: zWireInteger(0, 600), amount: zWireMoney });

const optionalInput = {
  description: zOptionalText(4000),
  currency: zOptional(zCurrencyCode),
  chargeType: zOptional(zChargeType),
  category: zOptional(zProductCategory),
  minSeats: zOptional(zWireInteger(0, SEATS_MAX)),
  maxSeats: zOptional(zWireInteger(1, SEATS_MAX)),
  seatIncrement: zOptional(zWireInteger(1, SEATS_MAX)),
  volumeTiers: zOptional(z.array(zTier).max(100)),
  packagePrice: zOptional(zWireMoney),
  packageSize: zOptional(zWireInteger(1, SEATS_MAX)),
  priceSteps: zOptional(z.array(zStep).max(120)),
  billingInterval: zOptional(zBillingInterval),
  setupFee: zOptional(zWireMoney),
  setupFeeDistinct: z.boolean().optional(),
  trialPeriodDays: zOptional(zWireInteger(0, 365)),
  minCommitmentMonths: zOptional(zWireInteger(0, 120)),
  taxCategory: zOptional(zTaxCategory),
  active: z.boolean().optional(),
  activeFrom: zOptional(zWireDate),
  activeUntil: zOptional(zWireDate),
  isAddon: z.boolean().optional(),
  metadata: zWireMetadata.optional(),
};

export const zNewProduct = z
  .strictObject({
    name: zRequiredText(200),
    /** As given, trimmed; upper and lower case differ. */
    sku: zRequiredText(100),
    pricingModel: zPricingModel,
    basePrice: zOptional(zWireMoney),
    ...optionalInput,
  })
  .meta({ id: 'NewProduct' });

export const zProductChanges = z
  .strictObject({
    name: zRequiredText(200).optional(),
    sku: zRequiredText(100).optional(),
    pricingModel: zPricingModel.optional(),
    basePrice: zOptional(zWireMoney),
    ...optionalInput,
  })
  .meta({ id: 'ProductChanges' });
