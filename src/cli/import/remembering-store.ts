import type { EventStore, Fold, Loaded, StreamId } from '../../application/ports/event-store.ts';
import type { Category } from '../../domain/categories.ts';
import type { DomainEvent } from '../../domain/kernel/events.ts';
import { createExpiringCache, type ExpiringCache } from '../../platform/expiring-cache.ts';

/** What rows refer to again and again: parents, products, the seller, and the tree that is read for each account. */
const REMEMBERED: ReadonlySet<Category> = new Set(['account', 'accountTree', 'product', 'seller']);
const STREAMS_MAX = 20_000;
/** A change that somebody else makes meanwhile is seen after this time at the latest. */
const REMEMBER_MS = 5_000;

/** Undefined: forgotten. */
type Remembered = Promise<Loaded<unknown>> | undefined;

/**
 * The event store with a short memory, for many rows that look at the same few records: it halves the reads. What is
 * appended is still decided on the revision that was read: a conflict forgets it, and the row decides again.
 */
export function rememberingStore(eventStore: EventStore): EventStore {
  const caches = new Map<unknown, ExpiringCache<Remembered>>();

  const forget = (stream: StreamId) => {
    for (const cache of caches.values()) {
      cache.set(keyOf(stream), undefined);
    }
  };

  return {
    load<State, Event extends DomainEvent>(stream: StreamId, fold: Fold<State, Event>): Promise<Loaded<State>> {
      if (!REMEMBERED.has(stream.category)) {
        return eventStore.load(stream, fold);
      }
      const cache = caches.get(fold) ?? createExpiringCache<Remembered>(STREAMS_MAX, REMEMBER_MS);
      caches.set(fold, cache);
      const known = cache.get(keyOf(stream));
      if (known !== undefined) {
        return known as Promise<Loaded<State>>; // what this very fold made
      }
      const loading = eventStore.load(stream, fold);
      cache.set(keyOf(stream), loading);
      loading.catch(() => forget(stream));
      return loading;
    },
    read: (stream, fromRevision, limit) => eventStore.read(stream, fromRevision, limit),
    last: (stream) => eventStore.last(stream),
    async append(stream, expectedRevision, events, provenance) {
      try {
        return await eventStore.append(stream, expectedRevision, events, provenance);
      } finally {
        forget(stream);
      }
    },
  };
}

function keyOf({ category, tenantId, id }: StreamId): string {
  return `${category}|${tenantId}|${id}`;
}
