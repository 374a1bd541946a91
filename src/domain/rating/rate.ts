import { unreachable } from '../kernel/decider.ts';
import type { PriceTerms, Rate } from './price.ts';
import { volumeRate } from './volume-tiers.ts';

/** Units that are billed: a flat fee is one unit whatever the seats are; seats are never fewer than committed. */
export function billedQuantity(price: PriceTerms, quantity: number, committedQuantity: number): number {
  return price.model === 'flat_fee' ? 1 : Math.max(quantity, committedQuantity);
}

/**
 * The rate at which a quantity is billed, or undefined when the terms have no price for it (a gap in the tiers, which
 * validation refuses).
 */
export function rateFor(price: PriceTerms, quantity: number): Rate | undefined {
  switch (price.model) {
    case 'seat_based':
      return { unitPrice: price.unitPrice, intervalMonths: price.intervalMonths, tier: null };
    case 'flat_fee':
      return { unitPrice: price.price, intervalMonths: price.intervalMonths, tier: null };
    case 'volume_tiered':
      return volumeRate(price.tiers, price.intervalMonths, quantity);
    default:
      return unreachable(price);
  }
}
