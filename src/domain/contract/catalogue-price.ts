import type { CivilDate } from '../kernel/calendar.ts';
import type { Rejection } from '../kernel/decider.ts';
import type { DecimalString } from '../kernel/decimal.ts';
import type { PriceBookId } from '../kernel/ids.ts';
import { type PriceBook, versionsOf } from '../price-book/state.ts';
import { versionOn } from '../price-book/versions.ts';
import { ownPrice } from '../product/own-price.ts';
import type { Product } from '../product/state.ts';
import type { PriceTerms } from '../rating/price.ts';

/** Where a line's price may come from besides itself. */
export interface Catalogue {
  readonly product: Product;
  /** In the order in which they are asked: the one that the contract names, the seller's default, everybody's. */
  readonly books: readonly PriceBook[];
}

export interface CataloguePrice {
  readonly price: PriceTerms;
  readonly setupFee: DecimalString | null;
  /** Null: the product's own. */
  readonly priceBookId: PriceBookId | null;
  readonly priceBookName: string | null;
  /** First day of the version; null: the product's own price has none. */
  readonly validFrom: CivilDate | null;
}

/**
 * What the catalogue asks for a product on a day, in a currency: the version of the first book that has one, else the
 * product's own price, if it is in that currency. What a line says itself goes before all of this.
 */
export function cataloguePrice(
  { product, books }: Catalogue,
  currency: string,
  on: CivilDate,
): CataloguePrice | { readonly rejection: Rejection } {
  for (const book of books) {
    const version = book.currency === currency ? versionOn(versionsOf(book, product.productId), on) : undefined;
    if (version !== undefined) {
      return { ...version, priceBookId: book.priceBookId, priceBookName: book.name };
    }
  }
  if (product.currency !== currency) {
    return refused(
      'PRODUCT_CURRENCY_MISMATCH',
      `${product.name} is priced in ${product.currency}, and no price book has a price in ${currency} for ${on}; set one there, or give the line a price of its own.`,
    );
  }
  const price = ownPrice(product);
  return price === undefined
    ? refused(
        'PRICING_MODEL_NOT_BILLABLE',
        `${product.name} is priced for each contract, and no price book has a price in ${currency} for ${on}; give the line a price of its own.`,
      )
    : { price, setupFee: product.setupFee, priceBookId: null, priceBookName: null, validFrom: null };
}

function refused(code: string, message: string): { readonly rejection: Rejection } {
  return { rejection: { code, message } };
}
