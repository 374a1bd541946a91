import type { Pool, PoolClient, QueryResult } from 'pg';
import type { RecordedEvent } from '../../application/ports/event-store.ts';
import { commitSql } from './checkpoints.ts';
import type { ProjectionGroup } from './projection.ts';
import { ProjectionError } from './projection-error.ts';
import { searchPath } from './schema.ts';
import { onConnection, transactionOn } from './transaction.ts';

/** Where a group's rows go: its live schema, or the one that is built beside it. */
export interface Target {
  readonly group: ProjectionGroup;
  readonly schemaName: string;
  /** False while building beside: nobody waits for those rows. */
  readonly announces: boolean;
}

interface LockedRow {
  readonly position: string | null;
  readonly version: number;
}

/** One round trip: begin, set up, and lock the checkpoint, so that two writers of one group take turns. */
function beginSql(schemaName: string): string {
  return `BEGIN; SET LOCAL synchronous_commit = off; ${searchPath(schemaName)};
    SELECT position, version FROM ops.projection_checkpoints WHERE schema_name = '${schemaName}' FOR UPDATE`;
}

/**
 * Folds a batch into a group's tables, with its checkpoint, in one transaction. Events that the checkpoint has already
 * passed are left out. Gives the group's position afterwards.
 *
 * synchronous_commit is off: after a crash of the server the last moments may be missing, rows and checkpoint alike,
 * and are folded again.
 */
export function writeBatch(pool: Pool, target: Target, events: readonly RecordedEvent[]): Promise<bigint> {
  return onConnection(pool, (client) => writeOn(client, target, events));
}

async function writeOn(client: PoolClient, target: Target, events: readonly RecordedEvent[]): Promise<bigint> {
  const { group, schemaName } = target;
  // pg gives one result per statement when a text holds several; its types know of one only.
  const results = (await client.query(beginSql(schemaName))) as unknown as QueryResult<LockedRow>[];
  const locked = results.at(-1)?.rows[0];
  if (locked === undefined || locked.version !== group.version) {
    throw new ProjectionError(
      'CHECKPOINT_GONE',
      `The schema ${schemaName} is no longer at version ${group.version} of this build` +
        `${locked === undefined ? '' : ` but at ${locked.version}`}: another build has taken over. Stop this one.`,
    );
  }
  const position = locked.position === null ? -1n : BigInt(locked.position);
  const unseen = events.filter((event) => event.position > position);
  const last = unseen.at(-1);
  if (last === undefined) {
    await client.query('ROLLBACK');
    return position;
  }
  const tx = transactionOn(client);
  for (const projection of group.projections) {
    const wanted = unseen.filter((event) => projection.wants(event));
    if (wanted.length > 0) {
      await projection.project(wanted, tx);
    }
  }
  await client.query(commitSql(schemaName, target.announces ? group.name : undefined, last));
  return last.position;
}
