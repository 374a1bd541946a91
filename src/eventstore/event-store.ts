import {
  BACKWARDS,
  NO_STREAM as CLIENT_NO_STREAM,
  END,
  type EventStoreDBClient,
  type JSONEventType,
  jsonEvent,
  MaxAppendSizeExceededError,
  type ReadStreamOptions,
  type ResolvedEvent,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import {
  type Appended,
  AppendRefused,
  type EventMetadata,
  type EventStore,
  EventStoreUnavailable,
  type Fold,
  type Loaded,
  NO_STREAM,
  type Provenance,
  type RecordedEvent,
  RevisionConflict,
  type StreamId,
} from '../application/ports/event-store.ts';
import type { DomainEvent } from '../domain/kernel/events.ts';
import { validateForAppend } from './codec.ts';
import { eventIdOf } from './event-id.ts';
import { Gate } from './gate.ts';
import { toRecordedEvent } from './recorded.ts';
import { retryWhileUnavailable } from './retry.ts';
import { streamName } from './streams.ts';

/** A read has no deadline of its own in the protocol; this one keeps a lost answer from holding a worker for ever. */
const READ_TIMEOUT_MS = 30_000;
/** A server allows 100 calls at once on one connection; subscriptions and the append call need some of them. */
const READS_AT_ONCE_MAX = 64;

/** The door to EventStoreDB. `build` is recorded with every event. */
export function createEventStore(client: EventStoreDBClient, build: string): EventStore {
  const gate = new Gate(READS_AT_ONCE_MAX);

  async function eachEvent(
    stream: StreamId,
    fromRevision: number,
    limit: number | undefined,
    visit: (event: RecordedEvent) => void,
  ): Promise<void> {
    const range = { fromRevision: BigInt(fromRevision), ...(limit === undefined ? {} : { maxCount: limit }) };
    await gate.run(() =>
      retryWhileUnavailable(async () => {
        // Collected before they are visited, so that a read that is tried again does not fold an event twice.
        for (const event of await readOnce(client, streamName(stream), range)) {
          visit(event);
        }
      }),
    );
  }

  return {
    async load<State, Event extends DomainEvent>(stream: StreamId, fold: Fold<State, Event>): Promise<Loaded<State>> {
      let state = fold.initialState;
      let revision = NO_STREAM;
      let position = 0n;
      const commands = new Map<string, number>();
      await eachEvent(stream, 0, undefined, (recorded) => {
        state = fold.evolve(state, recorded.event as Event); // the codec checked it against the category's schemas
        revision = recorded.revision;
        position = recorded.position;
        commands.set(recorded.metadata.commandId, recorded.revision);
      });
      return { state, revision, position, commands };
    },

    async read(stream, fromRevision = 0, limit) {
      const events: RecordedEvent[] = [];
      await eachEvent(stream, fromRevision, limit, (event) => events.push(event));
      return events;
    },

    async last(stream) {
      const [event] = await gate.run(() =>
        retryWhileUnavailable(() =>
          readOnce(client, streamName(stream), { fromRevision: END, direction: BACKWARDS, maxCount: 1 }),
        ),
      );
      return event;
    },

    async append(stream, expectedRevision, events, provenance): Promise<Appended> {
      const name = streamName(stream);
      const batch = events.map((event, index) => encode(stream, event, index, provenance, build));
      try {
        // Tried again as it is: the same event ids at the same expected revision are recognised by the store.
        const result = await retryWhileUnavailable(() =>
          client.appendToStream<JSONEventType>(name, batch, {
            expectedRevision: expectedRevision === NO_STREAM ? CLIENT_NO_STREAM : BigInt(expectedRevision),
          }),
        );
        return { revision: Number(result.nextExpectedRevision), position: result.position?.commit ?? 0n };
      } catch (error) {
        if (error instanceof WrongExpectedVersionError) {
          throw new RevisionConflict(stream, expectedRevision);
        }
        if (error instanceof MaxAppendSizeExceededError) {
          throw new AppendRefused(`The events for ${name} are larger than one append holds`, { cause: error });
        }
        throw error;
      }
    },
  };
}

function encode(stream: StreamId, event: DomainEvent, index: number, provenance: Provenance, build: string) {
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
  return jsonEvent<JSONEventType>({
    id: eventIdOf(provenance.commandId, streamName(stream), index, JSON.stringify(data)),
    type: event.type,
    data: data as JSONEventType['data'], // zod's output of a strict schema is plain JSON
    metadata: { ...metadata },
  });
}

function readOnce(client: EventStoreDBClient, name: string, range: ReadStreamOptions): Promise<RecordedEvent[]> {
  return new Promise((resolve, reject) => {
    const events: RecordedEvent[] = [];
    const reading = client.readStream<JSONEventType>(name, range);
    const timer = setTimeout(() => {
      reading.destroy(new EventStoreUnavailable(`Reading ${name} took longer than ${READ_TIMEOUT_MS} ms`));
    }, READ_TIMEOUT_MS);
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      settle();
    };
    // 'data' costs half of what `for await` costs for every event.
    reading.on('data', ({ event }: ResolvedEvent<JSONEventType>) => {
      if (event !== undefined) {
        try {
          events.push(toRecordedEvent(event));
        } catch (error) {
          finish(() => reject(error));
          reading.destroy();
        }
      }
    });
    reading.on('error', (error) => {
      finish(() => (error instanceof StreamNotFoundError ? resolve([]) : reject(error)));
    });
    reading.on('end', () => finish(() => resolve(events)));
  });
}
