import { z } from 'zod';
import { allAt, type PricingModel, zIntervalMonths } from '../pricing-model.ts';
import { repricedTiers, tierFault, zTiers } from '../tiers.ts';

/** Volume pricing: the tier that the whole quantity falls into prices every unit. */
export const zVolumeTiered = z.strictObject({
  model: z.literal('volume_tiered'),
  tiers: zTiers,
  intervalMonths: zIntervalMonths,
});

export const volumeTiered: PricingModel<z.infer<typeof zVolumeTiered>> = {
  fault: ({ tiers }) => tierFault(tiers),
  repriced: (terms, change) => ({ ...terms, tiers: repricedTiers(terms.tiers, change) }),
  parts: ({ tiers }, { quantity, tierQuantity }) => {
    const index = tiers.findIndex(({ maxQuantity }) => maxQuantity === null || tierQuantity <= maxQuantity);
    const tier = tiers[index];
    if (tier === undefined) {
      throw new Error(`No tier prices ${tierQuantity} units; the last one must be open`);
    }
    return allAt(quantity, tier.unitPrice, index + 1);
  },
};
