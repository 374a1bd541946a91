import type { Category } from '../../domain/categories.ts';
import type { RecordedEvent } from './event-store.ts';

export interface BatchBounds {
  /** Events at most. One batch may hold fewer: big events count for more than one. */
  readonly maxEvents: number;
  /** How long to wait for that many. A live feed does not wait: it gives what has come. */
  readonly maxMillis: number;
}

export interface FeedBatch {
  readonly events: readonly RecordedEvent[];
  /** Everything of ours up to here has been delivered. Moves on without events too, past those of the system. */
  readonly lastPosition: bigint;
  /** Nothing more was in the log when this batch was made. */
  readonly caughtUp: boolean;
}

/** An event in the log that this build cannot read, met at its place: all events before it have been delivered. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
  readonly position: bigint;
  readonly eventId: string;
  readonly type: string;
  readonly streamName: string;
  /** Undefined when the stream is none of Ledgerline's. */
  readonly category: Category | undefined;

  constructor(
    stored: Pick<UnreadableEvent, 'position' | 'eventId' | 'type' | 'streamName' | 'category'>,
    cause: unknown,
  ) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`Event ${stored.type} ${stored.eventId} at position ${stored.position} cannot be read: ${reason}`, { cause });
    this.position = stored.position;
    this.eventId = stored.eventId;
    this.type = stored.type;
    this.streamName = stored.streamName;
    this.category = stored.category;
  }
}

/** One reader of the log, from oldest to newest, without end. It survives losing its connection: no gaps, no repeats. */
export interface FeedCursor {
  /**
   * The next events. One call at a time.
   * @throws UnreadableEvent at that event's place, again and again until {@link passOver} is called
   * @throws the reason of the abort signal, once it is raised
   */
  nextBatch(bounds: BatchBounds): Promise<FeedBatch>;
  /** Goes on behind an unreadable event: for a reader that has seen to it that nobody needs it. */
  passOver(event: UnreadableEvent): void;
  /** Gives the connection back. A waiting {@link nextBatch} is rejected. */
  close(): void;
}

/** The log as one sequence of business events, those of the system left out. */
export interface EventFeed {
  /** A reader that begins after the event at `from`, or with the first event. */
  open(from: bigint | 'start', options?: { readonly signal?: AbortSignal }): FeedCursor;
  /** Id of the event that stands exactly at `position`, or undefined when none does. */
  eventIdAt(position: bigint): Promise<string | undefined>;
}
