import type { GrpcCall } from '../protocol/grpc-call.ts';
import type { EventNodeContext } from './event-node-context.ts';

/** What a subscription has to send next. */
export interface SubscriptionBatch {
  readonly frames: readonly Buffer[];
  /** Whether there is more already. */
  readonly hasMore: boolean;
}

/**
 * Keeps a subscription going: pulls from the log whenever there is something new, and never faster than the client
 * takes it. Nothing is pushed into a queue, so nothing can overflow and no hand-over from old to new can lose events.
 */
export function pumpSubscription(call: GrpcCall, context: EventNodeContext, next: () => SubscriptionBatch): void {
  let isRunning = false;
  const run = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    try {
      for (let hasMore = true; hasMore && !call.isOver; ) {
        const batch = next();
        hasMore = batch.hasMore;
        const [first] = batch.frames;
        if (first === undefined) {
          if (hasMore) await new Promise(setImmediate);
        } else if (!call.write(batch.frames.length === 1 ? first : Buffer.concat(batch.frames))) {
          await call.drained();
          // What came while waiting woke nobody, because this was running.
          hasMore = true;
        }
      }
    } catch (error) {
      call.failWith(error);
    } finally {
      isRunning = false;
    }
  };
  const unfollow = context.log.follow(() => void run());
  call.stream.on('close', unfollow);
  void run();
}
