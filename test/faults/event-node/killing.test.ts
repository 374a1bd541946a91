import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterEach, beforeEach, expect, test } from 'vitest';

interface Started {
  connectionString?: string;
  code?: string;
  message?: string;
}

let directory: string;
let children: ChildProcess[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'event-node-'));
  children = [];
});

afterEach(async () => {
  await Promise.all(children.map(kill));
  rmSync(directory, { recursive: true, force: true });
});

async function startProcess(): Promise<{ child: ChildProcess; started: Started }> {
  const child = fork(join(import.meta.dirname, 'node-process.ts'), [directory], { execArgv: ['--import', 'tsx'] });
  children.push(child);
  const started = await new Promise<Started>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Started));
    child.once('exit', () => reject(new Error('The node ended without a word')));
  });
  return { child, started };
}

function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

/** Appends batches of 1 to 5 events to a stream, as fast as they are acknowledged, until the node dies. */
async function appendUntilItDies(client: EventStoreDBClient, stream: string, acknowledged: string[][]): Promise<void> {
  for (let n = 0; ; n++) {
    const count = 1 + (n % 5);
    const events = Array.from({ length: count }, (_, i) => jsonEvent({ type: 'E', data: { i, of: count } }));
    try {
      await client.appendToStream(stream, events);
    } catch {
      return;
    }
    acknowledged.push(events.map((event) => event.id));
  }
}

async function expectWhole(client: EventStoreDBClient, stream: string, acknowledged: string[][]): Promise<void> {
  const ids: string[] = [];
  let left = 0;
  for await (const { event } of client.readStream(stream)) {
    if (event === undefined) throw new Error('A link without its event');
    const { i, of } = event.data as { i: number; of: number };
    // Each append is there as a whole.
    expect(i).toBe(left === 0 ? 0 : of - left);
    left = of - i - 1;
    ids.push(event.id);
  }
  expect(left).toBe(0);
  expect(ids.slice(0, acknowledged.flat().length)).toEqual(acknowledged.flat());
}

test('a node killed under load has all that it acknowledged, and nothing by half', async () => {
  const acknowledged = new Map<string, string[][]>();
  for (let round = 0; round < 5; round++) {
    const { child, started } = await startProcess();
    const client = EventStoreDBClient.connectionString(started.connectionString ?? '');
    for (const [stream, appends] of acknowledged) await expectWhole(client, stream, appends);
    const inThisRound: string[][][] = [];
    const writers = Array.from({ length: 20 }, (_, writer) => {
      const appends: string[][] = [];
      acknowledged.set(`s-${round}-${writer}`, appends);
      inThisRound.push(appends);
      return appendUntilItDies(client, `s-${round}-${writer}`, appends);
    });
    // Killed in full flight, by what was acknowledged and not by the clock: a busy machine is slow to begin.
    while (inThisRound.some((appends) => appends.length < 2 + round)) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await kill(child);
    await Promise.all(writers);
    await client.dispose();
  }
  const { started } = await startProcess();
  const client = EventStoreDBClient.connectionString(started.connectionString ?? '');
  let total = 0;
  for (const [stream, appends] of acknowledged) {
    total += appends.length;
    await expectWhole(client, stream, appends);
  }
  expect(total).toBeGreaterThan(100);
  await client.dispose();
});

test('a second node is refused while the first lives, and starts once it was killed', async () => {
  const first = await startProcess();
  const second = await startProcess();
  expect(second.started.code).toBe('DATA_DIRECTORY_LOCKED');
  expect(second.started.message).toContain(`process ${first.child.pid}`);
  await kill(first.child);
  const third = await startProcess();
  expect(third.started.connectionString).toBeDefined();
});

test('of several that start at once at most one gets the directory, also after a kill', async () => {
  const first = await startProcess();
  await kill(first.child);
  const contenders = await Promise.all(Array.from({ length: 4 }, startProcess));
  const running = contenders.filter(({ started }) => started.connectionString !== undefined);
  const refused = contenders.filter(({ started }) => started.code === 'DATA_DIRECTORY_LOCKED');
  expect(running.length).toBeLessThanOrEqual(1);
  expect(running.length + refused.length).toBe(4);
});
