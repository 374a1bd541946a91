import type { CurrencyCode } from '../../domain/kernel/currency.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { PriceBookId, SellerId, TenantId } from '../../domain/kernel/ids.ts';
import type { PriceBook } from '../../domain/price-book/state.ts';
import type { EventStore } from '../ports/event-store.ts';
import { defaultPriceBook } from './default-price-book.ts';
import { loadPriceBook } from './load-price-book.ts';

/** Who looks for prices. */
export interface PriceBookWish {
  /** Named by the contract; null: the defaults. */
  readonly priceBookId: PriceBookId | null;
  readonly currency: CurrencyCode;
  readonly sellerId: SellerId;
}

/** The books that prices may come from, in order: the one named, the seller's default, the default of all sellers. */
export async function priceBooksFor(
  eventStore: EventStore,
  tenantId: TenantId,
  wish: PriceBookWish,
): Promise<PriceBook[] | { readonly rejection: Rejection }> {
  const named = wish.priceBookId === null ? [] : await namedBook(eventStore, tenantId, wish.priceBookId, wish);
  if ('rejection' in named) {
    return named;
  }
  const { currency, sellerId } = wish;
  const defaults = await Promise.all([
    defaultPriceBook(eventStore, tenantId, currency, sellerId),
    defaultPriceBook(eventStore, tenantId, currency, null),
  ]);
  return [...named, ...defaults.flatMap((book) => (book === undefined ? [] : [book]))];
}

async function namedBook(
  eventStore: EventStore,
  tenantId: TenantId,
  priceBookId: PriceBookId,
  { currency, sellerId }: PriceBookWish,
): Promise<[PriceBook] | { readonly rejection: Rejection }> {
  const book = await loadPriceBook(eventStore, tenantId, priceBookId);
  if (book === undefined) {
    return refused('PRICE_BOOK_NOT_FOUND', `There is no price book ${priceBookId}.`, 'is no price book');
  }
  if (book.status !== 'active') {
    const what = book.status === 'draft' ? 'is not active yet; activate it' : 'is retired; choose another one';
    return refused('PRICE_BOOK_NOT_ACTIVE', `The price book ${book.name} ${what}.`, 'is not active');
  }
  if (book.currency !== currency) {
    return refused(
      'PRICE_BOOK_CURRENCY_MISMATCH',
      `The price book ${book.name} is in ${book.currency}, the contract in ${currency}; choose one in ${currency}.`,
      `is in ${book.currency}`,
    );
  }
  return book.sellerId === null || book.sellerId === sellerId
    ? [book]
    : refused(
        'PRICE_BOOK_OF_ANOTHER_SELLER',
        `The price book ${book.name} belongs to another seller; choose one of this seller, or one of all.`,
        'belongs to another seller',
      );
}

function refused(code: string, message: string, text: string): { readonly rejection: Rejection } {
  return { rejection: { code, message, fields: { priceBookId: text } } };
}
