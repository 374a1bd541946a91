import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { schemaDigest } from '../../../src/projections/runner/compare.ts';
import { LIVE_PACE, type Pace } from '../../../src/projections/runner/pace.ts';
import type { ProjectionGroup } from '../../../src/projections/runner/projection.ts';
import { type Projector, type ProjectorOptions, startProjector } from '../../../src/projections/runner/projector.ts';
import { type MigratedDatabase, migratedDatabase } from '../../support/database.ts';
import { createMemoryFeed, type MemoryFeed } from '../../support/memory-feed.ts';
import { accountId, closed, limited, moved, opened, provisioned, renamed, story } from './sample/sample-events.ts';
import { sampleGroup } from './sample/sample-group.ts';

const QUIET = { info() {}, warn() {}, error() {} };

let database: MigratedDatabase;
let feed: MemoryFeed;
const running: Projector[] = [];

beforeEach(async () => {
  database = await migratedDatabase();
  feed = createMemoryFeed();
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((projector) => projector.close()));
  await database.drop();
});

function start(groups: readonly ProjectionGroup[], options: Partial<ProjectorOptions> = {}): Projector {
  const projector = startProjector({
    groups,
    feed,
    owner: database.pool('owner'),
    pool: database.pool('projector'),
    log: QUIET,
    standbyEveryMs: 50,
    ...options,
  });
  running.push(projector);
  return projector;
}

async function stop(projector: Projector): Promise<void> {
  running.splice(running.indexOf(projector), 1);
  await projector.close();
}

interface Row {
  readonly position: string | null;
  readonly status: string;
  readonly version: number;
  readonly event_id: string | null;
  readonly halted_position: string | null;
  readonly halted_stream: string | null;
  readonly error: string | null;
}

async function checkpoint(schema = 'sample'): Promise<Row | undefined> {
  const { rows } = await database
    .pool('projector')
    .query<Row>('SELECT * FROM ops.projection_checkpoints WHERE schema_name = $1', [schema]);
  return rows[0];
}

async function eventually<T>(ask: () => Promise<T>, holds: (value: T) => boolean, timeoutMs = 10_000): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await ask().catch((error) => {
      if (performance.now() > deadline) throw error;
      return undefined;
    });
    if (value !== undefined && holds(value)) return value;
    if (performance.now() > deadline) throw new Error(`Not in time: ${JSON.stringify(value)}`);
    await delay(20);
  }
}

function arrivesAt(position: bigint, schema = 'sample') {
  return eventually(
    () => checkpoint(schema),
    (row) => row?.position === String(position),
  );
}

async function names(schema = 'sample'): Promise<string[]> {
  const { rows } = await database
    .pool('projector')
    .query<{ account_name: string }>(`SELECT account_name FROM ${schema}.accounts ORDER BY account_name`);
  return rows.map((row) => row.account_name);
}

