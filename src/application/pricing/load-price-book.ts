import type { PriceBookId, TenantId } from '../../domain/kernel/ids.ts';
import { priceBook } from '../../domain/price-book/price-book.ts';
import type { PriceBook } from '../../domain/price-book/state.ts';
import type { EventStore } from '../ports/event-store.ts';
import { priceBookStream } from '../streams.ts';

/** A price book, whatever became of it; undefined when there is none. */
export async function loadPriceBook(
  eventStore: EventStore,
  tenantId: TenantId,
  priceBookId: PriceBookId,
): Promise<PriceBook | undefined> {
  const { state } = await eventStore.load(priceBookStream(tenantId, priceBookId), priceBook);
  return state.status === 'none' ? undefined : state;
}
