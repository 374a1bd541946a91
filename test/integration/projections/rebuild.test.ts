import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryFeed, type MemoryFeed } from '../../support/memory-feed.ts';
import { eventually, type Harness, startHarness } from './sample/projector-harness.ts';
import { closed, limited, moved, opened, renamed, story } from './sample/sample-events.ts';
import { sampleGroup } from './sample/sample-group.ts';

let harness: Harness;
let feed: MemoryFeed;

beforeEach(async () => {
  harness = await startHarness();
  feed = createMemoryFeed();
});

afterEach(() => harness.close());

async function schemas(): Promise<string[]> {
  const { rows } = await harness.database
    .pool('projector')
    .query<{ name: string }>("SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'sample%' ORDER BY 1");
  return rows.map(({ name }) => name);
}

describe('a rebuild', () => {
  it('equals the live rows, while writes and reads go on', async () => {
    feed.append(story(200));
    harness.start(feed, [sampleGroup()]);
    await harness.arrivesAt(feed.head);

    let writing = true;
    let failedReads = 0;
    const writer = (async () => {
      for (let n = 0; writing; n += 1) {
        feed.append([limited('account 0', `${n}.25`), opened(`late ${n}`), moved(`late ${n}`, null, 'account 0')]);
        await delay(3);
      }
    })();
    const reader = (async () => {
      while (writing) {
        await harness.accountNames().catch(() => {
          failedReads += 1;
        });
        await delay(1);
      }
    })();
    for (let round = 0; round < 3; round += 1) {
      const [report] = await harness.rebuild(feed, [sampleGroup()], { compare: true });
      expect(report).toMatchObject({ swapped: true, differences: [], halt: undefined });
    }
    writing = false;
    await Promise.all([writer, reader]);
    expect(failedReads).toBe(0);
    expect(await schemas()).toEqual(['sample']);

    await harness.arrivesAt(feed.head); // the live projector goes on with the rebuilt rows
    const [report] = await harness.rebuild(feed, [sampleGroup()], { compare: true, swap: false });
    expect(report).toMatchObject({ swapped: false, differences: [] });
    expect(await harness.checkpoint('sample_rebuild')).toBeUndefined();
  });

  it('names the tables that differ, with their digests', async () => {
    feed.append(story(20));
    harness.start(feed, [sampleGroup()]);
    await harness.arrivesAt(feed.head);
    await harness.database
      .pool('projector')
      .query("UPDATE sample.accounts SET account_name = 'forged' WHERE changes = 2");
    const [report] = await harness.rebuild(feed, [sampleGroup()], { compare: true, swap: false });
    expect(report?.differences).toMatchObject([{ table: 'accounts', live: { rows: 18 }, rebuilt: { rows: 18 } }]);
    expect(await harness.accountNames()).toContain('forged');
  });

  it('puts indexes on the tables once they are full', async () => {
    feed.append(story(5));
    await harness.rebuild(feed, [sampleGroup()]);
    const { rows } = await harness.database
      .pool('projector')
      .query("SELECT indexname FROM pg_indexes WHERE schemaname = 'sample' AND indexname = 'accounts_by_name'");
    expect(rows).toHaveLength(1);
  });

  it('leaves the live rows alone when an event cannot be folded', async () => {
    feed.append([opened('Acme'), opened('Beta')]);
    const projector = harness.start(feed, [sampleGroup()]);
    await harness.arrivesAt(feed.head);
    await harness.stop(projector);
    const stumbling = sampleGroup({
      version: 2,
      onOpened: (name) => {
        if (name === 'Beta') throw new Error('I stumble');
      },
    });
    const [report] = await harness.rebuild(feed, [stumbling]);
    expect(report).toMatchObject({ swapped: false, halt: { error: new Error('I stumble') } });
    expect(await harness.accountNames()).toEqual(['Acme', 'Beta']);
    expect(await harness.checkpoint()).toMatchObject({ version: 1, status: 'running' });
    expect(await harness.checkpoint('sample_rebuild')).toMatchObject({
      version: 2,
      status: 'halted',
      error: 'I stumble',
    });
  });

  it('is refused while another one of the same group runs', async () => {
    feed.append(story(400));
    const outcomes = await Promise.allSettled([
      harness.rebuild(feed, [sampleGroup()]),
      harness.rebuild(feed, [sampleGroup()]),
    ]);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.map(({ reason }) => reason.code)).toEqual(['REBUILD_RUNNING']);
  });
});

describe('another version of a group', () => {
  it('is built beside the old rows, and takes their place; other groups go on meanwhile', async () => {
    feed.append(story(50));
    const first = harness.start(feed, [sampleGroup(), sampleGroup({ name: 'other' })]);
    await Promise.all([harness.arrivesAt(feed.head), harness.arrivesAt(feed.head, 'other')]);
    await harness.stop(first);
    feed.append([renamed('account 0', 'Zero'), closed('account 1')]);
    harness.start(feed, [sampleGroup({ version: 2 }), sampleGroup({ name: 'other' })]);
    await harness.arrivesAt(feed.head, 'other');
    await eventually(
      () => harness.checkpoint(),
      (row) => row?.version === 2 && row.position === String(feed.head),
    );
    feed.append([opened('After')]);
    await Promise.all([harness.arrivesAt(feed.head), harness.arrivesAt(feed.head, 'other')]);
    expect(await harness.accountNames()).toEqual(await harness.accountNames('other'));
    await eventually(schemas, (names) => names.join() === 'sample');
  });

  it('of a group that is new beside old ones is brought up to them', async () => {
    feed.append(story(50));
    const first = harness.start(feed, [sampleGroup()]);
    await harness.arrivesAt(feed.head);
    await harness.stop(first);
    harness.start(feed, [sampleGroup(), sampleGroup({ name: 'other' })]);
    await harness.arrivesAt(feed.head, 'other');
    feed.append([opened('After')]);
    await Promise.all([harness.arrivesAt(feed.head), harness.arrivesAt(feed.head, 'other')]);
    expect(await harness.accountNames('other')).toEqual(await harness.accountNames());
  });
});

describe('tables that are not what the code declares', () => {
  it('are refused when they are created', async () => {
    const group = sampleGroup();
    const wrong = { ...group, tables: [new URL('./sample/wrong-tables.sql', import.meta.url)], indexes: [] };
    await expect(harness.start(feed, [wrong]).done).rejects.toThrow(
      /accounts and its projection differ: account_name is missing.*credit_limit is numeric\(12,2\), declared numeric/,
    );
  });
});
