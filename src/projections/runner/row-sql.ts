/** The statements of one row table. Rows travel as one JSON text: as fast as one array per column, and simpler. */
export interface RowStatements {
  /** $1: keys. Gives the rows that exist. */
  readonly load: string;
  /** $1: rows. Inserts or overwrites them. */
  readonly write: string;
  /** $1: keys. */
  readonly remove: string;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function rowStatements(
  table: string,
  columns: Readonly<Record<string, string>>,
  key: readonly string[],
): RowStatements {
  const names = Object.keys(columns);
  const keyTypes = key.map((name) => `${quoted(name)} ${columns[name]}`).join(', ');
  const allTypes = names.map((name) => `${quoted(name)} ${columns[name]}`).join(', ');
  const list = names.map(quoted).join(', ');
  const matches = key.map((name) => `t.${quoted(name)} = k.${quoted(name)}`).join(' AND ');
  const overwrite = names
    .filter((name) => !key.includes(name))
    .map((name) => `${quoted(name)} = EXCLUDED.${quoted(name)}`)
    .join(', ');
  return {
    load: `SELECT ${names.map((name) => `t.${quoted(name)}`).join(', ')}
      FROM json_to_recordset($1::json) AS k(${keyTypes})
      JOIN ${quoted(table)} AS t ON ${matches}`,
    write: `INSERT INTO ${quoted(table)} (${list})
      SELECT ${list} FROM json_to_recordset($1::json) AS r(${allTypes})
      ON CONFLICT (${key.map(quoted).join(', ')}) DO ${overwrite === '' ? 'NOTHING' : `UPDATE SET ${overwrite}`}`,
    remove: `DELETE FROM ${quoted(table)} AS t USING json_to_recordset($1::json) AS k(${keyTypes}) WHERE ${matches}`,
  };
}

/** Matches what JSON can say and PostgreSQL text cannot hold: NUL, and halves of surrogate pairs. */
const SUSPECT = /\\u(0000|d[89a-f])/i;

function storable(value: unknown): unknown {
  if (typeof value === 'string') {
    // The way through UTF-8 turns lone surrogates into U+FFFD.
    return Buffer.from(value).toString().replaceAll('\u0000', '\ufffd');
  }
  if (Array.isArray(value)) {
    return value.map(storable);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [storable(name), storable(inner)]));
  }
  return value;
}

/** Rows as JSON that PostgreSQL takes. One strange character in a name must not halt a read model. */
export function rowsAsJson(rows: readonly object[]): string {
  const json = JSON.stringify(rows);
  return SUSPECT.test(json) ? JSON.stringify(storable(rows)) : json;
}
