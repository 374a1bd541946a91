import { z } from 'zod';
import type { PriceTerms } from '../../../domain/rating/price.ts';
import { zMoneyText, zOptional, zWireInteger, zWireMoney } from '../../values.ts';

const MONTHS_MAX = 120;
const SEATS_MAX = 100_000_000;

const zMonths = zOptional(zWireInteger(1, MONTHS_MAX));

const zTier = z.strictObject({
  minQuantity: zWireInteger(0, SEATS_MAX),
  maxQuantity: zWireInteger(1, SEATS_MAX).nullable(),
  unitPrice: zWireMoney,
});

/** A price in. `intervalMonths` says what it is for: one month unless given; a flat fee must say it. */
export const zPriceInput = z
  .discriminatedUnion('model', [
    z.strictObject({ model: z.literal('seat_based'), unitPrice: zWireMoney, intervalMonths: zMonths }),
    z.strictObject({ model: z.literal('flat_fee'), price: zWireMoney, intervalMonths: zWireInteger(1, MONTHS_MAX) }),
    z.strictObject({
      model: z.literal('volume_tiered'),
      tiers: z.array(zTier).min(1).max(100),
      intervalMonths: zMonths,
    }),
    z.strictObject({
      model: z.literal('graduated_tiered'),
      tiers: z.array(zTier).min(1).max(100),
      intervalMonths: zMonths,
    }),
    z.strictObject({
      model: z.literal('package'),
      packagePrice: zWireMoney,
      packageSize: zWireInteger(1, SEATS_MAX),
      intervalMonths: zMonths,
    }),
    z.strictObject({
      model: z.literal('custom'),
      steps: z
        .array(z.strictObject({ month: zWireInteger(0, 600), amount: zWireMoney }))
        .min(1)
        .max(120),
      intervalMonths: zMonths,
    }),
  ])
  .meta({ id: 'ContractPriceInput' });

export function priceTermsOf(input: z.output<typeof zPriceInput>): PriceTerms {
  return { ...input, intervalMonths: input.intervalMonths ?? 1 };
}

const zTierOut = z.strictObject({ minQuantity: z.int(), maxQuantity: z.int().nullable(), unitPrice: zMoneyText });

/** A price out. */
export const zPrice = z
  .discriminatedUnion('model', [
    z.strictObject({ model: z.literal('seat_based'), unitPrice: zMoneyText, intervalMonths: z.int() }),
    z.strictObject({ model: z.literal('flat_fee'), price: zMoneyText, intervalMonths: z.int() }),
    z.strictObject({ model: z.literal('volume_tiered'), tiers: z.array(zTierOut), intervalMonths: z.int() }),
    z.strictObject({ model: z.literal('graduated_tiered'), tiers: z.array(zTierOut), intervalMonths: z.int() }),
    z.strictObject({
      model: z.literal('package'),
      packagePrice: zMoneyText,
      packageSize: z.int(),
      intervalMonths: z.int(),
    }),
    z.strictObject({
      model: z.literal('custom'),
      steps: z.array(z.strictObject({ month: z.int(), amount: zMoneyText })),
      intervalMonths: z.int(),
    }),
  ])
  .meta({ id: 'ContractPrice' });

/** What one unit costs, and why it is not the list price. */
export const zRateOut = z
  .strictObject({
    unitPrice: zMoneyText,
    /** Months that the price is for; null: charged once. */
    intervalMonths: z.int().nullable(),
    tier: z.int().nullable(),
    listUnitPrice: zMoneyText,
    adjustments: z.array(
      z.strictObject({
        kind: z.string(),
        description: z.string().nullable(),
        value: zMoneyText,
        intervalMonths: z.int().nullable(),
      }),
    ),
  })
  .meta({ id: 'Rate' });
