import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { Command } from 'commander';
import { benchBilling } from './billing.ts';
import { benchCredit } from './credit.ts';
import { run as benchEventNode } from './event-node.ts';
import { benchHierarchy } from './hierarchy.ts';
import { benchOrders } from './orders.ts';
import type { BenchResult } from './result.ts';

interface Options {
  readonly accounts: string;
  readonly workers: string;
  readonly redis?: string;
  readonly quick: boolean;
  readonly only?: string;
}

const SCENARIOS: Readonly<Record<string, (options: Options) => Promise<BenchResult[]>>> = {
  'event-node': ({ quick }) => benchEventNode({ quick }),
  billing: ({ accounts, workers, redis, quick }) =>
    benchBilling({ accounts: quick ? 500 : Number(accounts), workers: Number(workers), redisUrl: redis }),
  orders: ({ quick }) => benchOrders({ quick }),
  credit: ({ quick }) => benchCredit({ quick }),
  hierarchy: ({ accounts, quick }) => benchHierarchy({ accounts: Number(accounts), quick }),
};

const command = new Command('bench')
  .description('Measures the scenarios that exist, each with what the machine could do at most in the same run.')
  .option('--accounts <number>', 'accounts in the billing run, or in the hierarchy', '5000')
  .option('--workers <number>', 'worker processes', '1')
  .option('--redis <url>', 'queues on this Redis instead of PostgreSQL')
  .option('--only <scenario>', `one of ${Object.keys(SCENARIOS).join(', ')}`)
  .option('--quick', 'small sizes: a look rather than a figure', false)
  .parse();
const options = command.opts<Options>();

const results: BenchResult[] = [];
for (const [name, scenario] of Object.entries(SCENARIOS)) {
  if (options.only === undefined || options.only === name) {
    process.stderr.write(`… ${name}\n`);
    results.push(...(await scenario(options)));
  }
}
print(results);
// One scenario by itself leaves the figures of the others alone.
const file = options.only === undefined ? 'results.json' : `results-${options.only}.json`;
writeFileSync(`bench/${file}`, `${JSON.stringify({ ...circumstances(), options, results }, null, 2)}\n`);
process.exit(0);

function print(rows: readonly BenchResult[]): void {
  for (const { scenario, rate, unit, raw, ratio, details } of rows) {
    const limit = raw === undefined ? '' : `  raw: ${round(raw.rate)}/s ${raw.what}`;
    const share = ratio === undefined ? '' : `  ratio ${ratio.toFixed(3)}`;
    process.stdout.write(`${scenario.padEnd(64)} ${round(rate).padStart(10)} ${unit}${limit}${share}\n`);
    for (const [name, value] of Object.entries(details ?? {})) {
      process.stdout.write(`    ${name}: ${value}\n`);
    }
  }
}

function round(rate: number): string {
  return rate >= 100 ? Math.round(rate).toLocaleString('en') : rate.toFixed(1);
}

function circumstances() {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD']).toString().trim();
  return {
    at: new Date().toISOString(),
    commit,
    node: process.version,
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
}
