import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { orderAccounts } from './account-order.ts';
import { ACCOUNTS, type AccountRow } from './accounts-file.ts';
import { CHANGES, type ChangeRow } from './changes-file.ts';
import { type CheckedFile, checkRows } from './check-rows.ts';
import { CONTRACTS, type ContractRow } from './contracts-file.ts';
import type { Columns, FileDefinition } from './file-definition.ts';
import type { Problem } from './problem.ts';
import { PRODUCTS, type ProductRow } from './products-file.ts';
import { readTable } from './read-table.ts';

/** The files of an import, in the order in which they go in. */
export const FILES = [ACCOUNTS, PRODUCTS, CONTRACTS, CHANGES] as const;

/** The folder cannot be imported at all. */
export class BadFolder extends Error {
  override readonly name = 'BadFolder';
}

export interface FileSummary {
  readonly file: string;
  readonly isPresent: boolean;
  readonly rowCount: number;
}

/** Everything that the files alone can tell. */
export interface FolderContents {
  readonly folder: string;
  readonly files: readonly FileSummary[];
  /** Parents before children. */
  readonly accountLevels: readonly (readonly AccountRow[])[];
  readonly products: readonly ProductRow[];
  readonly contracts: readonly ContractRow[];
  /** For each contract, by day. */
  readonly changes: readonly (readonly ChangeRow[])[];
  readonly problems: readonly Problem[];
  /** File → key → line of rows that will not go in. */
  readonly refused: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/**
 * Reads and checks the files of a folder.
 * @throws BadFolder when it is none, or has none of the files
 */
export async function readFolder(folder: string): Promise<FolderContents> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new BadFolder(`${folder} cannot be read as a folder (${error.code}); name the folder with the CSV files.`);
  });
  const known = FILES.map(({ file }) => file);
  if (!names.some((name) => known.includes(name))) {
    throw new BadFolder(`${folder} has none of the files ${known.join(', ')}; see docs/import.md.`);
  }
  const accounts = await checkFile(folder, ACCOUNTS);
  const products = await checkFile(folder, PRODUCTS);
  const contracts = await checkFile(folder, CONTRACTS);
  const changes = await checkFile(folder, CHANGES);
  const ordered = orderAccounts(accounts.rows);
  const files = [accounts, products, contracts, changes];
  const inCircles = ordered.problems.map(({ line }) => line);
  return {
    folder,
    files: files.map(({ file, isPresent, rowCount }) => ({ file, isPresent, rowCount })),
    accountLevels: ordered.levels,
    products: products.rows,
    contracts: contracts.rows,
    changes: changesByContract(changes.rows),
    problems: [
      ...names.filter((name) => /\.csv$/i.test(name) && !known.includes(name)).map(unknownFile),
      ...files.flatMap(({ problems }) => problems),
      ...ordered.problems,
    ],
    refused: new Map<string, ReadonlyMap<string, number>>([
      ...files.map(({ file, refusedKeys }) => [file, refusedKeys] as const),
      [
        ACCOUNTS.file,
        new Map([
          ...accounts.refusedKeys,
          ...accounts.rows
            .filter(({ line }) => inCircles.includes(line))
            .map(({ line, values }) => [values.reference, line] as const),
        ]),
      ],
    ]),
  };
}

async function checkFile<Definition extends Columns>(
  folder: string,
  definition: FileDefinition<Definition>,
): Promise<CheckedFile<Definition>> {
  return checkRows(definition, await readTable(join(folder, definition.file), definition.file));
}

/** Misspelled, it would be left out without a word. */
function unknownFile(file: string): Problem {
  const reason = `is no file of an import; the files are ${FILES.map((definition) => definition.file).join(', ')}`;
  return { file, line: null, column: null, kind: 'refused', code: 'UNKNOWN_FILE', reason };
}

function changesByContract(rows: readonly ChangeRow[]): ChangeRow[][] {
  const byContract = new Map<string, ChangeRow[]>();
  const inOrder = rows.toSorted((a, b) =>
    a.values.effectiveOn === b.values.effectiveOn
      ? a.line - b.line
      : a.values.effectiveOn < b.values.effectiveOn
        ? -1
        : 1,
  );
  for (const row of inOrder) {
    const { contractNumber } = row.values;
    byContract.set(contractNumber, [...(byContract.get(contractNumber) ?? []), row]);
  }
  return [...byContract.values()];
}
