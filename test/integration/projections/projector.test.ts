import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { schemaDigest } from '../../../src/projections/runner/compare.ts';
import { LIVE_PACE, type Pace } from '../../../src/projections/runner/pace.ts';
import type { ProjectionGroup } from '../../../src/projections/runner/projection.ts';
import type { Projector } from '../../../src/projections/runner/projector.ts';
import { createMemoryFeed, type MemoryFeed } from '../../support/memory-feed.ts';
import { eventually, type Harness, startHarness } from './sample/projector-harness.ts';
import { accountId, closed, limited, moved, opened, provisioned, renamed, story } from './sample/sample-events.ts';
import { sampleGroup } from './sample/sample-group.ts';

let harness: Harness;
let feed: MemoryFeed;

beforeEach(async () => {
  harness = await startHarness();
  feed = createMemoryFeed();
});

afterEach(() => harness.close());

const paceOf = (maxEvents: number): Pace => ({ ...LIVE_PACE, maxEvents, minIntervalMillis: 0 });

describe('the projector', () => {
  it('folds the log into rows, and goes on when events come', async () => {
    feed.append([opened('Acme'), opened('Beta'), limited('Acme', '12.50'), moved('Beta', null, 'Acme')]);
    harness.start(feed, [sampleGroup()]);
    await harness.arrivesAt(feed.head);

    const { rows } = await harness.database
      .pool('projector')
      .query('SELECT * FROM sample.accounts ORDER BY account_name');
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
      (await harness.database.pool('projector').query('SELECT parent_id, children FROM sample.child_counts')).rows,
    ).toEqual([{ parent_id: accountId('Acme'), children: 1 }]);
    expect((await harness.database.pool('projector').query('SELECT moved_on FROM sample.moves')).rows).toEqual([
      { moved_on: '2026-03-01' },
    ]);

    feed.append([renamed('Acme', 'Acme Ltd'), closed('Beta'), provisioned()]);
    await harness.arrivesAt(feed.head);
    expect(await harness.accountNames()).toEqual(['Acme Ltd']);
  });

  it('leaves the same rows however the log is cut into batches', async () => {
    feed.append(story(40));
    const digests = [];
    for (const maxEvents of [1, 7, 5_000]) {
      const projector = harness.start(feed, [sampleGroup()], { pace: paceOf(maxEvents) });
      await harness.arrivesAt(feed.head);
      digests.push(await schemaDigest(harness.database.pool('projector'), 'sample'));
      await harness.stop(projector);
      await harness.forget('sample');
    }
    expect(digests[0]?.get('accounts')?.rows).toBe(36); // of 40, 8 are closed and 4 of those opened again
    expect(digests[1]).toEqual(digests[0]);
    expect(digests[2]).toEqual(digests[0]);
  });

  it('goes on where it was after a restart, and folds nothing twice', async () => {
    feed.append(story(10));
    await harness.stop(await startedAndArrived());
    feed.append([limited('account 1', '99.00'), moved('account 2', 'account 0', null)]);
    const again = harness.start(feed, [sampleGroup()]);
    await harness.arrivesAt(feed.head);
    const live = await schemaDigest(harness.database.pool('projector'), 'sample');
    await harness.stop(again);

    await harness.forget('sample');
    harness.start(feed, [sampleGroup()]);
    await harness.arrivesAt(feed.head);
    expect(await schemaDigest(harness.database.pool('projector'), 'sample')).toEqual(live);
  });

  it('loses nothing and doubles nothing when its connection is killed between applying and committing', async () => {
    feed.append(story(5));
    const projector = await startedAndArrived();
    let kills = 3;
    await harness.stop(projector);
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
            if (kills >= 0) await harness.terminate('pid = $1', [backend?.pid]);
          },
        },
      ],
    };
    feed.append([
      moved('account 1', null, 'account 0'),
      moved('account 2', null, 'account 0'),
      renamed('account 0', 'A'),
    ]);
    const again = harness.start(feed, [killing]);
    await harness.arrivesAt(feed.head);
    expect(kills).toBeLessThan(0);
    const live = await schemaDigest(harness.database.pool('projector'), 'sample');
    await harness.stop(again);
    await harness.forget('sample');
    harness.start(feed, [sampleGroup()]);
    await harness.arrivesAt(feed.head);
    expect(await schemaDigest(harness.database.pool('projector'), 'sample')).toEqual(live);
  });

  async function startedAndArrived(): Promise<Projector> {
    const projector = harness.start(feed, [sampleGroup()]);
    await harness.arrivesAt(feed.head);
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
    const first = harness.start(feed, [sampleGroup({ onOpened: stumbling }), sampleGroup({ name: 'other' })]);
    await harness.arrivesAt(feed.head, 'other');
    const halted = await eventually(
      () => harness.checkpoint(),
      (row) => row?.status === 'halted',
    );
    expect(halted).toMatchObject({
      halted_position: String(trouble?.position),
      halted_event_id: trouble?.id,
      halted_stream: expect.stringContaining(accountId('Trouble')),
      error: 'I stumble',
    });
    expect(await harness.accountNames()).toEqual(['Acme', 'Beta']);
    feed.append([opened('Delta')]);
    await harness.arrivesAt(feed.head, 'other');
    expect(await harness.accountNames('other')).toEqual(['Acme', 'Beta', 'Delta', 'Gamma', 'Trouble']);
    await harness.stop(first);

    harness.start(feed, [sampleGroup(), sampleGroup({ name: 'other' })]);
    await harness.arrivesAt(feed.head);
    expect(await harness.checkpoint()).toMatchObject({ status: 'running', halted_position: null, error: null });
    feed.append([opened('Epsilon')]);
    await Promise.all([harness.arrivesAt(feed.head), harness.arrivesAt(feed.head, 'other')]);
    expect(await harness.accountNames()).toEqual(await harness.accountNames('other'));
  });

  it('goes on without a restart when an operator sets the group running again', async () => {
    let fixed = false;
    const stumbling = (name: string) => {
      if (name === 'Trouble' && !fixed) throw new Error('I stumble');
    };
    feed.append([opened('Trouble'), opened('Gamma')]);
    harness.start(feed, [sampleGroup({ onOpened: stumbling })]);
    await eventually(
      () => harness.checkpoint(),
      (row) => row?.status === 'halted',
    );
    fixed = true;
    await harness.database.pool('projector').query("UPDATE ops.projection_checkpoints SET status = 'running'");
    await harness.arrivesAt(feed.head);
    expect(await harness.accountNames()).toEqual(['Gamma', 'Trouble']);
  });

  it('halts the groups that cover its category when this build cannot read it', async () => {
    feed.append([opened('Acme')]);
    const unreadable = feed.appendUnreadable('account-x.y', 'account', 'AccountAbducted');
    feed.append([provisioned()]);
    const tenants: ProjectionGroup = { ...sampleGroup({ name: 'other' }), projections: [] };
    harness.start(feed, [sampleGroup(), tenants]);
    await harness.arrivesAt(feed.head, 'other');
    expect(await harness.checkpoint()).toMatchObject({ status: 'halted', halted_position: String(unreadable) });
    expect(await harness.accountNames()).toEqual(['Acme']);
  });
});

