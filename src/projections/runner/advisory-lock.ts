import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { isPassing } from './database-errors.ts';

/** First half of the lock's key; the second says what is locked. Any number that nothing else here uses. */
const NAMESPACE = 703_411;

export interface HeldLock {
  /** Raised when the connection that holds the lock is gone: somebody else may have it by now. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Takes a lock that belongs to a connection, and so ends with its process; undefined when somebody else has it. */
export async function tryLock(pool: Pool, name: string): Promise<HeldLock | undefined> {
  const client = await pool.connect();
  const lost = new AbortController();
  const onEnd = (error?: Error) =>
    lost.abort(error ?? new Error(`The connection that holds the lock ${name} has ended`));
  client.on('error', onEnd);
  client.on('end', onEnd);
  let held = false;
  try {
    const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS held', [
      NAMESPACE,
      name,
    ]);
    held = rows[0]?.held === true;
  } finally {
    if (!held) {
      client.off('end', onEnd);
      client.off('error', onEnd);
      client.release(lost.signal.aborted);
    }
  }
  if (!held) {
    return undefined;
  }
  return {
    lost: lost.signal,
    async release() {
      client.off('end', onEnd);
      client.off('error', onEnd);
      const freed = await client
        .query('SELECT pg_advisory_unlock($1, hashtext($2))', [NAMESPACE, name])
        .then(() => true)
        .catch(() => false);
      client.release(!freed);
    },
  };
}

/** Waits for the lock, asking every `everyMs`; the database may be away meanwhile. */
export async function waitForLock(pool: Pool, name: string, signal: AbortSignal, everyMs: number): Promise<HeldLock> {
  for (;;) {
    signal.throwIfAborted();
    try {
      const lock = await tryLock(pool, name);
      if (lock !== undefined) {
        return lock;
      }
    } catch (error) {
      if (!isPassing(error)) {
        throw error;
      }
    }
    await delay(everyMs, undefined, { signal });
  }
}
