import { z } from 'zod';
import { unreachable } from '../../../domain/kernel/decider.ts';
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
  ])
  .meta({ id: 'ContractPriceInput' });

export function priceTermsOf(input: z.output<typeof zPriceInput>): PriceTerms {
  const intervalMonths = input.intervalMonths ?? 1;
  switch (input.model) {
    case 'seat_based':
      return { model: 'seat_based', unitPrice: input.unitPrice, intervalMonths };
    case 'flat_fee':
      return { model: 'flat_fee', price: input.price, intervalMonths };
    case 'volume_tiered':
      return { model: 'volume_tiered', tiers: input.tiers, intervalMonths };
    default:
      return unreachable(input);
  }
}

/** A price out. */
export const zPrice = z
  .discriminatedUnion('model', [
    z.strictObject({ model: z.literal('seat_based'), unitPrice: zMoneyText, intervalMonths: z.int() }),
    z.strictObject({ model: z.literal('flat_fee'), price: zMoneyText, intervalMonths: z.int() }),
    z.strictObject({
      model: z.literal('volume_tiered'),
      tiers: z.array(z.strictObject({ minQuantity: z.int(), maxQuantity: z.int().nullable(), unitPrice: zMoneyText })),
      intervalMonths: z.int(),
    }),
  ])
  .meta({ id: 'ContractPrice' });
