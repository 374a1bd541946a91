import { EventStoreDBClient } from '@eventstore/db-client';
import { Command } from 'commander';
import { createFeed } from '../eventstore/feed.ts';
import { BadConfig, loadConfig } from '../platform/config.ts';
import { createLog } from '../platform/log.ts';
import { createPool } from '../platform/pools.ts';
import { PROJECTION_GROUPS } from '../projections/groups.ts';
import { ProjectionError } from '../projections/runner/projection-error.ts';
import { type RebuildReport, rebuildGroups } from '../projections/runner/rebuild.ts';
import { findStack } from './stack.ts';

const EXIT = { good: 0, failed: 1, different: 2 } as const;
const PROGRESS_EVERY_MS = 500;

interface Options {
  readonly compare: boolean;
  readonly swap: boolean;
  readonly json: boolean;
}

const names = PROJECTION_GROUPS.map((group) => group.name);
const command = new Command('rebuild')
  .description('Builds read models anew from the first event, beside the live ones, and swaps them in.')
  .argument('[groups...]', `${names.join(', ')}; all of them when none is named`)
  .option('--no-compare', 'do not compare with the live rows before the swap')
  .option('--no-swap', 'build and compare only; the live rows stay')
  .option('--json', 'print the report as JSON', false)
  .addHelpText('after', '\nReads go on meanwhile. Exit code: 0 equal, 1 it could not be done, 2 the rows differed.');

try {
  process.exitCode = await main();
} catch (error) {
  const isPlain = error instanceof BadConfig || error instanceof ProjectionError;
  process.stderr.write(`${isPlain ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = EXIT.failed;
}

async function main(): Promise<number> {
  command.parse();
  const { compare, swap, json } = command.opts<Options>();
  const wanted = command.args.length === 0 ? names : command.args;
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`There is no read model ${unknown.join(', ')}; there are ${names.join(', ')}.\n`);
    return EXIT.failed;
  }
  const config = loadConfig(process.env);
  const stack = await findStack(config);
  if (stack === undefined) {
    process.stderr.write(`No stack runs on ${config.dataDirectory}: start it with npm start, then rebuild.\n`);
    return EXIT.failed;
  }
  const client = EventStoreDBClient.connectionString(stack.eventStoreUrl);
  const owner = createPool({ url: stack.databaseUrl, role: 'owner', max: 2 });
  const pool = createPool({ url: stack.databaseUrl, role: 'projector', max: wanted.length * 2 + 3 });
  let shownAt = 0;
  try {
    const reports = await rebuildGroups(
      {
        feed: createFeed(client),
        owner,
        pool,
        log: createLog({ role: 'rebuild', level: 'warn' }),
        now: Date.now,
        signal: new AbortController().signal,
      },
      PROJECTION_GROUPS.filter((group) => wanted.includes(group.name)),
      {
        compare,
        swap,
        onProgress: ({ events, eventsPerSecond }) => {
          if (Date.now() - shownAt > PROGRESS_EVERY_MS) {
            shownAt = Date.now();
            process.stderr.write(`… ${events} events, ${Math.round(eventsPerSecond)} a second\n`);
          }
        },
      },
    );
    process.stdout.write(json ? `${JSON.stringify(reports, asText, 2)}\n` : reports.map(lineOf).join(''));
    return exitCodeOf(reports);
  } finally {
    await Promise.all([client.dispose(), owner.end(), pool.end()]);
  }
}

function lineOf({ group, events, millis, differences, swapped, halt }: RebuildReport): string {
  const rate = Math.round(events / (millis / 1_000));
  const outcome =
    halt === undefined ? (swapped ? 'swapped in' : 'not swapped in') : `halted: ${JSON.stringify(halt, asText)}`;
  const compared =
    differences === undefined
      ? 'not compared'
      : differences.length === 0
        ? 'equal to the live rows'
        : `DIFFERENT from the live rows: ${JSON.stringify(differences, asText)}`;
  return `${group}: ${events} events in ${(millis / 1_000).toFixed(1)} s (${rate}/s), ${compared}, ${outcome}\n`;
}

function exitCodeOf(reports: readonly RebuildReport[]): number {
  if (reports.some((report) => report.halt !== undefined)) {
    return EXIT.failed;
  }
  return reports.some((report) => (report.differences?.length ?? 0) > 0) ? EXIT.different : EXIT.good;
}

/** Positions are too long for JSON's numbers. */
function asText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
