import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { DEFAULT_TENANT_ID } from '../src/application/directory/provision-defaults.ts';
import { askTenant } from '../src/platform/ask-together.ts';
import { createPool } from '../src/platform/pools.ts';
import type { Ask } from '../src/platform/prepared-read.ts';
import { smallSubtree, wayUp } from '../src/projections/directory/queries/accounts.ts';
import { rollupsOn } from '../src/projections/rollups/queries/rollup.ts';
import { type Stack, startStack } from '../test/support/stack.ts';
import { accountIdOf, SUBSIDIARIES, writeHierarchy } from './hierarchy-stock.ts';
import type { LoadOrder, LoadReport } from './http-load.ts';
import type { BenchResult } from './result.ts';
import { cpuSeconds, ROLES } from './stack-cpu.ts';

const IN_FLIGHT = 100;
const SECONDS = 10;
/** Different requests of a kind; they are asked for in turn. */
const REQUESTS = 20_000;
/** What is asked of it. */
const RATE_WANTED = 3_000;

/** One kind of request: over HTTP, and the same questions without it. */
interface Kind {
  readonly path: (nodes: Nodes) => string;
  readonly bare: (ask: Ask, nodes: Nodes) => Promise<unknown>;
}

/** Accounts and days at random. */
interface Nodes {
  parent(): string;
  subsidiary(): string;
  day(): string;
}

const KINDS: Readonly<Record<string, Kind>> = {
  'roll-up of a parent, on any day': {
    path: (nodes) => `/api/accounts/${nodes.parent()}/rollup?date=${nodes.day()}`,
    bare: (ask, nodes) => rollupsOn(ask, [nodes.parent()], nodes.day()),
  },
  'roll-up of a subsidiary, on any day': {
    path: (nodes) => `/api/accounts/${nodes.subsidiary()}/rollup?date=${nodes.day()}`,
    bare: (ask, nodes) => rollupsOn(ask, [nodes.subsidiary()], nodes.day()),
  },
  'descendants of a parent': {
    path: (nodes) => `/api/accounts/${nodes.parent()}/descendants`,
    bare: (ask, nodes) => smallSubtree(ask, nodes.parent()),
  },
  'ancestors of a subsidiary': {
    path: (nodes) => `/api/accounts/${nodes.subsidiary()}/ancestors`,
    bare: (ask, nodes) => wayUp(ask, nodes.subsidiary()),
  },
  'hierarchy of a subsidiary': {
    path: (nodes) => `/api/accounts/${nodes.subsidiary()}/hierarchy`,
    bare: (ask, nodes) => smallSubtree(ask, nodes.subsidiary()),
  },
};

/** In ten requests: five roll-ups, one page of descendants, two ways up, two small trees. */
const MIX = Object.values(KINDS).flatMap((kind, index) => Array<Kind>([3, 2, 1, 2, 2][index] ?? 0).fill(kind));

/**
 * Reads of the hierarchy over parents with ten subsidiaries each, all processes and the sender of the requests on this
 * machine: each kind, then a mix of them as fast as it goes and at a steady rate.
 */
export async function benchHierarchy({
  accounts,
  quick,
}: {
  accounts: number;
  quick: boolean;
}): Promise<BenchResult[]> {
  const parents = Math.max(1, Math.round(accounts / (SUBSIDIARIES + 1)));
  const seconds = quick ? 2 : SECONDS;
  const stack = await startStack({ env: { LOG_LEVEL: 'warn' } });
  const sender = fork(join(import.meta.dirname, 'http-load-process.ts'), [], { execArgv: ['--import', 'tsx'] });
  try {
    await writeHierarchy(stack.databaseUrl, parents);
    const nodes = nodesAmong(parents);
    const raw = await rawLimits(stack, sender, nodes, seconds);
    const results: BenchResult[] = [];
    const bench = async (name: string, kinds: readonly Kind[], rate?: number) => {
      const paths = Array.from({ length: REQUESTS }, (_, index) => (kinds[index % kinds.length] as Kind).path(nodes)); // at least one
      const order: LoadOrder = { port: portOf(stack.url), headers: {}, paths, connections: IN_FLIGHT, seconds, rate };
      results.push(...(await measured(`hierarchy: ${name}`, stack, sender, order, raw)));
    };
    await bench('warm-up', MIX);
    results.length = 0;
    for (const [name, kind] of Object.entries(KINDS)) {
      await bench(`${name}, ${IN_FLIGHT} in flight`, [kind]);
    }
    await bench(`mixed over ${parents * (SUBSIDIARIES + 1)} accounts, ${IN_FLIGHT} in flight`, MIX);
    await bench(`the same at ${RATE_WANTED} requests/s`, MIX, RATE_WANTED);
    return results;
  } finally {
    sender.disconnect();
    await stack.remove();
  }
}