describe('another log', () => {
  it('is refused when the event at the checkpoint is not the one that was folded', async () => {
    feed.append(story(3));
    const projector = harness.start(feed, [sampleGroup()]);
    await harness.arrivesAt(feed.head);
    await harness.stop(projector);
    feed = createMemoryFeed('another log');
    feed.append(story(4));
    await expect(harness.start(feed, [sampleGroup()]).done).rejects.toMatchObject({ code: 'CHECKPOINT_MISMATCH' });
  });

  it('is refused when it is shorter', async () => {
    feed.append(story(3));
    const projector = harness.start(feed, [sampleGroup()]);
    await harness.arrivesAt(feed.head);
    await harness.stop(projector);
    feed = createMemoryFeed();
    feed.append(story(2));
    await expect(harness.start(feed, [sampleGroup()]).done).rejects.toThrow(/no event there/);
  });
});

describe('several projectors on one database', () => {
  it('are one active and one standing by, which takes over', async () => {
    feed.append([opened('Acme')]);
    const active = harness.start(feed, [sampleGroup()]);
    await active.leading;
    const standby = harness.start(feed, [sampleGroup()]);
    let leads = false;
    void standby.leading.then(() => {
      leads = true;
    });
    await harness.arrivesAt(feed.head);
    await delay(150);
    expect(leads).toBe(false);
    await harness.stop(active);
    await standby.leading;
    feed.append([opened('Beta')]);
    await harness.arrivesAt(feed.head);
    expect(await harness.accountNames()).toEqual(['Acme', 'Beta']);
  });

  it('an active one that loses its lock connection stands by and comes back', async () => {
    feed.append([opened('Acme')]);
    const active = harness.start(feed, [sampleGroup()]);
    await active.leading;
    await harness.arrivesAt(feed.head);
    await harness.terminate(
      "pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory') AND datname = current_database()",
    );
    feed.append([opened('Beta')]);
    await harness.arrivesAt(feed.head);
    expect(await harness.accountNames()).toEqual(['Acme', 'Beta']);
  });
});
