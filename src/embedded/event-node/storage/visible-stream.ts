import { parseFrame } from '../protocol/recorded-event.ts';
import type { EventLog } from './event-log.ts';
import type { LogReader } from './log-reader.ts';
import { isMetastream, originalStreamOf, type Stream } from './streams.ts';

/** What a reader may see of a stream. */
export type VisibleStream =
  /** Revisions from `first` to `last`; none if `first` is larger. */
  { kind: 'visible'; stream: Stream; first: number; last: number } | { kind: 'not-found' } | { kind: 'deleted' };

/** Looks a stream up as EventStoreDB's readers see it: `$tb`, `$maxCount`, `$maxAge` and deletes applied. */
export function visibleStream(log: EventLog, reader: LogReader, name: string): VisibleStream {
  const stream = log.stream(name);
  if (stream?.durable.tombstoned || isMetastreamOfTombstoned(log, name)) return { kind: 'deleted' };
  if (stream === undefined || stream.durable.count === 0 || stream.durable.metadata.deleted) {
    return { kind: 'not-found' };
  }
  const { metadata, count } = stream.durable;
  const last = count - 1;
  let first = Math.max(0, metadata.truncateBefore ?? 0);
  if (metadata.maxCount !== undefined) first = Math.max(first, count - metadata.maxCount);
  if (metadata.maxAgeSeconds !== undefined) {
    first = firstCreatedSince(log, reader, stream, first, Date.now() - metadata.maxAgeSeconds * 1000);
  }
  return { kind: 'visible', stream, first, last };
}

function isMetastreamOfTombstoned(log: EventLog, name: string): boolean {
  return isMetastream(name) && (log.stream(originalStreamOf(name))?.durable.tombstoned ?? false);
}

/** Times never go back within the log, so the first event young enough can be searched for by halves. */
function firstCreatedSince(log: EventLog, reader: LogReader, stream: Stream, first: number, sinceMs: number): number {
  let low = first;
  let high = stream.durable.count;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (parseFrame(reader.frame(log.ordinalOf(stream, middle))).createdMs < sinceMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