async function measured(
  scenario: string,
  stack: Stack,
  sender: ChildProcess,
  order: LoadOrder,
  raw: { readonly statements: number; readonly emptyRoute: number },
): Promise<BenchResult[]> {
  const before = await cpuSeconds(stack);
  const report = await asked(sender, order);
  const after = await cpuSeconds(stack);
  if (report.failures > 0) {
    throw new Error(`${report.failures} requests of "${scenario}" were not answered with 200`);
  }
  const requests = report.rate * order.seconds;
  const micros = (cpu: number) => Math.round((cpu * 1e6) / requests);
  const cpu = ROLES.map((role) => [`cpu ${role} µs`, micros((after[role] ?? 0) - (before[role] ?? 0))] as const);
  return [
    {
      scenario,
      rate: report.rate,
      unit: 'requests/s',
      raw: { what: 'the mixed statements on bare pg, without HTTP', rate: raw.statements },
      ratio: report.rate / raw.statements,
      details: {
        'p50 ms': report.p50Ms.toFixed(1),
        'p99 ms': report.p99Ms.toFixed(1),
        'an empty route of Fastify, requests/s': Math.round(raw.emptyRoute),
        ...Object.fromEntries(cpu),
        'cpu sender µs': micros(report.cpuSeconds),
      },
    },
  ];
}

/** What the machine could do at most: the statements without HTTP, and HTTP without statements. */
async function rawLimits(stack: Stack, sender: ChildProcess, nodes: Nodes, seconds: number) {
  const pool = createPool({ url: stack.databaseUrl, role: 'api' });
  const ask = askTenant(pool, DEFAULT_TENANT_ID);
  const statements = async (until: number) => {
    let answered = 0;
    const asking = Array.from({ length: IN_FLIGHT }, async (_, index) => {
      for (let turn = index; performance.now() < until; turn += 1) {
        await MIX[turn % MIX.length]?.bare(ask, nodes);
        answered += 1;
      }
    });
    await Promise.all(asking);
    return answered;
  };
  await statements(performance.now() + 2_000);
  const answered = await statements(performance.now() + seconds * 1_000);
  await pool.end();
  const server = fork(join(import.meta.dirname, 'empty-route-process.ts'), [], { execArgv: ['--import', 'tsx'] });
  const port = await new Promise<number>((resolve) => server.once('message', (message) => resolve(Number(message))));
  const empty = await asked(sender, { port, headers: {}, paths: ['/'], connections: IN_FLIGHT, seconds });
  server.disconnect();
  return { statements: answered / seconds, emptyRoute: empty.rate };
}

function asked(sender: ChildProcess, order: LoadOrder): Promise<LoadReport> {
  return new Promise((resolve, reject) => {
    sender.once('message', (report) => resolve(report as LoadReport));
    sender.once('exit', () => reject(new Error('The sender of the requests has ended')));
    sender.send(order);
  });
}

function nodesAmong(parents: number): Nodes {
  const below = (count: number) => Math.floor(Math.random() * count);
  return {
    parent: () => accountIdOf(below(parents)),
    subsidiary: () => accountIdOf(parents + below(parents * SUBSIDIARIES)),
    day: () => new Date(Date.UTC(2026, 0, 1 + below(400))).toISOString().slice(0, 10),
  };
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
