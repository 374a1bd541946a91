import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { EventFeed } from '../../../../src/application/ports/event-feed.ts';
import { createPool } from '../../../../src/platform/pools.ts';
import type { ProjectionGroup } from '../../../../src/projections/runner/projection.ts';
import { type Projector, type ProjectorOptions, startProjector } from '../../../../src/projections/runner/projector.ts';
import { type RebuildContext, rebuildGroups } from '../../../../src/projections/runner/rebuild.ts';
import { type MigratedDatabase, migratedDatabase } from '../../../support/database.ts';

/** Connections for two projectors, a rebuild and the test's own questions, with every group that there is. */
const CONNECTIONS_MAX = 30;

const QUIET = { info() {}, warn() {}, error() {} };

export interface CheckpointRow {
  readonly position: string | null;
  readonly status: string;
  readonly version: number;
  readonly event_id: string | null;
  readonly halted_position: string | null;
  readonly halted_stream: string | null;
  readonly error: string | null;
}

/** Asks again until `holds`; throws with the last answer when that takes too long. */
export async function eventually<T>(
  ask: () => Promise<T>,
  holds: (value: T) => boolean,
  timeoutMs = 10_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await ask();
      if (holds(value)) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) throw new Error(`Not in time: ${JSON.stringify(last)}`, { cause: last });
    await delay(20);
  }
}

/** A database and the projectors that a test starts on it. */
export interface Harness {
  readonly database: MigratedDatabase;
  start(feed: EventFeed, groups: readonly ProjectionGroup[], options?: Partial<ProjectorOptions>): Projector;
  stop(projector: Projector): Promise<void>;
  rebuild(
    feed: EventFeed,
    groups: readonly ProjectionGroup[],
    options?: Parameters<typeof rebuildGroups>[2],
  ): ReturnType<typeof rebuildGroups>;
  checkpoint(schema?: string): Promise<CheckpointRow | undefined>;
  /** Waits until a group has folded the event at `position`. */
  arrivesAt(position: bigint, schema?: string): Promise<unknown>;
  accountNames(schema?: string): Promise<string[]>;
  /** Ends connections from outside, as a failing server would. */
  terminate(which: string, values?: readonly unknown[]): Promise<void>;
  /** As if the read models had never been built. */
  forget(...schemas: string[]): Promise<void>;
  close(): Promise<void>;
}

export async function startHarness(): Promise<Harness> {
  const database = await migratedDatabase();
  const running: Projector[] = [];
  const pool = createPool({ url: database.loginUrl, role: 'projector', max: CONNECTIONS_MAX });

  const harness: Harness = {
    database,
    start(feed, groups, options = {}) {
      const owner = database.pool('owner');
      const projector = startProjector({ groups, feed, owner, pool, log: QUIET, standbyEveryMs: 50, ...options });
      running.push(projector);
      return projector;
    },
    async stop(projector) {
      running.splice(running.indexOf(projector), 1);
      await projector.close();
    },
    rebuild(feed, groups, options) {
      const { signal } = new AbortController();
      const context: RebuildContext = { feed, owner: database.pool('owner'), pool, log: QUIET, now: Date.now, signal };
      return rebuildGroups(context, groups, options);
    },
    async checkpoint(schema = 'sample') {
      const { rows } = await pool.query<CheckpointRow>(
        'SELECT * FROM ops.projection_checkpoints WHERE schema_name = $1',
        [schema],
      );
      return rows[0];
    },
    arrivesAt: (position, schema = 'sample') =>
      eventually(
        () => harness.checkpoint(schema),
        (row) => row?.position === String(position),
      ),
    async accountNames(schema = 'sample') {
      const { rows } = await pool.query<{ account_name: string }>(
        `SELECT account_name FROM ${schema}.accounts ORDER BY account_name`,
      );
      return rows.map((row) => row.account_name);
    },
    async terminate(which, values = []) {
      const client = new pg.Client({ connectionString: database.superuserUrl });
      await client.connect();
      await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${which}`, [...values]);
      await client.end();
    },
    async forget(...schemas) {
      for (const schema of schemas) {
        await database.pool('owner').query(`DROP SCHEMA ${schema} CASCADE`);
      }
      await database.pool('owner').query('DELETE FROM ops.projection_checkpoints');
    },
    async close() {
      await Promise.all(running.map((projector) => projector.close()));
      await pool.end();
      await database.drop();
    },
  };
  return harness;
}
