import { readFile } from 'node:fs/promises';
import type { Pool, PoolClient } from 'pg';
import type { ProjectionGroup } from './projection.ts';
import { onConnection, transactionOn } from './transaction.ts';

/** What the tables of a group refer to without naming a schema: its own schema, then extensions. */
export function searchPath(schemaName: string): string {
  return `SET LOCAL search_path TO "${schemaName}", public`;
}

async function statements(files: readonly URL[] | undefined): Promise<string> {
  const texts = await Promise.all((files ?? []).map((file) => readFile(file, 'utf8')));
  return texts.join('\n;\n');
}

/** Runs `work` in one transaction of the owner; commits when it returns. */
export function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return onConnection(pool, async (client) => {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  });
}

/**
 * Makes a group's schema with empty tables, and its checkpoint at the beginning of the log; what was there under that
 * name is dropped.
 */
export async function createSchema(
  owner: Pool,
  group: ProjectionGroup,
  schemaName: string,
  options: { readonly status: 'running' | 'rebuilding'; readonly withIndexes: boolean },
): Promise<void> {
  const tables = await statements(group.tables);
  const indexes = options.withIndexes ? await statements(group.indexes) : '';
  await inTransaction(owner, async (client) => {
    await client.query(
      `DROP SCHEMA IF EXISTS "${schemaName}" CASCADE;
       CREATE SCHEMA "${schemaName}";
       GRANT USAGE ON SCHEMA "${schemaName}" TO ledgerline_api, ledgerline_projector, ledgerline_worker;
       ${searchPath(schemaName)}`,
    );
    await client.query(`${tables}\n;\n${indexes}`);
    const tx = transactionOn(client);
    for (const projection of group.projections) {
      await projection.checkTables?.(tx);
    }
    await client.query(
      `INSERT INTO ops.projection_checkpoints (schema_name, group_name, version, status, updated_at)
       VALUES ($1, $2, $3, $4, clock_timestamp())
       ON CONFLICT (schema_name) DO UPDATE SET group_name = EXCLUDED.group_name, version = EXCLUDED.version,
         status = EXCLUDED.status, position = NULL, event_id = NULL, recorded_at = NULL, halted_position = NULL,
         halted_event_id = NULL, halted_stream = NULL, error = NULL, updated_at = EXCLUDED.updated_at`,
      [schemaName, group.name, group.version, options.status],
    );
  });
}

/** Creates the indexes that were put off, and lets the planner see what the tables hold. */
export async function finishSchema(owner: Pool, group: ProjectionGroup, schemaName: string): Promise<void> {
  const indexes = await statements(group.indexes);
  await inTransaction(owner, async (client) => {
    // Sorting on disk is what takes the time; this is given back when the transaction ends.
    await client.query(`${searchPath(schemaName)}; SET LOCAL maintenance_work_mem = '256MB'`);
    await client.query(indexes);
    for (const table of await tablesOf(client, schemaName)) {
      await client.query(`ANALYZE "${schemaName}"."${table}"`);
    }
  });
}

export async function tablesOf(client: Pool | PoolClient, schemaName: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = to_regnamespace($1) AND relkind IN ('r', 'p') ORDER BY relname`,
    [`"${schemaName}"`],
  );
  return rows.map(({ name }) => name);
}
