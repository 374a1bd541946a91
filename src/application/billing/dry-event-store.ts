import type { DomainEvent } from '../../domain/kernel/events.ts';
import {
  type EventStore,
  type Fold,
  NO_STREAM,
  type Provenance,
  type RecordedEvent,
  type StreamId,
} from '../ports/event-store.ts';

/** Behind every real event: what is only imagined stands after all that has happened. */
const IMAGINED_FROM = 2n ** 62n;

/**
 * The event store of somebody who only wants to know what would come of it: reads what is there, and keeps what is
 * appended to itself. A preview is then the same functions as the run, and writes nothing. For one user at a time: nobody
 * else's appends conflict.
 */
export function createDryEventStore(real: EventStore): EventStore {
  const appended = new Map<string, RecordedEvent[]>();
  let position = IMAGINED_FROM;

  const keyOf = ({ category, tenantId, id }: StreamId) => `${category}-${tenantId}.${id}`;
  const ownEvents = (stream: StreamId): readonly RecordedEvent[] => appended.get(keyOf(stream)) ?? [];

  return {
    async load<State, Event extends DomainEvent>(stream: StreamId, fold: Fold<State, Event>) {
      const own = ownEvents(stream);
      const loaded = await real.load(stream, fold);
      // What was appended here came from the same deciders as the events of the stream.
      const state = own.reduce((before, { event }) => fold.evolve(before, event as Event), loaded.state);
      const commands = new Map(loaded.commands);
      for (const { metadata, revision } of own) {
        commands.set(metadata.commandId, revision);
      }
      const last = own.at(-1);
      return {
        state,
        commands,
        revision: last?.revision ?? loaded.revision,
        position: last?.position ?? loaded.position,
      };
    },

    async read(stream, fromRevision = 0, limit) {
      const own = ownEvents(stream).filter(({ revision }) => revision >= fromRevision);
      const events = [...(await real.read(stream, fromRevision, limit)), ...own];
      return limit === undefined ? events : events.slice(0, limit);
    },

    async last(stream) {
      return ownEvents(stream).at(-1) ?? real.last(stream);
    },

    async append(stream, expectedRevision, events, provenance) {
      const own = events.map((event, index) => {
        position += 1n;
        return imagined(stream, event, expectedRevision + 1 + index, position, provenance);
      });
      appended.set(keyOf(stream), [...ownEvents(stream), ...own]);
      return { revision: own.at(-1)?.revision ?? NO_STREAM, position };
    },
  };
}

function imagined(
  stream: StreamId,
  event: DomainEvent,
  revision: number,
  position: bigint,
  { tenantId, actor, correlationId, causationId, commandId, recordedAt }: Provenance,
): RecordedEvent {
  return {
    id: `${commandId}.${revision}`,
    stream,
    revision,
    position,
    event,
    metadata: {
      tenantId,
      actor,
      $correlationId: correlationId,
      $causationId: causationId,
      commandId,
      recordedAt,
      schemaVersion: 0,
      build: 'preview',
    },
  };
}
