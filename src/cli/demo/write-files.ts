import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import { ACCOUNTS } from '../import/accounts-file.ts';
import { CHANGES } from '../import/changes-file.ts';
import { CONTRACTS } from '../import/contracts-file.ts';
import type { FileDefinition } from '../import/file-definition.ts';
import { PRODUCTS } from '../import/products-file.ts';
import { demoProducts } from './catalogue.ts';
import { demoChanges } from './changes.ts';
import { demoAccounts } from './companies.ts';
import { demoContracts } from './contracts.ts';
import { lastFullQuarter, type Quarter, quarterNamed } from './quarter.ts';
import { seededRandom } from './random.ts';

const SEED = 20_260_101;

export interface DemoFiles {
  readonly quarter: Quarter;
  /** Accounts, products, contracts. */
  readonly customers: string;
  /** What changed in the quarter, imported between its two billing runs. */
  readonly changes: string;
}

/**
 * Writes the demonstration's files. The quarter is chosen once, so that a demonstration that is run again next month
 * meets what it made before.
 */
export async function writeDemoFiles(folder: string, today: CivilDate): Promise<DemoFiles> {
  await mkdir(folder, { recursive: true });
  const quarterFile = join(folder, 'quarter.txt');
  const known = await readFile(quarterFile, 'utf8').catch(() => '');
  const quarter = quarterNamed(known.trim()) ?? lastFullQuarter(today);
  const files = demoContents(quarter);
  const customers = join(folder, '1-customers');
  const changes = join(folder, '2-changes');
  await mkdir(customers, { recursive: true });
  await mkdir(changes, { recursive: true });
  await writeFile(join(customers, ACCOUNTS.file), files.accounts);
  await writeFile(join(customers, PRODUCTS.file), files.products);
  await writeFile(join(customers, CONTRACTS.file), files.contracts);
  await writeFile(join(changes, CHANGES.file), files.changes);
  await writeFile(quarterFile, `${quarter.name}\n`);
  return { quarter, customers, changes };
}

/** The same quarter always gives the same files. */
export function demoContents(quarter: Quarter) {
  const random = seededRandom(SEED);
  const accounts = demoAccounts(random);
  const contracts = demoContracts(random, accounts, quarter);
  return {
    accounts: csvOf(
      ACCOUNTS,
      accounts.map(({ row }) => row),
    ),
    products: csvOf(PRODUCTS, demoProducts()),
    contracts: csvOf(
      CONTRACTS,
      contracts.map(({ row }) => row),
    ),
    changes: csvOf(CHANGES, demoChanges(random, contracts, quarter)),
  };
}

/** Only the columns that some row fills. */
function csvOf(
  { columns }: Pick<FileDefinition, 'columns'>,
  rows: readonly Readonly<Record<string, string>>[],
): string {
  const names = Object.keys(columns).filter((name) => rows.some((row) => (row[name] ?? '') !== ''));
  return [names, ...rows.map((row) => names.map((name) => cell(row[name] ?? '')))]
    .map((cells) => `${cells.join(',')}\n`)
    .join('');
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
