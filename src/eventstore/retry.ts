import { setTimeout as delay } from 'node:timers/promises';
import {
  CancelledError,
  DeadlineExceededError,
  NotLeaderError,
  TimeoutError,
  UnavailableError,
} from '@eventstore/db-client';
import { EventStoreUnavailable } from '../application/ports/event-store.ts';

const TRIES_MAX = 12;
const DELAY_FIRST_MS = 50;
const DELAY_MAX_MS = 4_000;

/** True when the event store could not be reached or did not answer: trying again may help. */
export function isUnavailable(error: unknown): boolean {
  return (
    error instanceof UnavailableError ||
    error instanceof CancelledError ||
    error instanceof DeadlineExceededError ||
    error instanceof TimeoutError ||
    error instanceof NotLeaderError // the client looks for the new leader before the next call
  );
}

/**
 * Runs `attempt` again while the event store is away: restarts and leader changes pass within seconds. Doubling delays
 * with jitter, about half a minute in all.
 * @throws EventStoreUnavailable when that did not help
 */
export async function retryWhileUnavailable<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isUnavailable(error)) {
        throw error;
      }
      if (tried >= TRIES_MAX) {
        throw new EventStoreUnavailable('The event store does not answer; see whether it runs.', { cause: error });
      }
      const ceiling = Math.min(DELAY_MAX_MS, DELAY_FIRST_MS * 2 ** tried);
      await delay(ceiling / 2 + Math.random() * (ceiling / 2));
    }
  }
}
