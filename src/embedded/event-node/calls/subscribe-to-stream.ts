import { randomUUID } from 'node:crypto';
import type { GrpcCall } from '../protocol/grpc-call.ts';
import { streamDeleted } from '../protocol/grpc-status.ts';
import type { ReadRequest } from '../protocol/read-request.ts';
import { CAUGHT_UP, subscriptionConfirmed } from '../protocol/read-response.ts';
import { visibleStream } from '../storage/visible-stream.ts';
import { BATCH_BYTES } from './batch-limits.ts';
import type { EventNodeContext } from './event-node-context.ts';
import { FrameSource } from './frame-source.ts';
import { pumpSubscription, type SubscriptionBatch } from './subscription-pump.ts';

/** Subscribes to a stream, which need not exist yet: all events after a revision, then those to come. */
export function subscribeToStream(call: GrpcCall, name: string, request: ReadRequest, context: EventNodeContext): void {
  const cursor = new StreamCursor(name, request, context);
  call.write(subscriptionConfirmed(randomUUID()));
  pumpSubscription(call, context, () => {
    const batch = cursor.next();
    if (!cursor.isDeleted) return batch;
    for (const frames of batch.frames) call.write(frames);
    throw streamDeleted(name);
  });
}

class StreamCursor {
  /** Set when the stream turned out to have a tombstone, which ends the subscription. */
  isDeleted = false;
  readonly #name: string;
  readonly #context: EventNodeContext;
  readonly #source: FrameSource;
  #nextRevision: number;
  #hasCaughtUp = false;

  constructor(name: string, request: ReadRequest, context: EventNodeContext) {
    this.#name = name;
    this.#context = context;
    this.#source = new FrameSource(context, request);
    if (request.from === 'start') this.#nextRevision = 0;
    else if (request.from === 'end') this.#nextRevision = context.log.stream(name)?.durable.count ?? 0;
    else this.#nextRevision = request.from + 1;
  }

  next(): SubscriptionBatch {
    const { log, reader } = this.#context;
    // Metadata hides old events from those who catch up; who is live gets every event, as it comes.
    if (!this.#hasCaughtUp) {
      const seen = visibleStream(log, reader, this.#name);
      if (seen.kind === 'deleted') {
        this.isDeleted = true;
        return { frames: [], hasMore: false };
      }
      const hiddenBefore = seen.kind === 'visible' ? seen.first : (log.stream(this.#name)?.durable.count ?? 0);
      this.#nextRevision = Math.max(this.#nextRevision, hiddenBefore);
    }
    return this.#batch();
  }

  #batch(): SubscriptionBatch {
    const { log } = this.#context;
    const stream = log.stream(this.#name);
    const count = stream?.durable.count ?? 0;
    const ordinals: number[] = [];
    let bytes = 0;
    while (stream !== undefined && this.#nextRevision < count && bytes < BATCH_BYTES) {
      const ordinal = log.ordinalOf(stream, this.#nextRevision++);
      ordinals.push(ordinal);
      bytes += log.index.frameBytes(ordinal);
    }
    const hasMore = this.#nextRevision < count;
    if (!hasMore && stream?.durable.tombstoned) {
      ordinals.push(stream.tombstoneOrdinal);
      this.isDeleted = true;
    }
    const frames = ordinals.length === 0 ? [] : [this.#source.frames(ordinals)];
    if (!hasMore && !this.#hasCaughtUp) {
      this.#hasCaughtUp = true;
      frames.push(CAUGHT_UP);
    }
    return { frames, hasMore };
  }
}
