import { randomUUID } from 'node:crypto';
import type { GrpcCall } from '../protocol/grpc-call.ts';
import type { ReadRequest } from '../protocol/read-request.ts';
import { CAUGHT_UP, checkpoint, subscriptionConfirmed } from '../protocol/read-response.ts';
import { BATCH_BYTES, CONSIDERED_MAX } from './batch-limits.ts';
import { compileFilter, type EventFilter } from './event-filter.ts';
import type { EventNodeContext } from './event-node-context.ts';
import { FrameSource } from './frame-source.ts';
import { pumpSubscription, type SubscriptionBatch } from './subscription-pump.ts';

/** Subscribes to `$all`: all events after a position, then those to come. */
export function subscribeToAll(call: GrpcCall, request: ReadRequest, context: EventNodeContext): void {
  const cursor = new AllCursor(request, context);
  call.write(subscriptionConfirmed(randomUUID()));
  pumpSubscription(call, context, () => cursor.next());
}

class AllCursor {
  readonly #context: EventNodeContext;
  readonly #source: FrameSource;
  readonly #matches: EventFilter | undefined;
  readonly #checkpointInterval: number;
  #nextOrdinal: number;
  #sinceCheckpoint = 0;
  #lastCheckpoint = 0;
  #hasCaughtUp = false;

  constructor(request: ReadRequest, context: EventNodeContext) {
    const { log } = context;
    this.#context = context;
    this.#source = new FrameSource(context, request);
    this.#matches = request.filter === undefined ? undefined : compileFilter(request.filter, log);
    this.#checkpointInterval = request.filter?.checkpointInterval ?? Number.POSITIVE_INFINITY;
    if (request.from === 'start') this.#nextOrdinal = 0;
    else if (request.from === 'end') this.#nextOrdinal = log.durableCount;
    // The event at the position itself has been seen.
    else this.#nextOrdinal = log.index.firstAtOrAfter(request.from + 1, log.durableCount);
    this.#lastCheckpoint = typeof request.from === 'number' ? request.from : 0;
    // Whoever starts at the end has nothing to catch up with, and gets no checkpoint for it.
    if (this.#nextOrdinal === log.durableCount) this.#lastCheckpoint = Math.max(this.#lastCheckpoint, log.lastPosition);
  }

  next(): SubscriptionBatch {
    const { log } = this.#context;
    const frames: Buffer[] = [];
    let matched: number[] = [];
    let bytes = 0;
    const end = Math.min(log.durableCount, this.#nextOrdinal + CONSIDERED_MAX);
    while (this.#nextOrdinal < end && bytes < BATCH_BYTES) {
      const ordinal = this.#nextOrdinal++;
      if (this.#matches === undefined || this.#matches(ordinal)) {
        matched.push(ordinal);
        bytes += log.index.frameBytes(ordinal);
      }
      if (++this.#sinceCheckpoint < this.#checkpointInterval) continue;
      if (matched.length > 0) frames.push(this.#source.frames(matched));
      matched = [];
      this.#pushCheckpoint(frames, log.index.position(ordinal));
    }
    if (matched.length > 0) frames.push(this.#source.frames(matched));
    const hasMore = this.#nextOrdinal < log.durableCount;
    if (!hasMore && !this.#hasCaughtUp) {
      this.#hasCaughtUp = true;
      if (this.#matches !== undefined) this.#pushCheckpoint(frames, log.lastPosition);
      frames.push(CAUGHT_UP);
    }
    return { frames, hasMore };
  }

  /** A checkpoint never repeats and never goes back. */
  #pushCheckpoint(frames: Buffer[], position: number): void {
    this.#sinceCheckpoint = 0;
    if (position <= this.#lastCheckpoint) return;
    this.#lastCheckpoint = position;
    frames.push(checkpoint(position));
  }
}