/** Ends connections from outside, as a failing server would. */
async function terminate(which: string, values: readonly unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${which}`, [...values]);
  await client.end();
}

const paceOf = (maxEvents: number): Pace => ({ ...LIVE_PACE, maxEvents, minIntervalMillis: 0 });

describe('the projector', () => {
  it('folds the log into rows, and goes on when events come', async () => {
    feed.append([opened('Acme'), opened('Beta'), limited('Acme', '12.50'), moved('Beta', null, 'Acme')]);
    start([sampleGroup()]);
    await arrivesAt(feed.head);

    const { rows } = await database.pool('projector').query('SELECT * FROM sample.accounts ORDER BY account_name');
    expect(rows).toMatchObject([
      {
        account_id: accountId('Acme'),
        account_name: 'Acme',
        credit_limit: '12.50',
        changes: 1,
        metadata: { source: 'sample', rank: 7 },
        opened_at: '2026-03-01T00:00:00.000Z',
      },
      { account_name: 'Beta', parent_id: accountId('Acme'), opened_at: '2026-03-01T00:00:01.000Z' },
    ]);
    expect(
      (await database.pool('projector').query('SELECT parent_id, children FROM sample.child_counts')).rows,
    ).toEqual([{ parent_id: accountId('Acme'), children: 1 }]);
    expect((await database.pool('projector').query('SELECT moved_on FROM sample.moves')).rows).toEqual([
      { moved_on: '2026-03-01' },
    ]);

    feed.append([renamed('Acme', 'Acme Ltd'), closed('Beta'), provisioned()]);
    await arrivesAt(feed.head);
    expect(await names()).toEqual(['Acme Ltd']);
  });

  it('leaves the same rows however the log is cut into batches', async () => {
    feed.append(story(40));
    const digests = [];
    for (const maxEvents of [1, 7, 5_000]) {
      const projector = start([sampleGroup()], { pace: paceOf(maxEvents) });
      await arrivesAt(feed.head);
      digests.push(await schemaDigest(database.pool('projector'), 'sample'));
      await stop(projector);
      await database.pool('owner').query('DROP SCHEMA sample CASCADE; DELETE FROM ops.projection_checkpoints');
    }
    expect(digests[0]?.get('accounts')?.rows).toBe(36); // of 40, 8 are closed and 4 of those opened again
    expect(digests[1]).toEqual(digests[0]);
    expect(digests[2]).toEqual(digests[0]);
  });

  it('goes on where it was after a restart, and folds nothing twice', async () => {
    feed.append(story(10));
    await stop(await startedAndArrived());
    feed.append([limited('account 1', '99.00'), moved('account 2', 'account 0', null)]);
    const again = start([sampleGroup()]);
    await arrivesAt(feed.head);
    const live = await schemaDigest(database.pool('projector'), 'sample');
    await stop(again);

    await database.pool('owner').query('DROP SCHEMA sample CASCADE; DELETE FROM ops.projection_checkpoints');
    start([sampleGroup()]);
    await arrivesAt(feed.head);
    expect(await schemaDigest(database.pool('projector'), 'sample')).toEqual(live);
  });

  it('loses nothing and doubles nothing when its connection is killed between applying and committing', async () => {
    feed.append(story(5));
    const projector = await startedAndArrived();
    let kills = 3;
    await stop(projector);
    const group = sampleGroup();
    const [accounts, ...others] = group.projections;
    const killing: ProjectionGroup = {
      ...group,
      projections: [
        ...(accounts === undefined ? [] : [accounts]),
        ...others,
        {
          name: 'killer',
          wants: () => true,
          covers: () => true,
          async project(_events, tx) {
            kills -= 1;
            const [backend] = await tx.rows<{ pid: number }>('SELECT pg_backend_pid() AS pid');
            if (kills >= 0) await terminate('pid = $1', [backend?.pid]);
          },
        },
      ],
    };
    feed.append([
      moved('account 1', null, 'account 0'),
      moved('account 2', null, 'account 0'),
      renamed('account 0', 'A'),
    ]);
    const again = start([killing]);
    await arrivesAt(feed.head);
    expect(kills).toBeLessThan(0);
    const live = await schemaDigest(database.pool('projector'), 'sample');
    await stop(again);
    await database.pool('owner').query('DROP SCHEMA sample CASCADE; DELETE FROM ops.projection_checkpoints');
    start([sampleGroup()]);
    await arrivesAt(feed.head);
    expect(await schemaDigest(database.pool('projector'), 'sample')).toEqual(live);
  });

  async function startedAndArrived(): Promise<Projector> {
    const projector = start([sampleGroup()]);
    await arrivesAt(feed.head);
    return projector;
  }
});

describe('an event that cannot be folded', () => {
  it('halts its group at exactly that event, and no other group', async () => {
    const stumbling = (name: string) => {
      if (name === 'Trouble') throw new Error('I stumble');
    };
    feed.append([opened('Acme'), opened('Beta')]);
    const [trouble] = feed.append([opened('Trouble')]);
    feed.append([opened('Gamma')]);
    const first = start([sampleGroup({ onOpened: stumbling }), sampleGroup({ name: 'other' })]);
    await arrivesAt(feed.head, 'other');
    const halted = await eventually(
      () => checkpoint(),
      (row) => row?.status === 'halted',
    );
    expect(halted).toMatchObject({
      halted_position: String(trouble?.position),
      halted_event_id: trouble?.id,
      halted_stream: expect.stringContaining(accountId('Trouble')),
      error: 'I stumble',
    });
    expect(await names()).toEqual(['Acme', 'Beta']);
    feed.append([opened('Delta')]);
    await arrivesAt(feed.head, 'other');
    expect(await names('other')).toEqual(['Acme', 'Beta', 'Delta', 'Gamma', 'Trouble']);
    await stop(first);

    start([sampleGroup(), sampleGroup({ name: 'other' })]);
    await arrivesAt(feed.head);
    expect(await checkpoint()).toMatchObject({ status: 'running', halted_position: null, error: null });
    feed.append([opened('Epsilon')]);
    await Promise.all([arrivesAt(feed.head), arrivesAt(feed.head, 'other')]);
    expect(await names()).toEqual(await names('other'));
  });

  it('goes on without a restart when an operator sets the group running again', async () => {
    let fixed = false;
    const stumbling = (name: string) => {
      if (name === 'Trouble' && !fixed) throw new Error('I stumble');
    };
    feed.append([opened('Trouble'), opened('Gamma')]);
    start([sampleGroup({ onOpened: stumbling })]);
    await eventually(
      () => checkpoint(),
      (row) => row?.status === 'halted',
    );
    fixed = true;
    await database.pool('projector').query("UPDATE ops.projection_checkpoints SET status = 'running'");
    await arrivesAt(feed.head);
    expect(await names()).toEqual(['Gamma', 'Trouble']);
  });

  it('halts the groups that cover its category when this build cannot read it', async () => {
    feed.append([opened('Acme')]);
    const unreadable = feed.appendUnreadable('account-x.y', 'account', 'AccountAbducted');
    feed.append([provisioned()]);
    const tenants: ProjectionGroup = { ...sampleGroup({ name: 'other' }), projections: [] };
    start([sampleGroup(), tenants]);
    await arrivesAt(feed.head, 'other');
    expect(await checkpoint()).toMatchObject({ status: 'halted', halted_position: String(unreadable) });
    expect(await names()).toEqual(['Acme']);
  });
});

describe('another log', () => {
  it('is refused when the event at the checkpoint is not the one that was folded', async () => {
    feed.append(story(3));
    const projector = start([sampleGroup()]);
    await arrivesAt(feed.head);
    await stop(projector);
    feed = createMemoryFeed('another log');
    feed.append(story(4));
    await expect(start([sampleGroup()]).done).rejects.toMatchObject({ code: 'CHECKPOINT_MISMATCH' });
  });

  it('is refused when it is shorter', async () => {
    feed.append(story(3));
    const projector = start([sampleGroup()]);
    await arrivesAt(feed.head);
    await stop(projector);
    feed = createMemoryFeed();
    feed.append(story(2));
    await expect(start([sampleGroup()]).done).rejects.toThrow(/no event there/);
  });
});

describe('several projectors on one database', () => {
  it('are one active and one standing by, which takes over', async () => {
    feed.append([opened('Acme')]);
    const active = start([sampleGroup()]);
    await active.leading;
    const standby = start([sampleGroup()]);
    let leads = false;
    void standby.leading.then(() => {
      leads = true;
    });
    await arrivesAt(feed.head);
    await delay(150);
    expect(leads).toBe(false);
    await stop(active);
    await standby.leading;
    feed.append([opened('Beta')]);
    await arrivesAt(feed.head);
    expect(await names()).toEqual(['Acme', 'Beta']);
  });

  it('an active one that loses its lock connection stands by and comes back', async () => {
    feed.append([opened('Acme')]);
    const active = start([sampleGroup()]);
    await active.leading;
    await arrivesAt(feed.head);
    await terminate("pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory') AND datname = current_database()");
    feed.append([opened('Beta')]);
    await arrivesAt(feed.head);
    expect(await names()).toEqual(['Acme', 'Beta']);
  });
});
