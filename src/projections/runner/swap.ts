import type { Pool, PoolClient } from 'pg';
import { channelOf } from './checkpoints.ts';
import type { ProjectionGroup } from './projection.ts';

export function rebuildSchemaOf(group: ProjectionGroup): string {
  return `${group.name}_rebuild`;
}

function oldSchemaOf(group: ProjectionGroup): string {
  return `${group.name}_old`;
}

/** Locks a group's live checkpoint, so that its rows stand still. Undefined before the group's first start. */
export async function lockLive(client: PoolClient, group: ProjectionGroup): Promise<{ position: bigint } | undefined> {
  const { rows } = await client.query<{ position: string | null }>(
    'SELECT position FROM ops.projection_checkpoints WHERE schema_name = $1 FOR UPDATE',
    [group.name],
  );
  const [row] = rows;
  return row === undefined ? undefined : { position: row.position === null ? -1n : BigInt(row.position) };
}

/**
 * Puts the schema that was built beside the live one in its place, with its checkpoint. Within the caller's
 * transaction: whoever reads sees the old rows or the new ones. Readers are not waited for.
 */
export async function swapSchemas(client: PoolClient, group: ProjectionGroup): Promise<void> {
  const { rows } = await client.query<{ live: boolean }>('SELECT to_regnamespace($1) IS NOT NULL AS live', [
    `"${group.name}"`,
  ]);
  if (rows[0]?.live === true) {
    await client.query(
      `DROP SCHEMA IF EXISTS "${oldSchemaOf(group)}" CASCADE; ALTER SCHEMA "${group.name}" RENAME TO "${oldSchemaOf(group)}"`,
    );
  }
  await client.query(`ALTER SCHEMA "${rebuildSchemaOf(group)}" RENAME TO "${group.name}"`);
  // Updated rather than replaced: a projector that waits for this row's lock must find it again.
  await client.query(
    `WITH built AS (DELETE FROM ops.projection_checkpoints WHERE schema_name = $2 RETURNING *)
     INSERT INTO ops.projection_checkpoints
       (schema_name, group_name, version, status, position, event_id, recorded_at, updated_at)
     SELECT $1, group_name, version, 'running', position, event_id, recorded_at, clock_timestamp() FROM built
     ON CONFLICT (schema_name) DO UPDATE SET version = EXCLUDED.version, status = EXCLUDED.status,
       position = EXCLUDED.position, event_id = EXCLUDED.event_id, recorded_at = EXCLUDED.recorded_at,
       halted_position = NULL, halted_event_id = NULL, halted_stream = NULL, error = NULL,
       updated_at = EXCLUDED.updated_at`,
    [group.name, rebuildSchemaOf(group)],
  );
  await client.query(
    `SELECT pg_notify($1, position::text) FROM ops.projection_checkpoints
     WHERE schema_name = $2 AND position IS NOT NULL`,
    [channelOf(group.name), group.name],
  );
}

/** Drops what a swap left behind, once its last reader is gone. */
export async function dropOld(owner: Pool, group: ProjectionGroup): Promise<void> {
  await owner.query(`DROP SCHEMA IF EXISTS "${oldSchemaOf(group)}" CASCADE`);
}

/** Drops what was built beside the live schema. */
export async function dropRebuild(owner: Pool, group: ProjectionGroup): Promise<void> {
  await owner.query(
    `BEGIN; DROP SCHEMA IF EXISTS "${rebuildSchemaOf(group)}" CASCADE;
     DELETE FROM ops.projection_checkpoints WHERE schema_name = '${rebuildSchemaOf(group)}'; COMMIT`,
  );
}
