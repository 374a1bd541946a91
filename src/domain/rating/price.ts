import { z } from 'zod';
import { zDecimalString } from '../kernel/decimal.ts';
import { customSchedule, zCustomSchedule } from './models/custom-schedule.ts';
import { flatFee, zFlatFee } from './models/flat-fee.ts';
import { graduatedTiered, zGraduatedTiered } from './models/graduated-tiered.ts';
import { packaged, zPackage } from './models/package.ts';
import { seatBased, zSeatBased } from './models/seat-based.ts';
import { volumeTiered, zVolumeTiered } from './models/volume-tiered.ts';
import { type PricingModel, zIntervalMonths } from './pricing-model.ts';

/** The price terms of a contract line, frozen on the contract: one kind for each pricing model. */
export const zPriceTerms = z.discriminatedUnion('model', [
  zSeatBased,
  zFlatFee,
  zVolumeTiered,
  zGraduatedTiered,
  zPackage,
  zCustomSchedule,
]);
export type PriceTerms = z.infer<typeof zPriceTerms>;

const PRICING_MODELS: { readonly [M in PriceTerms['model']]: PricingModel<Extract<PriceTerms, { model: M }>> } = {
  seat_based: seatBased,
  flat_fee: flatFee,
  volume_tiered: volumeTiered,
  graduated_tiered: graduatedTiered,
  package: packaged,
  custom: customSchedule,
};

export function pricingModelOf(terms: PriceTerms): PricingModel<PriceTerms> {
  // The table pairs each model with its own terms, which a lookup by the very terms cannot tell the compiler.
  return PRICING_MODELS[terms.model] as PricingModel<PriceTerms>;
}

/** What is wrong with price terms, as a clause, or undefined. */
export function priceFault(terms: PriceTerms): string | undefined {
  return pricingModelOf(terms).fault(terms);
}

/** The code of a {@link priceFault}: tiers that do not fit together are told from other prices. */
export function priceFaultCode(terms: PriceTerms): 'TIERS_INVALID' | 'PRICE_INVALID' {
  return 'tiers' in terms ? 'TIERS_INVALID' : 'PRICE_INVALID';
}

/** Something that moved the price of one unit away from the list price, for whoever asks why. */
export const zPriceAdjustment = z.strictObject({
  kind: z.enum(['uplift', 'line_percent', 'line_amount', 'contract_percent', 'contract_amount', 'minimum_commitment']),
  description: z.string().max(200).nullable(),
  /** Percent, or an amount per `intervalMonths` of the contract's currency. */
  value: zDecimalString,
  intervalMonths: zIntervalMonths.nullable(),
});
export type PriceAdjustment = z.infer<typeof zPriceAdjustment>;

/** What one unit costs: a price for so many months, or (months null) once. */
export const zRate = z.strictObject({
  /** After all adjustments, to 20 decimals. */
  unitPrice: zDecimalString,
  intervalMonths: zIntervalMonths.nullable(),
  tier: z.int().min(1).nullable(),
  /** The price before what is listed in `adjustments`, which stand in the order of application. */
  listUnitPrice: zDecimalString,
  adjustments: z.array(zPriceAdjustment).max(50),
});
export type Rate = z.infer<typeof zRate>;
