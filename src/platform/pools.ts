import pg from 'pg';
import { TYPE_PARSERS } from './type-parsers.ts';

/** Who a connection is to the database: each role has the rights of one part of the program, and no more. */
export type DatabaseRole = 'owner' | 'api' | 'projector' | 'worker' | 'queue';

export interface PoolOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  readonly role: DatabaseRole;
  /** Connections at most; 10 when left out. */
  readonly max?: number;
  /** Shown in pg_stat_activity; `ledgerline-<role>` when left out. */
  readonly applicationName?: string;
  /** A statement that takes longer is cancelled (SQLSTATE 57014); 0 or left out: no limit. */
  readonly statementTimeoutMs?: number;
  /** Told about connections that broke while idle. The pool has dropped them already and makes new ones. */
  readonly onIdleError?: (error: Error) => void;
}

const CONNECT_TIMEOUT_MS = 10_000;
const IDLE_TIMEOUT_MS = 30_000;

function startupSettings(options: Omit<PoolOptions, 'role'> & { role?: DatabaseRole }): string[] {
  // The type parsers rely on the first two.
  const settings = ['timezone=UTC', 'datestyle=ISO'];
  if (options.role !== undefined) settings.push(`role=ledgerline_${options.role}`);
  // BullMQ's statements name no schema.
  if (options.role === 'queue') settings.push('search_path=bullmq');
  if (options.statementTimeoutMs) settings.push(`statement_timeout=${Math.trunc(options.statementTimeoutMs)}`);
  return settings;
}

/**
 * What pg needs to connect. Without a role it is the bare login user, who may make roles and schemas and read nothing.
 *
 * Settings travel as start-up options: no extra round trip, and DISCARD or RESET come back to them. A pooler in
 * between that drops start-up options (PgBouncer's `ignore_startup_parameters = options`) is noticed by
 * {@link refuseSuperuser}.
 */
export function connectionConfig(options: Omit<PoolOptions, 'role'> & { role?: DatabaseRole }): pg.PoolConfig {
  const url = new URL(options.url);
  // pg lets the URL win over everything beside it: options in it would take away the role.
  const ownOptions = url.searchParams.get('options');
  url.searchParams.delete('options');
  url.searchParams.delete('application_name');
  const settings = startupSettings(options).map((setting) => `-c ${setting}`);
  return {
    connectionString: url.href,
    options: [...(ownOptions === null ? [] : [ownOptions]), ...settings].join(' '),
    application_name: options.applicationName ?? `ledgerline-${options.role ?? 'login'}`,
    max: options.max ?? 10,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    keepAlive: true,
    types: TYPE_PARSERS,
  };
}

/**
 * A pool whose connections have taken on the database role `ledgerline_<role>`. numeric, int8 and date are read as
 * text, timestamptz as ISO 8601 UTC with milliseconds (see type-parsers.ts).
 *
 * `RESET ROLE` stays with that role. `SET ROLE` can still reach the other roles of the login user: the roles guard
 * against our own mistakes, such as a query without its tenant, not against somebody who can send any SQL.
 */
export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool(connectionConfig(options));
  // Without a listener the loss of an idle connection would end the process.
  pool.on('error', (error) => options.onIdleError?.(error));
  return pool;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A tenant goes into statements as text: several statements in one round trip take no parameters. Throws on a bug. */
export function refuseNoTenantId(tenantId: string): void {
  if (!UUID.test(tenantId)) throw new Error(`Not a tenant id: ${JSON.stringify(tenantId)} is no UUID in lower case.`);
}

const BEGIN = {
  // One moment for all statements: a total and its rows agree. Read-only transactions can't fail for it.
  read: 'begin isolation level repeatable read read only',
  write: 'begin',
};

/**
 * Runs `work` in one transaction that sees one tenant's rows; commits when it returns, rolls back when it throws.
 * `access: 'read'` makes it read only, on one snapshot. Three round trips: begin, the work's own, commit.
 */
export async function withTenant<Result>(
  pool: pg.Pool,
  tenantId: string,
  work: (client: pg.PoolClient) => Promise<Result>,
  { access = 'write' }: { access?: 'read' | 'write' } = {},
): Promise<Result> {
  refuseNoTenantId(tenantId);
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(`${BEGIN[access]}; set local app.tenant = '${tenantId}'`);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    // A connection that can't roll back must not go back into the pool, with another tenant's setting in it.
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
