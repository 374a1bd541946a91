import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProgress, type Progress } from '../../../src/projections/runner/progress.ts';
import { createMemoryFeed, type MemoryFeed } from '../../support/memory-feed.ts';
import { type Harness, startHarness } from './sample/projector-harness.ts';
import { opened, story } from './sample/sample-events.ts';
import { sampleGroup } from './sample/sample-group.ts';

let harness: Harness;
let feed: MemoryFeed;
let progress: Progress;

beforeEach(async () => {
  harness = await startHarness();
  feed = createMemoryFeed();
  feed.append([opened('Acme')]);
  harness.start(feed, [sampleGroup(), sampleGroup({ name: 'other' })]);
  await Promise.all([harness.arrivesAt(feed.head), harness.arrivesAt(feed.head, 'other')]);
  progress = createProgress(harness.database.pool('api'));
});

afterEach(async () => {
  await progress.close();
  await harness.close();
});

const GROUPS = ['sample', 'other'];

describe('waiting for read models', () => {
  it('is over at once when they are there already', async () => {
    const begun = performance.now();
    expect(await progress.waitFor(GROUPS, feed.head, 1_000)).toBe(true);
    expect(performance.now() - begun).toBeLessThan(200);
  });

  it('ends as soon as all groups have folded the event', async () => {
    await progress.waitFor(GROUPS, feed.head, 1_000);
    const waits: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      feed.append([opened(`Account ${n}`)]);
      const begun = performance.now();
      expect(await progress.waitFor(GROUPS, feed.head, 1_000)).toBe(true);
      waits.push(performance.now() - begun);
    }
    waits.sort((a, b) => a - b);
    expect(waits[10]).toBeLessThan(100); // less than the fallback's 250 ms: it was the announcement
  });

  it('carries thousands of waiters', async () => {
    const events = feed.append(story(700));
    const waits = events.map(({ position }) => progress.waitFor(GROUPS, position, 10_000));
    expect(waits.length).toBeGreaterThan(2_000);
    expect(new Set(await Promise.all(waits))).toEqual(new Set([true]));
  });

  it('gives up when the time is over', async () => {
    expect(await progress.waitFor(GROUPS, feed.head + 1n, 100)).toBe(false);
    expect(await progress.waitFor(['nobody'], 1n, 100)).toBe(false);
  });

  it('survives the loss of its connection', async () => {
    await progress.waitFor(GROUPS, feed.head, 1_000);
    await harness.terminate("query LIKE 'LISTEN%' AND datname = current_database()");
    feed.append([opened('Beta')]);
    expect(await progress.waitFor(GROUPS, feed.head, 5_000)).toBe(true);
  });
});

describe('the state of the read models', () => {
  it('tells position, lag and status of each group', async () => {
    expect(await progress.positions()).toEqual(new Map(GROUPS.map((group) => [group, feed.head])));
    expect((await progress.lag()).sort((a, b) => (a.group < b.group ? 1 : -1))).toEqual(
      GROUPS.map((group) => ({ group, status: 'running', position: feed.head, lagMillis: 0, error: undefined })),
    );
  });
});
