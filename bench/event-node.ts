import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, fdatasync, mkdtempSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EventStoreDBClient, eventTypeFilter, excludeSystemEvents, jsonEvent } from '@eventstore/db-client';
import { EVENT_NODE_V8_FLAGS } from '../src/embedded/event-node/v8-flags.ts';
import type { BenchResult } from './result.ts';

interface Bench {
  readonly client: EventStoreDBClient;
  readonly directory: string;
  /** A tenth of the work, for a glance. */
  readonly quick: boolean;
  /** Runs the work and returns how long it took and what it cost the node. */
  measure(operations: number, work: () => Promise<void>): Promise<Measured>;
}

/** What is heard from the node's process. */
type NodeReport = { connectionString: string } | { cpuUs: number; memoryMb: number };

interface Measured {
  readonly rate: number;
  readonly details: Record<string, number | string>;
}

/** Measures the embedded event node through the official client, the node in a process of its own, fsync on. */
export async function run(options: { quick?: boolean } = {}): Promise<BenchResult[]> {
  const directory = mkdtempSync(join(tmpdir(), 'event-node-bench-'));
  const child = fork(join(import.meta.dirname, 'event-node-process.mjs'), [directory], {
    execArgv: EVENT_NODE_V8_FLAGS,
  });
  try {
    const started = await nextReport(child);
    if (!('connectionString' in started)) throw new Error('The node did not start');
    const client = EventStoreDBClient.connectionString(started.connectionString);
    const bench: Bench = {
      client,
      directory,
      quick: options.quick ?? false,
      measure: (operations, work) => measure(child, operations, work),
    };
    const results = [...(await benchAppends(bench)), ...(await benchReads(bench)), ...(await benchCatchUps(bench))];
    await client.dispose();
    return results;
  } finally {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.disconnect();
    await ended;
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measure(child: ChildProcess, operations: number, work: () => Promise<void>): Promise<Measured> {
  const before = await usage(child);
  const startedAt = performance.now();
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const after = await usage(child);
  return {
    rate: operations / seconds,
    details: {
      operations,
      serverCpuUsPerOperation: Number(((after.cpuUs - before.cpuUs) / operations).toFixed(1)),
      serverMemoryMb: after.memoryMb,
    },
  };
}

async function usage(child: ChildProcess): Promise<{ cpuUs: number; memoryMb: number }> {
  child.send('usage');
  const report = await nextReport(child);
  if (!('cpuUs' in report)) throw new Error('The node sent something else');
  return report;
}

function nextReport(child: ChildProcess): Promise<NodeReport> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as NodeReport));
    child.once('exit', () => reject(new Error('The node has ended')));
  });
}

/** An event of about 450 bytes, much like a charge. */
function event() {
  return jsonEvent({
    type: 'SeatsAdded',
    data: { contractId: 'contract-000123', seats: 120, unitPrice: '12.50', currency: 'EUR', reason: 'x'.repeat(200) },
    metadata: { tenantId: 't1', actor: 'someone', $correlationId: '3f0c', schemaVersion: 1 },
  });
}

async function benchAppends(bench: Bench): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  await appendInFlight(bench, 'warm-up', 50, bench.quick ? 2000 : 20_000);
  for (const inFlight of [1, 50, 500]) {
    const operations = Math.round((inFlight === 1 ? 3000 : 40_000) / (bench.quick ? 10 : 1));
    const sizeBefore = logBytes(bench);
    const measured = await bench.measure(operations, () =>
      appendInFlight(bench, `s-${inFlight}`, inFlight, operations),
    );
    const eventBytes = Math.round((logBytes(bench) - sizeBefore) / operations);
    const raw = await rawFlushes(bench.directory, eventBytes * inFlight, bench.quick ? 100 : 500);
    results.push(
      compared(`append, ${inFlight} in flight`, 'events/s', measured, {
        what: `write + fdatasync of ${inFlight} × ${eventBytes} bytes`,
        rate: raw * inFlight,
      }),
    );
  }
  return results;
}

/** So many writers, each on its own stream and waiting for its last append. */
async function appendInFlight(bench: Bench, prefix: string, inFlight: number, operations: number): Promise<void> {
  let left = operations;
  const writer = async (_: unknown, n: number): Promise<void> => {
    for (let revision = -1n; left-- > 0; ) {
      const expectedRevision = revision < 0n ? 'no_stream' : revision;
      const appended = await bench.client.appendToStream(`${prefix}-${n}`, event(), { expectedRevision });
      revision = appended.nextExpectedRevision;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, writer));
}

