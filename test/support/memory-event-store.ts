import { setImmediate as tick } from 'node:timers/promises';
import {
  AppendRefused,
  type EventMetadata,
  type EventStore,
  NO_STREAM,
  type Provenance,
  type RecordedEvent,
  RevisionConflict,
  type StreamId,
} from '../../src/application/ports/event-store.ts';
import type { DomainEvent } from '../../src/domain/kernel/events.ts';
import { decode, validateForAppend } from '../../src/eventstore/codec.ts';
import { eventIdOf } from '../../src/eventstore/event-id.ts';
import { streamName } from '../../src/eventstore/streams.ts';

/** What the store keeps: JSON text, so that a test meets what the wire would have made of its values. */
interface Stored {
  readonly id: string;
  readonly stream: StreamId;
  readonly revision: number;
  readonly position: bigint;
  readonly type: string;
  readonly dataJson: string;
  readonly metadata: EventMetadata;
}

export interface MemoryEventStore extends EventStore {
  /** Everything ever appended, in the order of the log. */
  log(): RecordedEvent[];
  /** Type of each event of a stream: the shortest way to say what has happened. */
  typesOf(stream: StreamId): string[];
  /** Runs before an append is checked: a test can let somebody else be faster, or throw like a broken connection. */
  beforeAppend: ((stream: StreamId, events: readonly DomainEvent[]) => Promise<void> | void) | undefined;
  /** Runs when the events are recorded and the caller does not know it yet. */
  afterAppend: ((stream: StreamId, events: readonly DomainEvent[]) => Promise<void> | void) | undefined;
}

/** What EventStoreDB takes in one append. */
const APPEND_BYTES_MAX = 1024 * 1024;

/** Positions are bytes of a log in the real store: increasing, with gaps. */
const POSITION_STEP = 137n;

/**
 * The event store of unit tests: the same rules as the real one (schemas, expected revisions, derived event ids, a
 * repeated append is recognised), in memory. Calls take a turn of the event loop, so that races are races.
 */
export function createMemoryEventStore(build = 'test'): MemoryEventStore {
  const streams = new Map<string, Stored[]>();
  const log: Stored[] = [];

  const eventsOf = (stream: StreamId): readonly Stored[] => streams.get(streamName(stream)) ?? [];

  const store: MemoryEventStore = {
    beforeAppend: undefined,
    afterAppend: undefined,

    async load(stream, fold) {
      await tick();
      const found = eventsOf(stream);
      const last = found.at(-1);
      return {
        // The codec checked the events against the category's schemas, as the real store's does.
        state: found.reduce((state, stored) => fold.evolve(state, recorded(stored).event as never), fold.initialState),
        revision: last?.revision ?? NO_STREAM,
        position: last?.position ?? 0n,
        commands: new Map(found.map((stored) => [stored.metadata.commandId, stored.revision])),
      };
    },

    async read(stream, fromRevision = 0, limit) {
      await tick();
      const from = eventsOf(stream).slice(fromRevision);
      return (limit === undefined ? from : from.slice(0, limit)).map(recorded);
    },

    async last(stream) {
      await tick();
      const found = eventsOf(stream).at(-1);
      return found === undefined ? undefined : recorded(found);
    },

    async append(stream, expectedRevision, events, provenance) {
      const name = streamName(stream);
      const offered = events.map((event, index) => {
        const encoded = encode(stream, event, provenance, build);
        return {
          id: eventIdOf(provenance.commandId, name, index, encoded.dataJson),
          type: event.type,
          ...encoded,
        };
      });
      if (offered.reduce((bytes, { dataJson }) => bytes + Buffer.byteLength(dataJson), 0) > APPEND_BYTES_MAX) {
        throw new AppendRefused(`The events for ${name} are larger than one append holds`);
      }
      await tick();
      await store.beforeAppend?.(stream, events);
      const found = eventsOf(stream);
      const current = found.at(-1)?.revision ?? NO_STREAM;
      if (expectedRevision !== current) {
        const there = found.slice(expectedRevision + 1, expectedRevision + 1 + offered.length);
        const last = there.at(-1);
        const isRepeated = there.length === offered.length && there.every(({ id }, index) => id === offered[index]?.id);
        if (!isRepeated || last === undefined) {
          throw new RevisionConflict(stream, expectedRevision);
        }
        return { revision: last.revision, position: last.position };
      }
      const added = offered.map((event, index) => ({
        ...event,
        stream,
        revision: current + 1 + index,
        position: BigInt(log.length + 1 + index) * POSITION_STEP,
      }));
      streams.set(name, [...found, ...added]);
      log.push(...added);
      await store.afterAppend?.(stream, events);
      return { revision: current + added.length, position: added.at(-1)?.position ?? 0n };
    },

    log: () => log.map(recorded),
    typesOf: (stream) => eventsOf(stream).map(({ type }) => type),
  };
  return store;
}

function encode(stream: StreamId, event: DomainEvent, provenance: Provenance, build: string) {
  const { data, schemaVersion } = validateForAppend(stream.category, event);
  const metadata: EventMetadata = {
    tenantId: provenance.tenantId,
    actor: provenance.actor,
    $correlationId: provenance.correlationId,
    $causationId: provenance.causationId,
    commandId: provenance.commandId,
    recordedAt: provenance.recordedAt,
    schemaVersion,
    build,
  };
  return { dataJson: JSON.stringify(data), metadata };
}

function recorded({ type, dataJson, ...stored }: Stored): RecordedEvent {
  return { ...stored, event: decode(stored.stream.category, type, JSON.parse(dataJson), stored.metadata) };
}
