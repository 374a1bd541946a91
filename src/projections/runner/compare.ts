import type { Pool, PoolClient } from 'pg';
import { tablesOf } from './schema.ts';

export interface TableDigest {
  readonly rows: number;
  /** Equal for equal sets of rows, in whatever order they lie. */
  readonly hash: string;
}

export interface TableDifference {
  readonly table: string;
  readonly live: TableDigest | undefined;
  readonly rebuilt: TableDigest | undefined;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * Content of a table as one short text: the count, and two sums of 64-bit hashes with different seeds over each row's
 * text. Sums do not depend on order, so nothing is sorted and nothing kept in memory. The role must see all rows:
 * `projector`. Comparable within one server only, since PostgreSQL's hash functions differ between versions.
 */
export async function tableDigest(client: Pool | PoolClient, schema: string, table: string): Promise<TableDigest> {
  const { rows } = await client.query<{ rows: string; a: string | null; b: string | null }>(
    `SELECT count(*) AS rows, sum(hashtextextended(t::text, 1))::text AS a, sum(hashtextextended(t::text, 2))::text AS b
     FROM ${quoted(schema)}.${quoted(table)} AS t`,
  );
  const [digest] = rows;
  return { rows: Number(digest?.rows ?? 0), hash: `${digest?.a ?? '0'}:${digest?.b ?? '0'}` };
}

/** Digests of all tables of a schema, by table name. */
export async function schemaDigest(client: Pool | PoolClient, schema: string): Promise<Map<string, TableDigest>> {
  const digests = new Map<string, TableDigest>();
  for (const table of await tablesOf(client, schema)) {
    digests.set(table, await tableDigest(client, schema, table));
  }
  return digests;
}

/** Tables whose content is not the same in both schemas; empty when they are equal. */
export async function compareSchemas(pool: Pool, live: string, rebuilt: string): Promise<TableDifference[]> {
  const [ofLive, ofRebuilt] = [await schemaDigest(pool, live), await schemaDigest(pool, rebuilt)];
  const tables = [...new Set([...ofLive.keys(), ...ofRebuilt.keys()])].sort();
  return tables
    .map((table) => ({ table, live: ofLive.get(table), rebuilt: ofRebuilt.get(table) }))
    .filter(({ live, rebuilt }) => live?.hash !== rebuilt?.hash || live?.rows !== rebuilt?.rows);
}
