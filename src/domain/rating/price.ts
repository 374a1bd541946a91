import { z } from 'zod';
import { zDecimalString } from '../kernel/decimal.ts';
import { zVolumeTier } from '../product/events.ts';

const intervalMonths = z.int().min(1).max(120);

/**
 * The price terms of a contract line, frozen on the contract. A price is always per `intervalMonths`: a seat price per
 * month has 1, an annual catalogue price 12, a contract value spread over its term the months of the term.
 */
export const zPriceTerms = z.discriminatedUnion('model', [
  z.strictObject({ model: z.literal('seat_based'), unitPrice: zDecimalString, intervalMonths }),
  z.strictObject({ model: z.literal('flat_fee'), price: zDecimalString, intervalMonths }),
  z.strictObject({ model: z.literal('volume_tiered'), tiers: z.array(zVolumeTier).min(1).max(100), intervalMonths }),
]);
export type PriceTerms = z.infer<typeof zPriceTerms>;

/** What one quantity costs: a price for one unit per `intervalMonths`. The tier's number, from 1, explains it. */
export const zRate = z.strictObject({
  unitPrice: zDecimalString,
  intervalMonths,
  tier: z.int().min(1).nullable(),
});
export type Rate = z.infer<typeof zRate>;
