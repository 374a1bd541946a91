import { ACCOUNTS } from './accounts-file.ts';
import { CHANGES } from './changes-file.ts';
import { CONTRACTS } from './contracts-file.ts';
import type { ImportDeps } from './dependencies.ts';
import { importAccount } from './import-account.ts';
import { importChange } from './import-change.ts';
import { importContract } from './import-contract.ts';
import { importProduct } from './import-product.ts';
import { createTally, type ImportReport } from './import-report.ts';
import { inParallel } from './in-parallel.ts';
import { PRODUCTS } from './products-file.ts';
import type { ImportProgress } from './progress.ts';
import type { FolderContents } from './read-folder.ts';
import { rememberingStore } from './remembering-store.ts';
import type { RowOutcome } from './row-outcome.ts';

/** Rows at once: enough to keep the event store busy, few enough to leave room for others. */
const ROWS_AT_ONCE = 16;

/**
 * Takes in what the files hold, through the use cases that the API calls too. What is there already stays as it is, so
 * an import that was stopped is simply run again.
 */
export async function importFolder(
  given: Omit<ImportDeps, 'refusedLine'>,
  contents: FolderContents,
  progress: ImportProgress,
): Promise<ImportReport> {
  const startedAt = performance.now();
  const tally = createTally(contents.files, contents.problems);
  const refused = new Map([...contents.refused].map(([file, lines]) => [file, new Map(lines)]));
  const deps: ImportDeps = {
    ...given,
    eventStore: rememberingStore(given.eventStore),
    refusedLine: (file, key) => refused.get(file)?.get(key),
  };

  const take = async (file: string, line: number, key: string, outcome: Promise<RowOutcome>) => {
    const result = await outcome;
    tally.count(file, result);
    if (typeof result !== 'string' && result.some(({ kind }) => kind === 'refused')) {
      refused.get(file)?.set(key, line);
    }
    progress.step();
  };

  await progress.during(ACCOUNTS.file, contents.accountLevels.flat().length, async () => {
    for (const level of contents.accountLevels) {
      await inParallel(level, ROWS_AT_ONCE, (row) =>
        take(row.file, row.line, row.values.reference, importAccount(deps, row)),
      );
    }
  });
  await progress.during(PRODUCTS.file, contents.products.length, () =>
    inParallel(contents.products, ROWS_AT_ONCE, (row) =>
      take(row.file, row.line, row.values.sku, importProduct(deps, row)),
    ),
  );
  await progress.during(CONTRACTS.file, contents.contracts.length, () =>
    inParallel(contents.contracts, ROWS_AT_ONCE, (row) =>
      take(row.file, row.line, row.values.contractNumber, importContract(deps, row)),
    ),
  );
  await progress.during(CHANGES.file, contents.changes.flat().length, () =>
    inParallel(contents.changes, ROWS_AT_ONCE, async (rows) => {
      for (const row of rows) {
        await take(row.file, row.line, row.values.contractNumber, importChange(deps, row));
      }
    }),
  );
  const durationMs = Math.round(performance.now() - startedAt);
  return { folder: contents.folder, dryRun: false, ...tally.report(), durationMs };
}
