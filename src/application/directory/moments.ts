import type { EventStore, StreamId } from '../ports/event-store.ts';

/** When the first and the last fact of a record were recorded; UTC, ISO 8601 with milliseconds. */
export interface Moments {
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Of a stream that has events. States carry no clock, so the moments come from the events' metadata. */
export async function readMoments(eventStore: EventStore, stream: StreamId): Promise<Moments> {
  const [[first], last] = await Promise.all([eventStore.read(stream, 0, 1), eventStore.last(stream)]);
  if (first === undefined || last === undefined) {
    throw new Error(`A command was accepted on ${stream.category} ${stream.id}, but the stream is empty`);
  }
  return { createdAt: first.metadata.recordedAt, updatedAt: last.metadata.recordedAt };
}
