import { type CataloguePrice, cataloguePrice } from '../../domain/contract/catalogue-price.ts';
import { type CivilDate, civilDateIn } from '../../domain/kernel/calendar.ts';
import type { CurrencyCode } from '../../domain/kernel/currency.ts';
import type { ProductId, SellerId, TenantId } from '../../domain/kernel/ids.ts';
import { product } from '../../domain/product/product.ts';
import { loadSeller } from '../contracts/existing-contract.ts';
import { type Rejected, rejected } from '../execute.ts';
import { productStream } from '../streams.ts';
import { priceBooksFor } from './price-book-choice.ts';
import type { PriceBookDeps } from './price-books.ts';

export interface PriceInForceInput {
  readonly productId: ProductId;
  readonly sellerId: SellerId;
  /** Null: the product's own. */
  readonly currency: CurrencyCode | null;
  /** Null: today where the seller is. */
  readonly on: CivilDate | null;
}

export interface PriceInForce {
  readonly outcome: 'accepted';
  readonly on: CivilDate;
  readonly currency: CurrencyCode;
  /** Null: there is none, and a contract would be refused. */
  readonly price: CataloguePrice | null;
}

/** What a contract that names no book would pay for a product: the same computation, from the streams. */
export async function priceInForce(
  { eventStore, clock }: PriceBookDeps,
  { productId, sellerId, ...wish }: PriceInForceInput,
  { tenantId }: { readonly tenantId: TenantId },
): Promise<PriceInForce | Rejected> {
  const { state: sold } = await eventStore.load(productStream(tenantId, productId), product);
  if (sold.status === 'none') {
    return rejected({ code: 'PRODUCT_NOT_FOUND', message: `There is no product ${productId}.` });
  }
  const seller = await loadSeller(eventStore, tenantId, sellerId);
  if ('rejection' in seller) {
    return rejected(seller.rejection);
  }
  const currency = wish.currency ?? sold.currency;
  const on = wish.on ?? civilDateIn(seller.timeZone, clock.now());
  const books = await priceBooksFor(eventStore, tenantId, { priceBookId: null, currency, sellerId });
  if ('rejection' in books) {
    return rejected(books.rejection);
  }
  const asked = cataloguePrice({ product: sold, books }, currency, on);
  return { outcome: 'accepted', on, currency, price: 'rejection' in asked ? null : asked };
}
