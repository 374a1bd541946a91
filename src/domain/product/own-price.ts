import type { PriceTerms } from '../rating/price.ts';
import type { BillingInterval, PricingModel } from './events.ts';
import type { ProductFields } from './state.ts';

/** The fields that say what a product costs. */
type PriceField = 'basePrice' | 'volumeTiers' | 'packagePrice' | 'packageSize' | 'priceSteps';

interface OwnPrice {
  /** The field that a fault of the price is told of. */
  readonly field: PriceField;
  /** The terms; undefined where the fields that they need are empty. */
  readonly terms: (product: ProductFields, intervalMonths: number) => PriceTerms | undefined;
}

const MONTHS: Record<BillingInterval, number> = { monthly: 1, quarterly: 3, semi_annual: 6, annual: 12 };

/** How each pricing model reads a product's fields. */
const OWN_PRICES: Record<PricingModel, OwnPrice> = {
  seat_based: {
    field: 'basePrice',
    terms: ({ basePrice }, intervalMonths) => ({ model: 'seat_based', unitPrice: basePrice, intervalMonths }),
  },
  flat_fee: {
    field: 'basePrice',
    terms: ({ basePrice }, intervalMonths) => ({ model: 'flat_fee', price: basePrice, intervalMonths }),
  },
  volume_tiered: {
    field: 'volumeTiers',
    terms: ({ volumeTiers: tiers }, intervalMonths) => ({ model: 'volume_tiered', tiers, intervalMonths }),
  },
  graduated_tiered: {
    field: 'volumeTiers',
    terms: ({ volumeTiers: tiers }, intervalMonths) => ({ model: 'graduated_tiered', tiers, intervalMonths }),
  },
  package: {
    field: 'packagePrice',
    terms: ({ packagePrice, packageSize }, intervalMonths) =>
      packagePrice === null || packageSize === null
        ? undefined
        : { model: 'package', packagePrice, packageSize, intervalMonths },
  },
  custom: {
    field: 'priceSteps',
    terms: ({ priceSteps: steps }, intervalMonths) =>
      steps.length === 0 ? undefined : { model: 'custom', steps, intervalMonths },
  },
};

/** What fields hold where the pricing model does not read them. A base price may stand beside any model. */
export const NO_PRICE_FIELDS = {
  volumeTiers: [],
  packagePrice: null,
  packageSize: null,
  priceSteps: [],
} satisfies Partial<Pick<ProductFields, PriceField>>;

/** What a product asks for itself, as terms of a contract line; undefined where it leaves the price to each contract. */
export function ownPrice(product: ProductFields): PriceTerms | undefined {
  return OWN_PRICES[product.pricingModel].terms(product, MONTHS[product.billingInterval]);
}

export function priceFieldOf(model: PricingModel): PriceField {
  return OWN_PRICES[model].field;
}

/** The fields of a price that a model does not read. */
export function unreadFields(model: PricingModel): (keyof typeof NO_PRICE_FIELDS)[] {
  const read = priceFieldOf(model);
  const fields = Object.keys(NO_PRICE_FIELDS) as (keyof typeof NO_PRICE_FIELDS)[]; // the constant's own keys
  return fields.filter((field) => field !== read && !(model === 'package' && field === 'packageSize'));
}
