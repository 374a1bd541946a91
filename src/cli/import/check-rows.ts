import type { Columns, FileDefinition, Row, ValuesOf } from './file-definition.ts';
import { type Problem, shown } from './problem.ts';
import type { Cells, Table } from './read-table.ts';

export interface CheckedFile<Definition extends Columns> {
  readonly file: string;
  readonly isPresent: boolean;
  readonly rowCount: number;
  readonly rows: readonly Row<Definition>[];
  readonly problems: readonly Problem[];
  /** Key → line of rows that were refused: what refers to them is told why it cannot go in. */
  readonly refusedKeys: ReadonlyMap<string, number>;
}

/** Control characters but for line breaks and tabs: never meant, and PostgreSQL holds no NUL. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;

/** Checks every row of a file by itself, and that none is there twice. Rows that are right go on. */
export function checkRows<Definition extends Columns>(
  definition: FileDefinition<Definition>,
  table: Table | undefined,
): CheckedFile<Definition> {
  const { file } = definition;
  if (table === undefined) {
    return { file, isPresent: false, rowCount: 0, rows: [], problems: [], refusedKeys: new Map() };
  }
  const problems: Problem[] = [...table.problems];
  const refusedKeys = new Map<string, number>();
  const rows: Row<Definition>[] = [];
  const headerFaults = table.header === undefined ? [] : headerProblems(definition, table.header);
  if (table.header === undefined || headerFaults.length > 0) {
    // A column under a wrong name would be data that is silently left out: nothing of this file goes in.
    return {
      file,
      isPresent: true,
      rowCount: table.rowCount,
      rows,
      problems: [...problems, ...headerFaults],
      refusedKeys,
    };
  }
  const firstLines = new Map<string, number>();
  for (const cells of table.rows) {
    const checked = checkRow(definition, table.header.cells, cells);
    const key = checked.key;
    const before = key === undefined ? undefined : firstLines.get(key);
    if (before !== undefined) {
      const column = definition.key[0] ?? null;
      const reason = `${shown(String(key).replaceAll('\u001f', ', '))} is on line ${before} already`;
      problems.push({ file, line: cells.line, column, kind: 'refused', code: 'DUPLICATE_ROW', reason });
      continue;
    }
    if (key !== undefined) {
      firstLines.set(key, cells.line);
    }
    if ('values' in checked) {
      rows.push({ file, line: cells.line, values: checked.values });
      continue;
    }
    problems.push(...checked.problems);
    if (key !== undefined) {
      refusedKeys.set(key, cells.line);
    }
  }
  return { file, isPresent: true, rowCount: table.rowCount, rows, problems, refusedKeys };
}

function headerProblems(
  { file, columns }: Pick<FileDefinition, 'file' | 'columns'>,
  { line, cells }: Cells,
): Problem[] {
  const known = Object.keys(columns);
  const about = (column: string, code: string, reason: string): Problem => ({
    file,
    line,
    column,
    kind: 'refused',
    code,
    reason,
  });
  const missing = known.filter((name) => columns[name]?.isRequired && !cells.includes(name));
  return [
    ...cells.flatMap((name, index) => {
      if (!known.includes(name)) {
        const meant = known.find((candidate) => plainName(candidate) === plainName(name));
        const hint = meant === undefined ? `the columns are ${known.join(', ')}` : `write it as ${meant}`;
        return [
          about(name === '' ? `column ${index + 1}` : name, 'UNKNOWN_COLUMN', `is no column of this file; ${hint}`),
        ];
      }
      return cells.indexOf(name) < index ? [about(name, 'DUPLICATE_COLUMN', 'is there twice')] : [];
    }),
    ...missing.map((name) => about(name, 'MISSING_COLUMN', 'is required, and there is no such column')),
  ];
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

type CheckedRow<Definition extends Columns> = { readonly key: string | undefined } & (
  | { readonly values: ValuesOf<Definition> }
  | { readonly problems: readonly Problem[] }
);

function checkRow<Definition extends Columns>(
  definition: FileDefinition<Definition>,
  header: readonly string[],
  { line, cells }: Cells,
): CheckedRow<Definition> {
  const { file, columns, key: keyColumns } = definition;
  const refuse = (column: string | null, code: string, reason: string): Problem => ({
    file,
    line,
    column,
    kind: 'refused',
    code,
    reason,
  });
  const cellOf = (name: string) => cells[header.indexOf(name)] ?? '';
  if (cells.length !== header.length) {
    const reason = `has ${cells.length} cells where the header has ${header.length} columns`;
    return { key: undefined, problems: [refuse(null, 'WRONG_CELL_COUNT', reason)] };
  }
  const key = keyColumns.every((name) => cellOf(name) !== '') ? keyColumns.map(cellOf).join('\u001f') : undefined;
  const problems: Problem[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, column] of Object.entries(columns)) {
    const cell = cellOf(name);
    if (cell === '') {
      values[name] = column.emptyMeans;
      if (column.isRequired) {
        problems.push(refuse(name, 'REQUIRED', 'is required'));
      }
      continue;
    }
    const parsed = CONTROL.test(cell) ? { reason: 'must not hold control characters' } : column.parse(cell);
    if ('reason' in parsed) {
      problems.push(refuse(name, 'INVALID', `${parsed.reason} (it is ${shown(cell)})`));
    } else {
      values[name] = parsed.value;
    }
  }
  if (problems.length > 0) {
    return { key, problems };
  }
  const complete = values as ValuesOf<Definition>; // every column was parsed, or takes an empty cell
  const faults = definition.faults(complete).map(({ column, reason }) => refuse(column, 'INVALID', reason));
  return faults.length > 0 ? { key, problems: faults } : { key, values: complete };
}
