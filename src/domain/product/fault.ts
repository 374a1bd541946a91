import { currencyExponent } from '../kernel/currency.ts';
import { decimal, roundTo, ZERO } from '../kernel/decimal.ts';
import { tierFault } from '../rating/tiers.ts';
import type { PricingModel } from './events.ts';
import type { ProductFields } from './state.ts';

export interface ProductFault {
  readonly field: keyof ProductFields;
  readonly text: string;
}

export function isTiered(model: PricingModel): boolean {
  return model === 'volume_tiered' || model === 'graduated_tiered';
}

/** What does not fit together in a product, or undefined. */
export function productFault(product: ProductFields): ProductFault | undefined {
  return priceFault(product) ?? tiersFault(product) ?? seatsFault(product);
}

function priceFault({ basePrice, setupFee, currency }: ProductFields): ProductFault | undefined {
  if (decimal(basePrice).lt(ZERO)) {
    return { field: 'basePrice', text: 'must be 0 or more' };
  }
  if (setupFee === null) {
    return undefined;
  }
  const fee = decimal(setupFee);
  if (fee.lt(ZERO)) {
    return { field: 'setupFee', text: 'must be 0 or more' };
  }
  // A fee is charged as it stands; a price per unit may have more decimals than an amount (ISO 4217 minor unit).
  const places = currencyExponent(currency);
  return roundTo(fee, places, 'half_up').eq(fee)
    ? undefined
    : { field: 'setupFee', text: `must have at most ${places} decimals in ${currency}` };
}

function tiersFault({ pricingModel, volumeTiers }: ProductFields): ProductFault | undefined {
  if (!isTiered(pricingModel)) {
    return volumeTiers.length === 0
      ? undefined
      : { field: 'volumeTiers', text: `must be empty for the pricing model ${pricingModel}` };
  }
  const fault = tierFault(volumeTiers);
  if (fault !== undefined) {
    return { field: 'volumeTiers', text: `do not fit together: ${fault}` };
  }
  return volumeTiers.some(({ unitPrice }) => decimal(unitPrice).lt(ZERO))
    ? { field: 'volumeTiers', text: 'must have unit prices of 0 or more' }
    : undefined;
}

function seatsFault({ minSeats, maxSeats, seatIncrement }: ProductFields): ProductFault | undefined {
  if (maxSeats === null) {
    return undefined;
  }
  if (minSeats !== null && minSeats > maxSeats) {
    return { field: 'maxSeats', text: `must be ${minSeats} (minSeats) or more` };
  }
  // From minSeats on in steps of seatIncrement: at least one number of seats must be left that can be sold.
  return seatIncrement !== null && Math.max(minSeats ?? 0, seatIncrement) > maxSeats
    ? { field: 'seatIncrement', text: `must be ${maxSeats} (maxSeats) or less` }
    : undefined;
}
