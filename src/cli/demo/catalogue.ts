import { PRICE_FACTOR } from './markets.ts';

type Currency = keyof typeof PRICE_FACTOR;
const CURRENCIES: readonly Currency[] = ['EUR', 'USD', 'GBP', 'JPY'];

/** Four products in each currency: per seat and month, per seat and year, by volume, and at a flat fee. */
export function demoProducts(): Readonly<Record<string, string>>[] {
  return CURRENCIES.flatMap((currency): Readonly<Record<string, string>>[] => [
    {
      sku: `SEAT-${currency}`,
      name: 'Platform seat',
      pricingModel: 'seat_based',
      basePrice: priceIn(currency, 25),
      currency,
      billingInterval: 'monthly',
      category: 'platform',
    },
    {
      sku: `ANALYTICS-${currency}`,
      name: 'Analytics seat',
      pricingModel: 'seat_based',
      basePrice: priceIn(currency, 190),
      currency,
      billingInterval: 'annual',
      category: 'addon',
      isAddon: 'true',
    },
    {
      sku: `STORAGE-${currency}`,
      name: 'Storage, per 100 GB',
      pricingModel: 'volume_tiered',
      volumeTiers: `1-49: ${priceIn(currency, 12)} | 50-199: ${priceIn(currency, 10.5)} | 200+: ${priceIn(currency, 9)}`,
      currency,
      billingInterval: 'monthly',
      category: 'storage',
    },
    {
      sku: `SUPPORT-${currency}`,
      name: 'Premium support',
      pricingModel: 'flat_fee',
      basePrice: priceIn(currency, 4_500),
      currency,
      billingInterval: 'quarterly',
      category: 'support',
    },
  ]);
}

/** A list price, not a calculation with money: rounded to what people would print in a catalogue. */
export function priceIn(currency: Currency, euro: number): string {
  const price = euro * PRICE_FACTOR[currency];
  return currency === 'JPY' ? String(Math.round(price / 10) * 10) : price.toFixed(2);
}
