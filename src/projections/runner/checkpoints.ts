import { readFile } from 'node:fs/promises';
import type { Pool } from 'pg';
import type { RecordedEvent } from '../../application/ports/event-store.ts';

export interface Checkpoint {
  readonly schemaName: string;
  readonly groupName: string;
  readonly version: number;
  readonly status: 'running' | 'halted' | 'rebuilding';
  /** Undefined before the first event. */
  readonly position: bigint | undefined;
  readonly eventId: string | undefined;
  /** When the event there was recorded; ISO 8601 UTC. */
  readonly recordedAt: string | undefined;
  readonly error: string | undefined;
}

interface CheckpointRow {
  readonly schema_name: string;
  readonly group_name: string;
  readonly version: number;
  readonly status: Checkpoint['status'];
  readonly position: string | null;
  readonly event_id: string | null;
  readonly recorded_at: string | null;
  readonly error: string | null;
}

/** Makes the table of checkpoints when it is not there yet. `owner` owns the schema `ops`. */
export async function createCheckpointTable(owner: Pool): Promise<void> {
  const sql = await readFile(new URL('./checkpoints.sql', import.meta.url), 'utf8');
  // Two starters at once must not both find it missing.
  await owner.query(`BEGIN; SELECT pg_advisory_xact_lock(${CHECKPOINT_TABLE_LOCK}); ${sql}; COMMIT`);
}

/** Any number that nothing else here uses. */
const CHECKPOINT_TABLE_LOCK = 7_034_112_001;

export async function readCheckpoints(pool: Pool): Promise<Map<string, Checkpoint>> {
  const { rows } = await pool.query<CheckpointRow>(
    `SELECT schema_name, group_name, version, status, position, event_id, recorded_at, error
     FROM ops.projection_checkpoints`,
  );
  return new Map(
    rows.map((row) => [
      row.schema_name,
      {
        schemaName: row.schema_name,
        groupName: row.group_name,
        version: row.version,
        status: row.status,
        position: row.position === null ? undefined : BigInt(row.position),
        eventId: row.event_id ?? undefined,
        recordedAt: row.recorded_at ?? undefined,
        error: row.error ?? undefined,
      },
    ]),
  );
}

/** Says that a group stands still, where and why. */
export async function writeHalt(
  pool: Pool,
  schemaName: string,
  at: { readonly position: bigint; readonly eventId: string; readonly stream: string; readonly error: string },
): Promise<void> {
  await pool.query(
    `UPDATE ops.projection_checkpoints
     SET status = 'halted', halted_position = $2, halted_event_id = $3, halted_stream = $4, error = $5,
       updated_at = clock_timestamp()
     WHERE schema_name = $1`,
    [schemaName, at.position.toString(), at.eventId, at.stream, at.error],
  );
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Channel on which the positions of a group are announced; the payload is the position as decimal text. */
export function channelOf(groupName: string): string {
  return `projection_${groupName}`;
}

/**
 * The end of a batch as one round trip: store the checkpoint, announce it (delivered by the commit), commit. The values
 * stand in the text, since several statements at once take no parameters; all of them are checked.
 */
export function commitSql(schemaName: string, announceAs: string | undefined, last: RecordedEvent): string {
  const id = last.id.toLowerCase();
  if (!UUID.test(id)) {
    throw new Error(`Event ids are UUIDs; ${last.id} is none`);
  }
  const recordedAt = new Date(last.metadata.recordedAt).toISOString();
  const announce = announceAs === undefined ? '' : `NOTIFY ${channelOf(announceAs)}, '${last.position}';`;
  return `UPDATE ops.projection_checkpoints
    SET position = ${last.position}, event_id = '${id}', recorded_at = '${recordedAt}', updated_at = clock_timestamp(),
      status = CASE status WHEN 'halted' THEN 'running' ELSE status END,
      halted_position = NULL, halted_event_id = NULL, halted_stream = NULL, error = NULL
    WHERE schema_name = '${schemaName}'; ${announce} COMMIT`;
}
