import { type Rejection, unreachable } from '../kernel/decider.ts';
import type { BillingInterval } from '../product/events.ts';
import type { Product } from '../product/state.ts';
import type { PriceTerms } from '../rating/price.ts';

const MONTHS: Record<BillingInterval, number> = { monthly: 1, quarterly: 3, semi_annual: 6, annual: 12 };

/** What the catalogue asks for a product, as price terms of a contract, or why a contract cannot bill it. */
export function cataloguePrice(product: Product): PriceTerms | { readonly rejection: Rejection } {
  if (product.chargeType === 'usage_based') {
    return refused('CHARGE_TYPE_NOT_BILLABLE', `${product.name} is charged ${product.chargeType.replace('_', ' ')}`);
  }
  const intervalMonths = MONTHS[product.billingInterval];
  switch (product.pricingModel) {
    case 'seat_based':
      return { model: 'seat_based', unitPrice: product.basePrice, intervalMonths };
    case 'flat_fee':
      return { model: 'flat_fee', price: product.basePrice, intervalMonths };
    case 'volume_tiered':
      return { model: 'volume_tiered', tiers: product.volumeTiers, intervalMonths };
    case 'graduated_tiered':
      return { model: 'graduated_tiered', tiers: product.volumeTiers, intervalMonths };
    case 'custom':
      return refused(
        'PRICING_MODEL_NOT_BILLABLE',
        `${product.name} is priced ${product.pricingModel.replace('_', ' ')}`,
      );
    default:
      return unreachable(product.pricingModel);
  }
}

function refused(code: string, what: string): { readonly rejection: Rejection } {
  return {
    rejection: { code, message: `${what}, which contracts do not bill yet; give the line a price of its own.` },
  };
}
