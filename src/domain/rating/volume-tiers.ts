import type { VolumeTier } from '../product/events.ts';
import type { Rate } from './price.ts';

/**
 * Volume pricing: the tier that the whole quantity falls into prices every unit. A quantity of zero takes the first
 * tier's price, so that a line without seats still has one.
 */
export function volumeRate(tiers: readonly VolumeTier[], intervalMonths: number, quantity: number): Rate | undefined {
  const index = tiers.findIndex((tier) => quantity <= (tier.maxQuantity ?? Number.POSITIVE_INFINITY));
  const tier = tiers[index];
  if (tier === undefined) {
    return undefined;
  }
  return { unitPrice: tier.unitPrice, intervalMonths, tier: index + 1 };
}

/**
 * What is wrong with a price table, as a sentence, or undefined when it is sound: it starts at 0 or 1, has no gaps and
 * no overlaps, and its last tier is open.
 */
export function tierFault(tiers: readonly VolumeTier[]): string | undefined {
  const [first] = tiers;
  if (first === undefined) {
    return 'a tiered price needs at least one tier';
  }
  if (first.minQuantity > 1) {
    return `the first tier must start at 0 or 1, not ${first.minQuantity}`;
  }
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
