import { createHash } from 'node:crypto';
import type pg from 'pg';
import { v7 } from 'uuid';
import type { Clock } from './clock.ts';
import { withTenant } from './pools.ts';

export const IDEMPOTENCY_KEY_LENGTH_MAX = 255;

/** How long a key is remembered, from its first use or its last repetition. */
const KEYED_MS = 24 * 60 * 60 * 1_000;
/** A keyless write that failed is taken up again by an identical one within this time of its answer. */
const KEYLESS_AFTER_ANSWER_MS = 10_000;
/** No answer yet, or the process that owed it is gone: the caller cannot have waited longer than this. */
const KEYLESS_UNANSWERED_MS = 60_000;

export interface Write {
  readonly tenantId: string;
  /** Who sends it, e.g. `user:42`: an identical write without a key by somebody else is another write. */
  readonly actor: string;
  /** The Idempotency-Key header, at most {@link IDEMPOTENCY_KEY_LENGTH_MAX} characters. */
  readonly key?: string | undefined;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** Of the body's bytes, hex or base64. */
  readonly bodyHash: string;
}

export type Begun =
  /** Not seen before: execute it under this command id. */
  | { readonly kind: 'fresh'; readonly commandId: string }
  /** Seen before: execute under the first one's command id, under which the streams answer it a second time. */
  | { readonly kind: 'repeat'; readonly commandId: string; readonly answeredStatus: number | null }
  /** The key was used for another request: refuse (422). */
  | { readonly kind: 'other_body' };

export interface Idempotency {
  /** Finds or makes the command id that a write stands for. Any number of calls at once agree on one id. */
  begin(write: Write): Promise<Begun>;
  /**
   * Records what a command was answered, to be called once the answer is with the caller: a 2xx closes a keyless
   * write, so that the next identical one is a new command. A 2xx is not overwritten.
   */
  answered(tenantId: string, commandId: string, status: number): Promise<void>;
}

const TAKE = `
  insert into ops.idempotency as kept
    (tenant_id, scope, key, request_hash, command_id, created_at, expires_at)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (tenant_id, scope, key) do update set
    request_hash = excluded.request_hash, command_id = excluded.command_id, created_at = excluded.created_at,
    expires_at = excluded.expires_at, answered_at = null, answered_status = null
  where kept.expires_at <= excluded.created_at
     or (kept.scope = 'content' and kept.answered_status between 200 and 299)
  returning command_id`;

// While a repetition is under way, the next one still belongs to it.
const REPEAT = `
  update ops.idempotency set expires_at = greatest(expires_at, $4)
  where tenant_id = $1 and scope = $2 and key = $3
  returning command_id, request_hash, answered_status`;

const ANSWERED = `
  update ops.idempotency set
    answered_status = $3, answered_at = $4,
    expires_at = case scope when 'content' then $5 else expires_at end
  where tenant_id = $1 and command_id = $2 and (answered_status between 200 and 299) is not true`;

const fingerprint = (...parts: readonly string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
const later = (moment: string, milliseconds: number) => new Date(Date.parse(moment) + milliseconds).toISOString();

interface Row {
  readonly command_id: string;
  readonly request_hash: string;
  readonly answered_status: number | null;
}

async function take(client: pg.PoolClient, write: Write, now: string): Promise<Begun> {
  const { tenantId, actor, key, method, path, bodyHash } = write;
  const requestHash = fingerprint(method, path, bodyHash);
  const scope = key === undefined ? 'content' : 'key';
  const row = [tenantId, scope, key ?? fingerprint(actor, requestHash)];
  const expiresAt = later(now, key === undefined ? KEYLESS_UNANSWERED_MS : KEYED_MS);
  for (;;) {
    const fresh = await client.query<{ command_id: string }>(TAKE, [...row, requestHash, v7(), now, expiresAt]);
    if (fresh.rows[0] !== undefined) return { kind: 'fresh', commandId: fresh.rows[0].command_id };
    const { rows } = await client.query<Row>(REPEAT, [...row, expiresAt]);
    const [kept] = rows;
    if (kept === undefined) continue; // purged between the two statements
    if (kept.request_hash !== requestHash) return { kind: 'other_body' };
    return { kind: 'repeat', commandId: kept.command_id, answeredStatus: kept.answered_status };
  }
}

/** The table of writes that were asked for, over a pool of role api or worker. */
export function createIdempotency({ pool, clock }: { pool: pg.Pool; clock: Clock }): Idempotency {
  return {
    async begin(write) {
      if (write.key !== undefined && (write.key === '' || write.key.length > IDEMPOTENCY_KEY_LENGTH_MAX)) {
        throw new RangeError(`An Idempotency-Key has 1 to ${IDEMPOTENCY_KEY_LENGTH_MAX} characters.`);
      }
      return withTenant(pool, write.tenantId, (client) => take(client, write, clock.now()));
    },
    async answered(tenantId, commandId, status) {
      const now = clock.now();
      const closesAt = later(now, KEYLESS_AFTER_ANSWER_MS);
      await withTenant(pool, tenantId, (client) =>
        client.query(ANSWERED, [tenantId, commandId, status, now, closesAt]),
      );
    },
  };
}

/** Deletes up to `limit` expired rows of all tenants; a pool of role worker. Returns how many, less than `limit`: done. */
export async function purgeIdempotency(pool: pg.Pool, now: string, limit = 5_000): Promise<number> {
  const { rows } = await pool.query<{ purged: string }>('select ops.purge_idempotency($1, $2) as purged', [now, limit]);
  return Number(rows[0]?.purged ?? 0);
}
