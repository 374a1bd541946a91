import {
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  type EventStoreDBClient,
  excludeSystemEvents,
  FORWARDS,
  START,
} from '@eventstore/db-client';
import {
  type BatchBounds,
  type EventFeed,
  type FeedBatch,
  type FeedCursor,
  UnreadableEvent,
} from '../application/ports/event-feed.ts';
import type { RecordedEvent } from '../application/ports/event-store.ts';
import { FeedQueue } from './feed-queue.ts';
import { toRecordedEvent } from './recorded.ts';
import { isUnavailable, retryWhileUnavailable } from './retry.ts';
import { parseStreamName } from './streams.ts';

/** Weight of the events that may wait here; about 30 MB of ordinary events. */
const QUEUE_MAX = 20_000;
const DELAY_FIRST_MS = 50;
const DELAY_MAX_MS = 5_000;
/** Failures in a row that are not the store being away: then it is not going to get better by itself. */
const REFUSALS_MAX = 5;
/** The server reports its place after this many times 256 events that were not for us. */
const CHECKPOINT_WINDOWS = 4;

export interface FeedOptions {
  /** Called when the connection was lost and will be tried again. */
  readonly onInterrupted?: (error: unknown, delayMs: number) => void;
}

/** Catch-up subscriptions on `$all`, business events only, as sequences to pull from. */
export function createFeed(client: EventStoreDBClient, options: FeedOptions = {}): EventFeed {
  return {
    open: (from, { signal } = {}) => new Cursor(client, options, from, signal),
    async eventIdAt(position) {
      return retryWhileUnavailable(async () => {
        const fromPosition = { commit: position, prepare: position };
        let id: string | undefined;
        // Read to its end: leaving the loop early would leave the call open.
        for await (const { event } of client.readAll({ direction: FORWARDS, fromPosition, maxCount: 1 })) {
          id = event?.position.commit === position ? event.id : undefined;
        }
        return id;
      });
    },
  };
}

class Cursor implements FeedCursor {
  readonly #client: EventStoreDBClient;
  readonly #options: FeedOptions;
  readonly #signal: AbortSignal | undefined;
  readonly #queue = new FeedQueue();
  #subscription: AllStreamSubscription | undefined;
  /** Position of the last event in the queue or delivered: where a new connection begins. */
  #received: bigint | 'start';
  /** What the server has looked through; counts only once everything before it is delivered. */
  #checkpoint = 0n;
  #delivered: bigint;
  #live = false;
  #liveReported = false;
  #refusals = 0;
  #delayMs = DELAY_FIRST_MS;
  #retryTimer: NodeJS.Timeout | undefined;
  #failure: { readonly error: unknown } | undefined;
  #wanted = 0;
  #wake: (() => void) | undefined;
  readonly #onAbort = () => this.#fail(this.#signal?.reason);

  constructor(
    client: EventStoreDBClient,
    options: FeedOptions,
    from: bigint | 'start',
    signal: AbortSignal | undefined,
  ) {
    this.#client = client;
    this.#options = options;
    this.#received = from;
    this.#delivered = from === 'start' ? 0n : from;
    this.#signal = signal;
    if (signal?.aborted) {
      this.#fail(signal.reason);
      return;
    }
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    this.#connect();
  }

  async nextBatch({ maxEvents, maxMillis }: BatchBounds): Promise<FeedBatch> {
    const deadline = performance.now() + maxMillis;
    this.#wanted = Math.min(maxEvents, QUEUE_MAX);
    while (!this.#ready()) {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) {
        break;
      }
      await this.#news(leftMs);
    }
    if (this.#failure !== undefined) {
      throw this.#failure.error;
    }
    const events = this.#queue.take(this.#wanted);
    const last = events.at(-1);
    if (last !== undefined) {
      this.#delivered = last.position;
    }
    const drained = this.#queue.isEmpty && (this.#subscription?.readableLength ?? 0) === 0;
    if (drained && this.#checkpoint > this.#delivered) {
      this.#delivered = this.#checkpoint;
    }
    const caughtUp = drained && this.#live;
    this.#liveReported ||= caughtUp;
    if (this.#queue.weight < QUEUE_MAX / 2 && this.#subscription?.isPaused()) {
      this.#subscription.resume();
    }
    return { events, lastPosition: this.#delivered, caughtUp };
  }

