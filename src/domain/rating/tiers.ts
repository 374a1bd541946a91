import { z } from 'zod';
import { type DecimalString, decimal, ZERO, zDecimalString } from '../kernel/decimal.ts';

/** One price band: the unit price for quantities from `minQuantity` to `maxQuantity`, both included; null is open. */
export const zVolumeTier = z.strictObject({
  minQuantity: z.int().min(0),
  maxQuantity: z.int().min(1).nullable(),
  unitPrice: zDecimalString,
});
export type VolumeTier = z.infer<typeof zVolumeTier>;

/** The same bands with each price changed. */
export function repricedTiers(
  tiers: readonly VolumeTier[],
  change: (price: DecimalString) => DecimalString,
): VolumeTier[] {
  return tiers.map((tier) => ({ ...tier, unitPrice: change(tier.unitPrice) }));
}

export const zTiers = z.array(zVolumeTier).min(1).max(100);

/**
 * What is wrong with a price table, as a clause, or undefined when it is sound: it starts at 0 or 1, has no gaps and no
 * overlaps, its last tier is open, and no price is negative.
 */
export function tierFault(tiers: readonly VolumeTier[]): string | undefined {
  const [first] = tiers;
  if (first === undefined) {
    return 'a tiered price needs at least one tier';
  }
  if (first.minQuantity > 1) {
    return `the first tier must start at 0 or 1, not ${first.minQuantity}`;
  }
  const negative = tiers.findIndex(({ unitPrice }) => decimal(unitPrice).lt(ZERO));
  return boundaryFault(tiers) ?? (negative < 0 ? undefined : `the unit price of tier ${negative + 1} is negative`);
}

function boundaryFault(tiers: readonly VolumeTier[]): string | undefined {
  for (const [index, tier] of tiers.entries()) {
    const next = tiers[index + 1];
    if (next === undefined) {
      if (tier.maxQuantity !== null) {
        return `the last tier must be open (maxQuantity null), not end at ${tier.maxQuantity}`;
      }
    } else if (tier.maxQuantity === null) {
      return `tier ${index + 1} is open, but tier ${index + 2} follows; only the last one may be open`;
    } else if (tier.maxQuantity < tier.minQuantity) {
      return `tier ${index + 1} ends at ${tier.maxQuantity}, before it starts at ${tier.minQuantity}`;
    } else if (next.minQuantity !== tier.maxQuantity + 1) {
      return `tier ${index + 2} must start at ${tier.maxQuantity + 1}, right after tier ${index + 1}, not at ${next.minQuantity}`;
    }
  }
  return undefined;
}
