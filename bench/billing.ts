import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import pg from 'pg';
import { DEFAULT_SELLER_ID } from '../src/application/directory/provision-defaults.ts';
import { createFeed } from '../src/eventstore/feed.ts';
import { createLog } from '../src/platform/log.ts';
import { createPool } from '../src/platform/pools.ts';
import { PROJECTION_GROUPS } from '../src/projections/groups.ts';
import { rebuildGroups } from '../src/projections/runner/rebuild.ts';
import { type Stack, startStack } from '../test/support/stack.ts';
import { writeContracts } from '../test/support/stock.ts';
import type { BenchResult } from './result.ts';
import { cpuSeconds, ROLES } from './stack-cpu.ts';

const POLL_MS = 50;

export interface BillingBenchOptions {
  readonly accounts: number;
  readonly workers: number;
  readonly redisUrl?: string | undefined;
}

/**
 * One quarterly run over accounts with one contract each, on a fresh stack with fsync on: from the command until run,
 * read models and books have caught up. Beside it the projector's catch-up over the contracts that were written before.
 */
export async function benchBilling({ accounts, workers, redisUrl }: BillingBenchOptions): Promise<BenchResult[]> {
  const stack = await startStack({
    workers,
    env: { LOG_LEVEL: 'warn', WORKER_CONCURRENCY: '2', ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }) },
  });
  try {
    const written = await writeContracts(stack.eventStoreUrl, accounts, 3);
    const caughtUp = await timed(() => untilCaughtUp(stack, accounts));
    const before = await cpuSeconds(stack);
    const run = await timed(() => runOnce(stack));
    const after = await cpuSeconds(stack);
    const peaks = await peakMegabytes(stack);
    const cpu = Object.fromEntries(
      ROLES.map((role) => [`cpu ${role} s`, ((after[role] ?? 0) - (before[role] ?? 0)).toFixed(2)]),
    );
    const again = await timed(() => runOnce(stack));
    const where = `${workers} worker${workers === 1 ? '' : 's'}, queue on ${redisUrl === undefined ? 'PostgreSQL' : 'Redis'}`;
    await checkInvariants(stack, accounts);
    const rebuilt = await rebuild(stack);
    return [
      {
        scenario: 'stock written to the streams',
        rate: written.events / written.seconds,
        unit: 'events/s',
        details: { events: written.events },
      },
      {
        scenario: 'projector behind the writers',
        rate: written.events / (written.seconds + caughtUp),
        unit: 'events/s',
        details: { 'seconds behind': caughtUp.toFixed(2) },
      },
      {
        ...rebuilt,
        scenario: 'rebuild of all read models, side by side with the live ones',
        unit: 'events/s',
      },
      {
        raw: { what: 'documents, if appends alone counted (three each)', rate: written.appends / written.seconds / 3 },
        ratio: accounts / run / (written.appends / written.seconds / 3),
        scenario: `quarterly run, ${accounts} accounts, ${where}`,
        rate: accounts / run,
        unit: 'invoices/s',
        details: { seconds: run.toFixed(2), 'run again, nothing due, s': again.toFixed(2), ...cpu, ...peaks },
      },
    ];
  } finally {
    await stack.remove();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}

async function runOnce(stack: Stack): Promise<void> {
  const started = await stack.request('POST', '/api/billing/batch', {
    sellerId: DEFAULT_SELLER_ID,
    billingDate: '2026-01-01',
  });
  if (started.status !== 202) {
    throw new Error(`The run was not started: ${JSON.stringify(started.body)}`);
  }
  const { jobId } = started.body.data;
  for (;;) {
    const job = await stack.request('GET', `/api/billing/jobs/${jobId}`);
    const status = job.body?.data?.status;
    if (status === 'completed') {
      break;
    }
    if (status === 'failed') {
      throw new Error(`The run failed: ${JSON.stringify(job.body)}`);
    }
    await delay(POLL_MS);
  }
  // The run's last event is the last of all: when the books have it, they have everything.
  const done = await stack.request('GET', `/api/billing/runs/${jobId}`);
  const position = done.headers.get('x-position') ?? '0';
  for (;;) {
    const books = await stack.request('GET', '/api/ledger/trial-balance', undefined, { 'x-min-position': position });
    if (books.status === 200) {
      return;
    }
    await delay(POLL_MS);
  }
}

async function untilCaughtUp(stack: Stack, accounts: number): Promise<void> {
  for (;;) {
    const list = await stack.request('GET', '/api/contracts?limit[eq]=1&status[eq]=active');
    const total = Number(list.body?.paging?.total ?? 0);
    if (total >= Math.min(accounts, 10_000)) {
      return;
    }
    await delay(POLL_MS);
  }
}

async function checkInvariants(stack: Stack, accounts: number): Promise<void> {
  const balance = await stack.request('GET', '/api/ledger/trial-balance');
  if (balance.body?.data?.balanced !== true) {
    throw new Error(`The books do not balance: ${JSON.stringify(balance.body)}`);
  }
  const client = new pg.Client({ connectionString: stack.databaseUrl, options: '-c role=ledgerline_projector' });
  client.on('error', () => undefined); // a query in hand rejects
  await client.connect();
  const { rows } = await client.query(
    'select count(*)::int as numbers, count(distinct number_revision)::int as revisions, max(number_revision)::int as last from billing.number_register',
  );
  await client.end();
  const [register] = rows;
  if (register.numbers !== accounts || register.revisions !== accounts || register.last !== accounts - 1) {
    throw new Error(`The number register is not gapless: ${JSON.stringify(register)}`);
  }
}

/** Folds the whole log again beside the live rows; beside it, what reading and decoding the log alone takes. */
async function rebuild(stack: Stack): Promise<Pick<BenchResult, 'rate' | 'raw' | 'ratio' | 'details'>> {
  const client = EventStoreDBClient.connectionString(stack.eventStoreUrl);
  const owner = createPool({ url: stack.databaseUrl, role: 'owner', max: 2 });
  const pool = createPool({ url: stack.databaseUrl, role: 'projector', max: PROJECTION_GROUPS.length * 2 + 3 });
  try {
    const feed = createFeed(client);
    const cursor = feed.open('start');
    let events = 0;
    const reading = await timed(async () => {
      for (let isEnd = false; !isEnd; ) {
        const batch = await cursor.nextBatch({ maxEvents: 5_000, maxMillis: 1_000 });
        events += batch.events.length;
        isEnd = batch.caughtUp;
      }
    });
    cursor.close();
    const log = createLog({ role: 'bench', level: 'silent' });
    const context = { feed, owner, pool, log, now: Date.now, signal: new AbortController().signal };
    const [report] = await rebuildGroups(context, PROJECTION_GROUPS, { swap: false });
    const rate = events / ((report?.millis ?? Number.NaN) / 1_000);
    const raw = { what: 'events read and decoded, folded into nothing', rate: events / reading };
    return { rate, raw, ratio: rate / raw.rate, details: { events } };
  } finally {
    await Promise.all([client.dispose(), owner.end(), pool.end()]);
  }
}

async function peakMegabytes(stack: Stack): Promise<Record<string, string>> {
  const peaks: Record<string, string> = {};
  for (const role of ROLES.filter((each) => each !== 'postgres')) {
    for (const pid of await stack.pidsOf(role)) {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      const anonymous = /RssAnon:\s+(\d+) kB/.exec(status)?.[1];
      peaks[`${role} MB`] = (Number(anonymous ?? 0) / 1024).toFixed(0);
    }
  }
  return peaks;
}
