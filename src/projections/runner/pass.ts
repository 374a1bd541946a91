import { setTimeout as delay } from 'node:timers/promises';
import {
  type EventFeed,
  type FeedBatch,
  type FeedCursor,
  UnreadableEvent,
} from '../../application/ports/event-feed.ts';
import { type AdvanceContext, advance, type Halt, reportHalt } from './group-advance.ts';
import type { Target } from './group-writer.ts';
import { BatchSizer, type Pace } from './pace.ts';
import { ProjectionError } from './projection-error.ts';

/** A group on its way along the log. */
export interface Member {
  readonly target: Target;
  /** Position of the last event folded; -1 before the first. */
  position: bigint;
  /** Set when it stands still. */
  halt?: Halt | undefined;
}

export interface Lag {
  readonly group: string;
  readonly position: bigint;
  /** Age of the last event folded while more of them wait; 0 when nothing waits. Milliseconds. */
  readonly lagMillis: number;
}

export interface PassContext extends AdvanceContext {
  readonly feed: EventFeed;
  readonly pace: Pace;
  readonly onLag?: ((lag: Lag) => void) | undefined;
  readonly now: () => number;
}

/** Longest wait for a batch to fill, or for anything at all. */
const FILL_MILLIS = 100;

/** One reading of the log that feeds several groups, each in its own transaction. */
export class Pass {
  readonly #context: PassContext;
  readonly #sizer: BatchSizer;
  #members: Member[];
  readonly #joining: Member[] = [];
  #cursor: FeedCursor | undefined;
  #feedPosition = -1n;

  constructor(context: PassContext, members: readonly Member[]) {
    this.#context = context;
    this.#sizer = new BatchSizer(context.pace);
    this.#members = [...members];
  }

  /** The groups that it feeds, those included that wait to be taken in. */
  get members(): readonly Member[] {
    return [...this.#members, ...this.#joining];
  }

  /** Takes a group in before the next batch. When it is behind, the log is read again from its place. */
  join(member: Member): void {
    this.#joining.push(member);
  }

  close(): void {
    this.#cursor?.close();
    this.#cursor = undefined;
  }

  /**
   * Folds the next batch into every group; events behind `until` are left for later. Halted groups leave the pass.
   * `caughtUp`: nothing more was in the log.
   */
  async step(until?: bigint): Promise<{ readonly caughtUp: boolean; readonly events: number }> {
    this.#adopt();
    const cursor = this.#open();
    const begun = performance.now();
    let batch: FeedBatch;
    try {
      batch = await cursor.nextBatch({ maxEvents: this.#sizer.events, maxMillis: FILL_MILLIS });
    } catch (error) {
      if (!(error instanceof UnreadableEvent)) {
        throw error;
      }
      await this.#haltForUnreadable(error);
      cursor.passOver(error);
      return { caughtUp: false, events: 0 };
    }
    if (until !== undefined && batch.events.some(({ position }) => position > until)) {
      batch = { ...batch, events: batch.events.filter(({ position }) => position <= until), caughtUp: false };
      this.close(); // what was cut off is read again
    }
    const { events, caughtUp } = batch;
    if (events.length > 0) {
      const applying = performance.now();
      await this.#applyToAll(batch);
      this.#sizer.observe(events.length, performance.now() - applying);
    }
    this.#reportLag(batch);
    const restMillis = this.#context.pace.minIntervalMillis - (performance.now() - begun);
    if (caughtUp && restMillis > 0) {
      await delay(restMillis);
    }
    return { caughtUp, events: events.length };
  }

  #adopt(): void {
    for (const member of this.#joining.splice(0)) {
      this.#members = [...this.#members, member];
      if (member.position < this.#feedPosition) {
        this.close();
      }
    }
  }

  #open(): FeedCursor {
    if (this.#cursor === undefined) {
      const from = this.#members.reduce<bigint | undefined>(
        (least, { position }) => (least === undefined || position < least ? position : least),
        undefined,
      );
      this.#feedPosition = from ?? -1n;
      this.#cursor = this.#context.feed.open(from === undefined || from < 0n ? 'start' : from, {
        signal: this.#context.signal,
      });
    }
    return this.#cursor;
  }

  async #applyToAll(batch: FeedBatch): Promise<void> {
    const last = batch.events.at(-1)?.position ?? this.#feedPosition;
    // Every group comes to an end before an error is passed on: no transaction is left running behind our back.
    const outcomes = await Promise.allSettled(
      this.#members.filter(({ position }) => position < last).map((member) => this.#apply(member, batch)),
    );
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) {
      throw failed.reason;
    }
    this.#feedPosition = last;
    this.#members = this.#members.filter(({ halt }) => halt === undefined);
  }

  async #apply(member: Member, { events }: FeedBatch): Promise<void> {
    try {
      const result = await advance(this.#context, member.target, events);
      if ('halt' in result) {
        await this.#stop(member, result.halt);
      } else {
        member.position = result.position;
      }
    } catch (error) {
      if (!(error instanceof ProjectionError)) {
        throw error;
      }
      // Another build has taken this group over; its row says so already, and is not ours to write.
      this.#context.log.error({ group: member.target.group.name, err: error }, error.message);
      const [first] = events;
      member.halt = { position: first?.position ?? 0n, eventId: first?.id ?? '', stream: '', error };
    }
  }

  async #haltForUnreadable(event: UnreadableEvent): Promise<void> {
    const { position, eventId, streamName: stream, category } = event;
    for (const member of this.#members) {
      const concerned =
        category === undefined || member.target.group.projections.some((projection) => projection.covers(category));
      if (concerned && member.position < position) {
        await this.#stop(member, { position, eventId, stream, error: event });
      }
    }
    this.#feedPosition = position;
    this.#members = this.#members.filter(({ halt }) => halt === undefined);
  }

  async #stop(member: Member, halt: Halt): Promise<void> {
    member.halt = halt;
    await reportHalt(this.#context, member.target, halt);
  }

  #reportLag({ events, caughtUp }: FeedBatch): void {
    const last = events.at(-1);
    if (this.#context.onLag === undefined || (last === undefined && !caughtUp)) {
      return;
    }
    const age = last === undefined ? 0 : Math.max(0, this.#context.now() - Date.parse(last.metadata.recordedAt));
    for (const { target, position } of this.#members) {
      this.#context.onLag({ group: target.group.name, position, lagMillis: caughtUp ? 0 : age });
    }
  }
}
