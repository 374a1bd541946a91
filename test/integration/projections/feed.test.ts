import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FeedCursor, UnreadableEvent } from '../../../src/application/ports/event-feed.ts';
import { type EventNode, startEventNode } from '../../../src/embedded/event-node/event-node.ts';
import { createEventStore } from '../../../src/eventstore/event-store.ts';
import { createFeed } from '../../../src/eventstore/feed.ts';
import { aProvenance, TENANT } from '../../support/controls/provenance.ts';
import { opened, renamed } from './sample/sample-events.ts';

let directory: string;
let node: EventNode;
let client: EventStoreDBClient;
const cursors: FeedCursor[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ledgerline-feed-'));
  node = await startEventNode({ directory, port: 0, durable: false });
  client = EventStoreDBClient.connectionString(node.connectionString);
});

afterEach(async () => {
  for (const cursor of cursors.splice(0)) cursor.close();
  await client.dispose();
  await node.close();
  await rm(directory, { recursive: true, force: true });
});

function open(from: bigint | 'start', signal?: AbortSignal): FeedCursor {
  const cursor = createFeed(client).open(from, signal === undefined ? {} : { signal });
  cursors.push(cursor);
  return cursor;
}

/** Opens accounts, one after the other, and gives the positions of their events. */
async function openAccounts(count: number, prefix = 'account'): Promise<bigint[]> {
  const store = createEventStore(client, 'test');
  const appended = await Promise.all(
    Array.from({ length: count }, (_, n) => {
      const { stream, event } = opened(`${prefix} ${n}`);
      return store.append(stream, -1, [event], aProvenance());
    }),
  );
  return appended.map(({ position }) => position).sort((a, b) => (a < b ? -1 : 1));
}

/** Pulls until `count` events have come. */
async function pull(cursor: FeedCursor, count: number, maxEvents = 500): Promise<bigint[]> {
  const positions: bigint[] = [];
  const deadline = performance.now() + 20_000;
  while (positions.length < count && performance.now() < deadline) {
    const batch = await cursor.nextBatch({ maxEvents, maxMillis: 200 });
    positions.push(...batch.events.map(({ position }) => position));
  }
  return positions;
}

describe('the feed', () => {
  it('gives all business events in order, and says when there are no more', async () => {
    const positions = await openAccounts(30);
    const cursor = open('start');
    expect(await pull(cursor, 30, 7)).toEqual(positions);
    const batch = await cursor.nextBatch({ maxEvents: 10, maxMillis: 50 });
    expect(batch).toMatchObject({ events: [], caughtUp: true });
    expect(batch.lastPosition).toBeGreaterThanOrEqual(positions.at(-1) ?? 0n);
  });

  it('begins after the position given', async () => {
    const positions = await openAccounts(10);
    expect(await pull(open(positions[3] ?? 0n), 6)).toEqual(positions.slice(4));
  });

  it('gives a live event without waiting for the batch to fill', async () => {
    const cursor = open('start');
    expect(await cursor.nextBatch({ maxEvents: 10, maxMillis: 5_000 })).toMatchObject({ caughtUp: true });
    const waiting = cursor.nextBatch({ maxEvents: 1_000, maxMillis: 10_000 });
    const begun = performance.now();
    const [position] = await openAccounts(1);
    expect((await waiting).events.map((event) => event.position)).toEqual([position]);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });

  it('holds a log that is longer than its queue back, and loses none of it', async () => {
    const count = 25_000;
    const { stream } = opened('busy');
    const store = createEventStore(client, 'test');
    const first = await store.append(stream, -1, [opened('busy').event], aProvenance());
    let { revision } = first;
    while (revision < count - 1) {
      const events = Array.from(
        { length: Math.min(1_000, count - 1 - revision) },
        (_, n) => renamed('busy', `n ${n}`).event,
      );
      revision = (await store.append(stream, revision, events, aProvenance())).revision;
    }
    const cursor = open('start');
    await cursor.nextBatch({ maxEvents: 1, maxMillis: 5_000 });
    await new Promise((resolve) => setTimeout(resolve, 1_500)); // a slow consumer: the queue fills meanwhile
    const positions = await pull(cursor, count - 1, 3_000);
    expect(positions).toHaveLength(count - 1);
    expect(new Set(positions).size).toBe(count - 1);
  });

  it('goes on without gaps or repeats when the event store restarts', async () => {
    const before = await openAccounts(20, 'before');
    const cursor = open('start');
    expect(await pull(cursor, 5, 5)).toEqual(before.slice(0, 5));
    const { port } = node;
    await node.close();
    node = await startEventNode({ directory, port, durable: false });
    const after = await openAccounts(20, 'after');
    expect(await pull(cursor, 35)).toEqual([...before.slice(5), ...after]);
  });

  it('stops at an event that cannot be read, until it is told to pass over it', async () => {
    const [first] = await openAccounts(1, 'first');
    await client.appendToStream(`account-${TENANT}.strange`, [jsonEvent({ type: 'AccountAbducted', data: {} })]);
    const [last] = await openAccounts(1, 'last');
    const cursor = open('start');
    expect(await pull(cursor, 1)).toEqual([first]);
    const bounds = { maxEvents: 10, maxMillis: 2_000 };
    const met = await cursor.nextBatch(bounds).catch((error: unknown) => error);
    expect(met).toBeInstanceOf(UnreadableEvent);
    expect(met).toMatchObject({
      type: 'AccountAbducted',
      category: 'account',
      streamName: `account-${TENANT}.strange`,
    });
    await expect(cursor.nextBatch(bounds)).rejects.toBe(met);
    cursor.passOver(met as UnreadableEvent);
    expect(await pull(cursor, 1)).toEqual([last]);
  });

  it('ends when its signal is raised', async () => {
    const abort = new AbortController();
    const cursor = open('start', abort.signal);
    await cursor.nextBatch({ maxEvents: 1, maxMillis: 5_000 });
    const waiting = cursor.nextBatch({ maxEvents: 1, maxMillis: 60_000 });
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });

  it('tells which event stands at a position', async () => {
    const [position = 0n] = await openAccounts(3);
    const feed = createFeed(client);
    expect(await feed.eventIdAt(position)).toMatch(/^[0-9a-f-]{36}$/);
    expect(await feed.eventIdAt(position + 1n)).toBeUndefined();
    expect(await feed.eventIdAt(position + 1_000_000n)).toBeUndefined();
  });
});