  passOver(event: UnreadableEvent): void {
    this.#queue.passOver(event);
    this.#delivered = event.position;
  }

  close(): void {
    this.#fail(new Error('The feed was closed'));
  }

  #ready(): boolean {
    return (
      this.#failure !== undefined ||
      this.#queue.weight >= this.#wanted ||
      this.#queue.hasUnreadable ||
      (this.#live && (!this.#queue.isEmpty || !this.#liveReported))
    );
  }

  /** Waits for something to deliver; events that arrive in one piece from the network wake once, together. */
  #news(leftMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, leftMs);
      this.#wake = () => {
        this.#wake = undefined;
        clearTimeout(timer);
        setImmediate(resolve);
      };
    });
  }

  #wakeWhenReady(): void {
    if (this.#wake !== undefined && this.#ready()) {
      this.#wake();
    }
  }

  #connect(): void {
    const subscription = this.#client.subscribeToAll({
      fromPosition: this.#received === 'start' ? START : { commit: this.#received, prepare: this.#received },
      filter: excludeSystemEvents({
        maxSearchWindow: 256,
        checkpointInterval: CHECKPOINT_WINDOWS,
        checkpointReached: (source, { commit }) => {
          if (source === this.#subscription) {
            this.#checkpoint = commit;
            this.#healthy();
          }
        },
      }),
    });
    this.#subscription = subscription;
    subscription.on('data', (resolved: AllStreamResolvedEvent) => this.#receive(subscription, resolved));
    subscription.on('caughtUp', () => {
      this.#live = true;
      this.#healthy();
      this.#wakeWhenReady();
    });
    subscription.on('fellBehind', () => {
      this.#live = false;
      this.#liveReported = false;
    });
    subscription.on('error', (error) => this.#interrupted(subscription, error));
    subscription.on('end', () => this.#interrupted(subscription, new Error('The event store ended the subscription')));
  }

  #receive(subscription: AllStreamSubscription, { event }: AllStreamResolvedEvent): void {
    if (subscription !== this.#subscription || event === undefined) {
      return; // what a lost connection still had under way comes again on the next one
    }
    const position = event.position.commit;
    if (this.#received !== 'start' && position <= this.#received) {
      return;
    }
    this.#healthy();
    this.#received = position;
    this.#queue.push(readOrExplain(event));
    if (this.#queue.weight >= QUEUE_MAX) {
      subscription.pause();
    }
    this.#wakeWhenReady();
  }

  #healthy(): void {
    this.#refusals = 0;
    this.#delayMs = DELAY_FIRST_MS;
  }

  #interrupted(subscription: AllStreamSubscription, error: unknown): void {
    if (subscription !== this.#subscription) {
      return;
    }
    this.#disconnect();
    this.#refusals = isUnavailable(error) ? 0 : this.#refusals + 1;
    if (this.#refusals > REFUSALS_MAX) {
      this.#fail(error);
      return;
    }
    const delayMs = this.#delayMs / 2 + Math.random() * (this.#delayMs / 2);
    this.#delayMs = Math.min(this.#delayMs * 2, DELAY_MAX_MS);
    this.#options.onInterrupted?.(error, delayMs);
    this.#retryTimer = setTimeout(() => this.#connect(), delayMs);
  }

  #disconnect(): void {
    const subscription = this.#subscription;
    this.#subscription = undefined;
    this.#live = false;
    this.#liveReported = false;
    if (subscription !== undefined) {
      // Errors that still come must not end the process; the rest would come too late.
      subscription.on('error', () => undefined);
      subscription.unsubscribe().catch(() => undefined);
      subscription.resume();
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    clearTimeout(this.#retryTimer);
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#disconnect();
    this.#wakeWhenReady();
  }
}

function readOrExplain(stored: Parameters<typeof toRecordedEvent>[0]): RecordedEvent | UnreadableEvent {
  try {
    return toRecordedEvent(stored);
  } catch (error) {
    const { streamId, id, type } = stored;
    const category = parseStreamName(streamId)?.category;
    return new UnreadableEvent(
      { position: stored.position?.commit ?? 0n, eventId: id, type, streamName: streamId, category },
      error,
    );
  }
}
