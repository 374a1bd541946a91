import { z } from 'zod';
import { type PricingModel, zIntervalMonths } from '../pricing-model.ts';
import { repricedTiers, tierFault, zTiers } from '../tiers.ts';

/** Graduated pricing: each band of the quantity has its own price. */
export const zGraduatedTiered = z.strictObject({
  model: z.literal('graduated_tiered'),
  tiers: zTiers,
  intervalMonths: zIntervalMonths,
});

export const graduatedTiered: PricingModel<z.infer<typeof zGraduatedTiered>> = {
  fault: ({ tiers }) => tierFault(tiers),
  repriced: (terms, change) => ({ ...terms, tiers: repricedTiers(terms.tiers, change) }),
  parts: ({ tiers }, { quantity }) => {
    let below = 0;
    return tiers.flatMap(({ unitPrice, maxQuantity }, index) => {
      const within = Math.min(quantity, maxQuantity ?? quantity) - below;
      below = maxQuantity ?? quantity;
      return within > 0 ? [{ quantity: within, unitPrice, tier: index + 1 }] : [];
    });
  },
};
