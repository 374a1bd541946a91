import { ACCOUNTS } from './accounts-file.ts';
import { CHANGES } from './changes-file.ts';
import { CONTRACTS } from './contracts-file.ts';
import { createTally, type ImportReport } from './import-report.ts';
import type { Problem } from './problem.ts';
import { PRODUCTS } from './products-file.ts';
import type { FolderContents } from './read-folder.ts';
import { missing } from './row-outcome.ts';

interface Reference {
  readonly column: string;
  readonly what: string;
  readonly file: string;
  readonly key: string;
}

interface Referring {
  readonly file: string;
  readonly line: number;
  readonly key: string;
  readonly references: readonly Reference[];
}

/**
 * What an import would refuse, as far as the files tell: nothing is asked of the ledger and nothing written. A
 * reference to something that no file names may well be there from an earlier import; it is counted, not refused.
 */
export function checkReferences(contents: FolderContents): ImportReport & { readonly referencesElsewhere: number } {
  const startedAt = performance.now();
  const tally = createTally(contents.files, contents.problems);
  const refused = new Map([...contents.refused].map(([file, lines]) => [file, new Map(lines)]));
  const refusedLine = (file: string, key: string) => refused.get(file)?.get(key);
  const known = knownKeys(contents);
  const elsewhere = new Set<string>();
  for (const row of referringRows(contents)) {
    const problems: Problem[] = [];
    for (const reference of row.references) {
      if (refusedLine(reference.file, reference.key) !== undefined) {
        problems.push(missing({ refusedLine }, row, reference));
      } else if (!known.get(reference.file)?.has(reference.key)) {
        elsewhere.add(`${reference.file} ${reference.key}`);
      }
    }
    if (problems.length > 0) {
      tally.count(row.file, problems);
      refused.get(row.file)?.set(row.key, row.line);
    }
  }
  const durationMs = Math.round(performance.now() - startedAt);
  const { folder } = contents;
  return { folder, dryRun: true, ...tally.report(), durationMs, referencesElsewhere: elsewhere.size };
}

function knownKeys({ accountLevels, products, contracts }: FolderContents): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map([
    [ACCOUNTS.file, new Set(accountLevels.flat().map(({ values }) => values.reference))],
    [PRODUCTS.file, new Set(products.map(({ values }) => values.sku))],
    [CONTRACTS.file, new Set(contracts.map(({ values }) => values.contractNumber))],
  ]);
}

function referringRows({ accountLevels, contracts, changes }: FolderContents): Referring[] {
  const account = (column: string, key: string | null) => reference(column, 'account', ACCOUNTS.file, key);
  return [
    ...accountLevels.flat().map(({ line, values }) => ({
      file: ACCOUNTS.file,
      line,
      key: values.reference,
      references: account('parentReference', values.parentReference),
    })),
    ...contracts.map(({ line, values }) => ({
      file: CONTRACTS.file,
      line,
      key: values.contractNumber,
      references: [
        ...account('accountReference', values.accountReference),
        ...account('billToReference', values.billToReference),
        ...reference('sku', 'product', PRODUCTS.file, values.sku),
      ],
    })),
    ...changes.flat().map(({ line, values }) => ({
      file: CHANGES.file,
      line,
      key: values.contractNumber,
      references: reference('contractNumber', 'contract', CONTRACTS.file, values.contractNumber),
    })),
  ];
}

function reference(column: string, what: string, file: string, key: string | null): Reference[] {
  return key === null ? [] : [{ column, what, file, key }];
}
