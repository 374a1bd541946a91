import { derivedId } from '../../../src/application/derived-ids.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { PriceBookId, ProductId } from '../../../src/domain/kernel/ids.ts';
import type { PriceBookEvent } from '../../../src/domain/price-book/events.ts';
import type { PriceBookAddition } from '../../../src/domain/price-book/state.ts';
import type { PriceVersion } from '../../../src/domain/price-book/versions.ts';
import type { PriceTerms } from '../../../src/domain/rating/price.ts';
import { seats } from '../contracts.ts';
import { currency } from './accounts.ts';
import { aProductId } from './products.ts';

export const aPriceBookId = (name: string) => derivedId('price book', name) as PriceBookId;

/** In dollars, of all sellers. */
export function aPriceBook(changes: Partial<PriceBookAddition> = {}): PriceBookAddition {
  return {
    priceBookId: aPriceBookId('overseas'),
    name: 'Overseas',
    description: null,
    currency: currency('USD'),
    sellerId: null,
    isDefault: false,
    ...changes,
  };
}

export function priceBookAdded(changes: Partial<PriceBookAddition> = {}): PriceBookEvent {
  return { type: 'PriceBookAdded', data: aPriceBook(changes) };
}

export const priceBookActivated: PriceBookEvent = {
  type: 'PriceBookActivated',
  data: { activatedOn: civilDate('2026-01-01') },
};

export function aVersion(validFrom: string, price: PriceTerms = seats('30')): PriceVersion {
  return { validFrom: civilDate(validFrom), price, setupFee: null };
}

export function priceSet(version: PriceVersion, productId: ProductId = aProductId('seats')): PriceBookEvent {
  return { type: 'PriceSet', data: { productId, ...version } };
}
