import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { EventFeed } from '../../application/ports/event-feed.ts';
import { waitForLock } from './advisory-lock.ts';
import { createCheckpointTable } from './checkpoints.ts';
import { isPassing, untilDatabaseAnswers } from './database-errors.ts';
import { Leadership } from './leadership.ts';
import { LIVE_PACE, type Pace } from './pace.ts';
import type { Lag } from './pass.ts';
import { checkGroup, type ProjectionGroup } from './projection.ts';
import type { RunnerLog } from './runner-log.ts';

export interface ProjectorOptions {
  readonly groups: readonly ProjectionGroup[];
  readonly feed: EventFeed;
  /** Role `owner`: makes the schemas. Used at the start and for rebuilds. */
  readonly owner: Pool;
  /** Role `projector`. Needs a connection for each group, and two more. */
  readonly pool: Pool;
  readonly log: RunnerLog;
  /** Told after each batch, for metrics. Must not throw. */
  readonly onLag?: (lag: Lag) => void;
  /** Milliseconds since 1970; for the lag only. */
  readonly now?: () => number;
  readonly pace?: Pace;
  /** How often a standby asks whether the active projector is gone. */
  readonly standbyEveryMs?: number;
}

export interface Projector {
  /** Settles when this process has become the active projector and folds events. */
  readonly leading: Promise<void>;
  /** Ends when closed; rejects when the projector refuses to run. */
  readonly done: Promise<void>;
  /** Finishes the batches in hand, then lets go. */
  close(): Promise<void>;
}

const STANDBY_EVERY_MS = 500;
const RETRY_AFTER_MS = 500;

/**
 * Runs the read models: one active projector per database, the others stand by and take over when it goes. Start as
 * many as you like.
 */
export function startProjector(options: ProjectorOptions): Projector {
  options.groups.forEach(checkGroup);
  const closing = new AbortController();
  let onLeading: () => void = () => undefined;
  const first = new Promise<void>((resolve) => {
    onLeading = resolve;
  });
  const done = run(options, closing.signal, onLeading);
  const leading = Promise.race([first, done]);
  // Whoever cares awaits them; nobody has to.
  done.catch(() => undefined);
  leading.catch(() => undefined);
  return {
    leading,
    done,
    async close() {
      closing.abort(new Error('The projector is closing'));
      await done.catch(() => undefined);
    },
  };
}

async function run(options: ProjectorOptions, closing: AbortSignal, onLeading: () => void): Promise<void> {
  const { owner, pool, log } = options;
  const context = {
    feed: options.feed,
    owner,
    pool,
    log,
    onLag: options.onLag,
    now: options.now ?? Date.now,
    pace: options.pace ?? LIVE_PACE,
  };
  try {
    await untilDatabaseAnswers(
      () => createCheckpointTable(owner),
      closing,
      (error) => log.warn({ err: error }, 'The database is away; the projector waits for it'),
    );
    for (;;) {
      const lock = await waitForLock(pool, 'projector', closing, options.standbyEveryMs ?? STANDBY_EVERY_MS);
      const term = AbortSignal.any([closing, lock.lost]);
      try {
        await new Leadership({ ...context, signal: term }, options.groups).run(onLeading);
      } catch (error) {
        if (!lock.lost.aborted && !isPassing(error)) {
          throw error;
        }
        log.warn({ err: error }, 'The active projector lost its database; it begins again where it was');
      } finally {
        await lock.release();
      }
      await delay(RETRY_AFTER_MS, undefined, { signal: closing });
    }
  } catch (error) {
    if (!closing.aborted) {
      throw error;
    }
  }
}
