import type { ProjectionTransaction } from './projection.ts';

interface ActualColumn {
  readonly name: string;
  readonly type: string;
  readonly generated: boolean;
}

const COLUMNS = `
  SELECT attname AS name, format_type(atttypid, atttypmod) AS type, attgenerated <> '' AS generated
  FROM pg_attribute
  WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped`;

const PRIMARY_KEY = `
  SELECT a.attname AS name
  FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
  WHERE i.indrelid = to_regclass($1) AND i.indisprimary`;

const LONG_NAMES: Readonly<Record<string, string>> = { timestamptz: 'timestamp with time zone' };

/** Compares a table with what its projection declares. Throws a sentence that lists every difference. */
export async function checkRowTable(
  table: string,
  columns: Readonly<Record<string, string>>,
  key: readonly string[],
  tx: ProjectionTransaction,
): Promise<void> {
  const quoted = `"${table.replaceAll('"', '""')}"`;
  const actual = new Map((await tx.rows<ActualColumn>(COLUMNS, [quoted])).map((column) => [column.name, column]));
  const primaryKey = (await tx.rows<{ name: string }>(PRIMARY_KEY, [quoted])).map(({ name }) => name).sort();
  const faults: string[] = [];
  for (const [name, type] of Object.entries(columns)) {
    const found = actual.get(name)?.type ?? 'missing';
    if (found !== (LONG_NAMES[type] ?? type)) {
      faults.push(`${name} is ${found}, declared ${type}`);
    }
    if (actual.get(name)?.generated === true) {
      faults.push(`${name} is generated, so it must not be declared`);
    }
  }
  for (const { name, generated } of actual.values()) {
    if (!generated && !Object.hasOwn(columns, name)) {
      faults.push(`${name} is not declared`);
    }
  }
  if (primaryKey.join() !== [...key].sort().join()) {
    faults.push(`the primary key is (${primaryKey.join(', ')}), declared (${key.join(', ')})`);
  }
  if (faults.length > 0) {
    throw new Error(`The table ${table} and its projection differ: ${faults.join('; ')}`);
  }
}