async function benchReads(bench: Bench): Promise<BenchResult[]> {
  const streams = 100;
  for (let n = 0; n < streams; n++) {
    await bench.client.appendToStream(`read-${n}`, Array.from({ length: 10 }, event));
  }
  const results: BenchResult[] = [];
  const raw = { what: 'file reads of as many bytes', rate: rawReads(bench.directory, 6000, 20_000) };
  for (const inFlight of [1, 20, 50]) {
    const operations = Math.round(10_000 / (bench.quick ? 10 : 1));
    let left = operations;
    const reader = async (): Promise<void> => {
      while (left-- > 0) {
        let count = 0;
        for await (const _event of bench.client.readStream(`read-${left % streams}`, { maxCount: 20 })) count++;
        if (count !== 10) throw new Error(`Read ${count} events, not 10`);
      }
    };
    const measured = await bench.measure(operations, async () => {
      await Promise.all(Array.from({ length: inFlight }, reader));
    });
    results.push(compared(`read a stream of 10, ${inFlight} in flight`, 'reads/s', measured, raw));
  }
  return results;
}

async function benchCatchUps(bench: Bench): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  const filters = [
    ['everything', undefined],
    ['no system events', excludeSystemEvents()],
    ['one type', eventTypeFilter({ prefixes: ['Seats'] })],
  ] as const;
  const raw = rawReads(bench.directory, 64 * 1024, 2000) * (64 * 1024);
  for (const [name, filter] of filters) {
    let count = 0;
    const catchUp = async (): Promise<void> => {
      count = 0;
      const subscription = bench.client.subscribeToAll(filter === undefined ? {} : { filter });
      subscription.on('data', () => count++);
      await new Promise((resolve) => subscription.once('caughtUp', resolve));
      await subscription.unsubscribe();
    };
    await catchUp();
    const total = count;
    const measured = await bench.measure(total, catchUp);
    const rate = raw / (logBytes(bench) / total);
    results.push(
      compared(`$all catch-up, ${name}`, 'events/s', measured, { what: 'sequential file reads of 64 KiB', rate }),
    );
  }
  return results;
}

function compared(
  scenario: string,
  unit: string,
  measured: Measured,
  raw: { what: string; rate: number },
): BenchResult {
  return { scenario, unit, ...measured, raw, ratio: measured.rate / raw.rate };
}

function logBytes(bench: Bench): number {
  return statSync(join(bench.directory, 'events.log')).size;
}

/** How often per second so many bytes can be written and flushed. */
export async function rawFlushes(directory: string, bytes: number, times: number): Promise<number> {
  const path = join(directory, 'raw');
  const fd = openSync(path, 'w');
  const buffer = Buffer.alloc(bytes, 0x5a);
  const startedAt = performance.now();
  for (let n = 0; n < times; n++) {
    writeSync(fd, buffer);
    await new Promise((resolve) => fdatasync(fd, resolve));
  }
  const seconds = (performance.now() - startedAt) / 1000;
  closeSync(fd);
  rmSync(path);
  return times / seconds;
}

/** How often per second so many bytes can be read from the log, which is in memory by then. */
function rawReads(directory: string, bytes: number, times: number): number {
  const path = join(directory, 'events.log');
  const fd = openSync(path, 'r');
  const places = Math.max(1, Math.floor(statSync(path).size / bytes) - 1);
  const buffer = Buffer.alloc(bytes);
  const startedAt = performance.now();
  for (let n = 0; n < times; n++) readSync(fd, buffer, 0, bytes, (n % places) * bytes);
  const seconds = (performance.now() - startedAt) / 1000;
  closeSync(fd);
  return times / seconds;
}

function show(result: BenchResult): string {
  const raw = result.raw === undefined ? '' : `  ${result.raw.what}: ${Math.round(result.raw.rate)}`;
  const ratio = result.ratio === undefined ? '' : `  (${(100 * result.ratio).toFixed(1)} %)`;
  const details = Object.entries(result.details ?? {}).map(([name, value]) => `${name} ${value}`);
  return `${result.scenario}: ${Math.round(result.rate)} ${result.unit}${raw}${ratio}\n    ${details.join(', ')}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const result of await run({ quick: process.argv.includes('--quick') })) console.log(show(result));
}
