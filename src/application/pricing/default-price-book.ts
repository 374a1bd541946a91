import type { CurrencyCode } from '../../domain/kernel/currency.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { PriceBookId, SellerId, TenantId } from '../../domain/kernel/ids.ts';
import type { PriceBook } from '../../domain/price-book/state.ts';
import { type NaturalKeyDeps, ownerOf, release, reserve, takeOverAbandoned } from '../natural-keys.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { loadPriceBook } from './load-price-book.ts';

type Place = Pick<PriceBook, 'priceBookId' | 'currency' | 'sellerId'>;

/** There is at most one default for a currency and a seller, and one for a currency and all sellers. */
function defaultKey(currency: CurrencyCode, sellerId: SellerId | null): string {
  return `${currency} ${sellerId ?? 'all sellers'}`;
}

/** The default that holds today; a key that was reserved for a book that is none counts for nothing. */
export async function defaultPriceBook(
  eventStore: EventStore,
  tenantId: TenantId,
  currency: CurrencyCode,
  sellerId: SellerId | null,
): Promise<PriceBook | undefined> {
  const owner = await ownerOf({ eventStore }, 'defaultPriceBook', defaultKey(currency, sellerId), { tenantId });
  const found = owner === null ? undefined : await loadPriceBook(eventStore, tenantId, owner as PriceBookId); // owners of such keys are price books
  return found?.status === 'active' && found.isDefault ? found : undefined;
}

/** Reserves the place of the default, before the book says that it is one. Undefined: it is its own now. */
export async function takeDefault(
  deps: NaturalKeyDeps,
  { priceBookId, currency, sellerId }: Place,
  provenance: Provenance,
): Promise<Rejection | undefined> {
  const key = defaultKey(currency, sellerId);
  const reservation = await reserve(deps, 'defaultPriceBook', key, priceBookId, provenance);
  if (reservation.outcome === 'reserved') {
    return undefined;
  }
  const owner = reservation.owner as PriceBookId; // owners of such keys are price books
  const other = await loadPriceBook(deps.eventStore, provenance.tenantId, owner);
  if (other === undefined || !other.isDefault) {
    const parties = { from: owner, owner: priceBookId };
    const taken = await takeOverAbandoned(deps, 'defaultPriceBook', key, parties, provenance);
    if (taken.outcome === 'reserved') {
      return undefined;
    }
  }
  return {
    code: 'DEFAULT_PRICE_BOOK_TAKEN',
    message: `${other?.name ?? 'Another price book'} is the default in ${currency} already; set its isDefault to false first.`,
    fields: { isDefault: 'is taken by another price book' },
  };
}

/** Gives the place back, if the book has it. */
export async function leaveDefault(deps: NaturalKeyDeps, book: Place, provenance: Provenance): Promise<void> {
  await release(deps, 'defaultPriceBook', defaultKey(book.currency, book.sellerId), book.priceBookId, provenance);
}
