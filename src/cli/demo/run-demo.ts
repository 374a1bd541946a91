import { join } from 'node:path';
import { civilDateIn } from '../../domain/kernel/calendar.ts';
import type { Config } from '../../platform/config.ts';
import { importFolder } from '../import/import-folder.ts';
import type { ImportReport } from '../import/import-report.ts';
import { createProgress } from '../import/progress.ts';
import { readFolder } from '../import/read-folder.ts';
import { connectLedger, type LedgerConnection } from '../ledger-connection.ts';
import type { Stack } from '../stack.ts';
import { createApiClient } from './api-client.ts';
import { bill } from './bill.ts';
import { gatherFigures } from './figures.ts';
import type { DemoResult } from './summary.ts';
import { writeDemoFiles } from './write-files.ts';

/**
 * The demonstration on a running stack: customers come in from files, a quarter is billed in two runs, and what changed
 * in between comes out as true-ups and credits. Everything goes through the doors that anybody else uses.
 */
export async function runDemo(config: Config, stack: Stack, output: NodeJS.WriteStream): Promise<DemoResult> {
  if (stack.apiUrl === undefined) {
    throw new Error('The stack has no API; the demonstration bills through it.');
  }
  const api = createApiClient(stack.apiUrl);
  const today = civilDateIn('UTC', new Date().toISOString());
  const { quarter, customers, changes } = await writeDemoFiles(join(config.dataDirectory, 'demo'), today);
  const ledger = await connectLedger(config, stack);
  try {
    const first = await importFrom(ledger, customers, output);
    const opening = await bill(api, `Due by ${quarter.firstDay}`, quarter.firstDay, output);
    const second = await importFrom(ledger, changes, output);
    const closing = await bill(api, `Due by ${quarter.lastDay}, with changes`, quarter.lastDay, output);
    const runs = [opening, closing];
    const figures = await gatherFigures(api, runs, await ledger.lastPosition());
    return { quarter, imports: [first, second], runs, figures };
  } finally {
    await ledger.close();
  }
}

async function importFrom(
  { deps }: LedgerConnection,
  folder: string,
  output: NodeJS.WriteStream,
): Promise<ImportReport> {
  return importFolder(deps, await readFolder(folder), createProgress(output));
}
