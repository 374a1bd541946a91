import type { SellerId } from '../../domain/kernel/ids.ts';
import type { NumberedYears } from '../../domain/seller/number-series.ts';
import type { SeriesKind } from '../../domain/seller/state.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { sellerStream, seriesStream } from '../streams.ts';

/**
 * Years in which a document of the seller has its number, from its registration to the next year: read from the series
 * themselves, since nothing else decides. A number that is given at this very moment may be missing: then its series keeps the
 * format that its first number has noted, whatever the seller says for that year.
 */
export async function numberedYears(
  eventStore: EventStore,
  { tenantId, recordedAt }: Pick<Provenance, 'tenantId' | 'recordedAt'>,
  sellerId: SellerId,
): Promise<NumberedYears> {
  const [registered] = await eventStore.read(sellerStream(tenantId, sellerId), 0, 1);
  const first = yearIn(registered?.metadata.recordedAt ?? recordedAt);
  // A day before or after in the seller's zone may lie in another year.
  const years = Array.from({ length: yearIn(recordedAt) - first + 3 }, (_, index) => first - 1 + index);
  const of = async (kind: SeriesKind) => {
    const last = await Promise.all(years.map((year) => eventStore.last(seriesStream(tenantId, sellerId, kind, year))));
    return years.filter((_, index) => last[index] !== undefined);
  };
  return { invoice: await of('invoice'), credit_note: await of('credit_note') };
}

function yearIn(moment: string): number {
  return new Date(moment).getUTCFullYear();
}
