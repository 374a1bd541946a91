import { isSameJson } from '../kernel/changed-fields.ts';
import { currencyExponent } from '../kernel/currency.ts';
import { type DecimalString, decimal, roundTo, ZERO } from '../kernel/decimal.ts';
import { priceFault, priceFaultCode } from '../rating/price.ts';
import { NO_PRICE_FIELDS, ownPrice, priceFieldOf, unreadFields } from './own-price.ts';
import type { ProductFields } from './state.ts';

export interface ProductFault {
  readonly field: keyof ProductFields;
  readonly text: string;
  readonly code: 'PRODUCT_INVALID' | 'TIERS_INVALID';
}

/** What does not fit to the rest of the product. */
interface Misfit {
  readonly field: keyof ProductFields;
  readonly text: string;
}

/** What does not fit together in a product, or undefined. Tiers have a code of their own, wherever they stand. */
export function productFault(product: ProductFields): ProductFault | undefined {
  const fault = priceFieldsFault(product);
  if (fault !== undefined) {
    return { ...fault, code: 'PRODUCT_INVALID' };
  }
  const terms = ownPrice(product);
  const unusable = terms === undefined ? undefined : priceFault(terms);
  if (terms !== undefined && unusable !== undefined) {
    const code = priceFaultCode(terms) === 'TIERS_INVALID' ? 'TIERS_INVALID' : 'PRODUCT_INVALID';
    return { field: priceFieldOf(product.pricingModel), text: `cannot be used: ${unusable}`, code };
  }
  const misfit = setupFeeFault(product) ?? seatsFault(product) ?? activeDaysFault(product);
  return misfit === undefined ? undefined : { ...misfit, code: 'PRODUCT_INVALID' };
}

function priceFieldsFault(product: ProductFields): Misfit | undefined {
  return basePriceFault(product) ?? strayPriceFault(product) ?? packageFault(product);
}

function basePriceFault({ basePrice }: ProductFields): Misfit | undefined {
  return decimal(basePrice).lt(ZERO) ? { field: 'basePrice', text: 'must be 0 or more' } : undefined;
}

/** What another pricing model would read must be empty: nobody can tell which of two prices was meant. */
function strayPriceFault(product: ProductFields): Misfit | undefined {
  const field = unreadFields(product.pricingModel).find((name) => !isSameJson(product[name], NO_PRICE_FIELDS[name]));
  return field === undefined
    ? undefined
    : { field, text: `must be empty for the pricing model ${product.pricingModel}` };
}

/** A custom price may be left to each contract; a package is nothing without its size and price. */
function packageFault({ pricingModel, packagePrice, packageSize }: ProductFields): Misfit | undefined {
  if (pricingModel !== 'package' || (packagePrice !== null && packageSize !== null)) {
    return undefined;
  }
  const field = packagePrice === null ? 'packagePrice' : 'packageSize';
  return { field, text: 'is required for the pricing model package' };
}

function setupFeeFault({ setupFee, currency }: ProductFields): Misfit | undefined {
  const fault = setupFee === null ? undefined : feeFault(setupFee, currency);
  return fault === undefined ? undefined : { field: 'setupFee', text: fault };
}

/** A fee is charged as it stands; a price per unit may have more decimals than an amount (ISO 4217 minor unit). */
export function feeFault(amount: DecimalString, currency: string): string | undefined {
  const fee = decimal(amount);
  if (fee.lt(ZERO)) {
    return 'must be 0 or more';
  }
  const places = currencyExponent(currency);
  return roundTo(fee, places, 'half_up').eq(fee) ? undefined : `must have at most ${places} decimals in ${currency}`;
}

function seatsFault({ minSeats, maxSeats, seatIncrement }: ProductFields): Misfit | undefined {
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

function activeDaysFault({ activeFrom, activeUntil }: ProductFields): Misfit | undefined {
  return activeFrom !== null && activeUntil !== null && activeUntil < activeFrom
    ? { field: 'activeUntil', text: `must be ${activeFrom} (activeFrom) or later` }
    : undefined;
}
