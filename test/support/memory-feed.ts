import { setTimeout as delay } from 'node:timers/promises';
import { derivedId } from '../../src/application/derived-ids.ts';
import { type EventFeed, UnreadableEvent } from '../../src/application/ports/event-feed.ts';
import type { RecordedEvent, StreamId } from '../../src/application/ports/event-store.ts';
import type { DomainEvent } from '../../src/domain/kernel/events.ts';
import { streamName } from '../../src/eventstore/streams.ts';
import { TENANT } from './controls/provenance.ts';

export interface MemoryFeed extends EventFeed {
  /** Adds events at the end of the log. */
  append(facts: readonly { readonly stream: StreamId; readonly event: DomainEvent }[]): readonly RecordedEvent[];
  /** Adds an event that this build cannot read. */
  appendUnreadable(streamName: string, category: StreamId['category'] | undefined, type: string): bigint;
  readonly head: bigint;
}

/** Positions are bytes of a log in the real store: increasing, with gaps. */
const POSITION_STEP = 137n;
const TURN_MS = 2;

/** The log in memory, for tests of what reads it. `seed` tells two logs apart: their event ids differ. */
export function createMemoryFeed(seed = 'log'): MemoryFeed {
  const log: (RecordedEvent | UnreadableEvent)[] = [];
  const revisions = new Map<string, number>();
  const nextPosition = () => (log.at(-1)?.position ?? 0n) + POSITION_STEP;

  return {
    get head() {
      return log.at(-1)?.position ?? 0n;
    },
    append(facts) {
      return facts.map(({ stream, event }) => {
        const name = streamName(stream);
        const revision = (revisions.get(name) ?? -1) + 1;
        revisions.set(name, revision);
        const id = derivedId(seed, name, revision);
        const recorded: RecordedEvent = {
          id,
          stream,
          revision,
          position: nextPosition(),
          event,
          metadata: {
            tenantId: TENANT,
            actor: { kind: 'user', id: 'test' },
            $correlationId: id,
            $causationId: id,
            commandId: id,
            recordedAt: new Date(Date.UTC(2026, 2, 1) + log.length * 1000).toISOString(),
            schemaVersion: 1,
            build: 'test',
          },
        };
        log.push(recorded);
        return recorded;
      });
    },
    appendUnreadable(name, category, type) {
      const position = nextPosition();
      const eventId = derivedId(seed, name, String(position));
      log.push(new UnreadableEvent({ position, eventId, type, streamName: name, category }, new Error('not known')));
      return position;
    },
    open(from, { signal } = {}) {
      const begin = from === 'start' ? -1n : from;
      let next = log.findIndex(({ position }) => position > begin);
      next = next === -1 ? log.length : next;
      let lastPosition = begin < 0n ? 0n : begin;
      let closed = false;
      let liveReported = false;
      return {
        async nextBatch({ maxEvents, maxMillis }) {
          const deadline = performance.now() + maxMillis;
          while (next >= log.length && liveReported && !closed && performance.now() < deadline) {
            await delay(TURN_MS, undefined, { signal }).catch(() => undefined);
            signal?.throwIfAborted();
          }
          signal?.throwIfAborted();
          if (closed) {
            throw new Error('The feed was closed');
          }
          const events: RecordedEvent[] = [];
          for (const item of log.slice(next, next + maxEvents)) {
            if (item instanceof UnreadableEvent) {
              if (events.length === 0) {
                throw item;
              }
              break;
            }
            events.push(item);
          }
          next += events.length;
          lastPosition = events.at(-1)?.position ?? lastPosition;
          const caughtUp = next >= log.length;
          liveReported ||= caughtUp;
          return { events, lastPosition, caughtUp };
        },
        passOver({ position }) {
          next += 1;
          lastPosition = position;
        },
        close() {
          closed = true;
        },
      };
    },
    async eventIdAt(position) {
      const found = log.find((item) => item.position === position);
      return found instanceof UnreadableEvent ? found.eventId : found?.id;
    },
  };
}
