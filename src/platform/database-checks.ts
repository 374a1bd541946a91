import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { connectionConfig } from './pools.ts';

/** The database can be reached, but must not or cannot be used like this. Trying again does not help. */
export class DatabaseRefused extends Error {
  override readonly name = 'DatabaseRefused';
}

interface Identity {
  readonly name: string;
  readonly is_current: boolean;
  readonly rolsuper: boolean;
  readonly rolbypassrls: boolean;
}

/**
 * Start-up check: neither the login user nor the role it has taken on may be above row-level security, and a role of
 * ours must have been taken on.
 * @throws DatabaseRefused saying what to do.
 */
export async function refuseSuperuser(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<Identity>(
    `select rolname as name, rolname = current_user as is_current, rolsuper, rolbypassrls
     from pg_roles where rolname in (current_user, session_user)`,
  );
  for (const { name, rolsuper, rolbypassrls } of rows) {
    if (!rolsuper && !rolbypassrls) continue;
    throw new DatabaseRefused(
      `The database user ${name} ${rolsuper ? 'is a superuser' : 'bypasses row-level security'}, so nothing would ` +
        'keep the tenants apart. Connect as an ordinary user that owns the database: ' +
        "CREATE ROLE ledgerline LOGIN CREATEROLE PASSWORD '…'; ALTER DATABASE … OWNER TO ledgerline;",
    );
  }
  const current = rows.find((row) => row.is_current)?.name ?? 'nobody';
  if (!current.startsWith('ledgerline_')) {
    throw new DatabaseRefused(
      `Connections arrive as ${current} instead of one of the roles ledgerline_*. A pooler in between probably drops ` +
        'start-up options: connect to the server directly, or let the pooler pass `options` on.',
    );
  }
}

/** Refusals that waiting can cure: not there yet, starting, stopping, or full. */
const TRANSIENT = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND', // a container's name is known only once it runs
  'EAI_AGAIN',
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '53300', // too_many_connections
  '08006',
]);

function isTransient(error: unknown): boolean {
  const { code, message = '', errors } = error as { code?: string; message?: string; errors?: unknown[] };
  if (code !== undefined) return TRANSIENT.has(code);
  if (errors !== undefined) return errors.some(isTransient);
  return /timeout|terminated unexpectedly/i.test(message);
}

/** The address without its password, for messages. */
export function describeDatabase(url: string): string {
  const { hostname, port, pathname, username } = new URL(url);
  return `${username || 'the default user'} at ${hostname}:${port || 5432}${pathname}`;
}

/**
 * Waits until the database takes connections, up to `timeoutMs`. A wrong password or a missing database is thrown at
 * once.
 * @throws DatabaseRefused with the last reason.
 */
export async function waitForDatabase(url: string, { timeoutMs = 60_000 }: { timeoutMs?: number } = {}): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
    const remainingMs = Math.max(deadline - performance.now(), 100);
    const config = connectionConfig({ url, applicationName: 'ledgerline-wait' });
    const client = new pg.Client({
      ...config,
      connectionTimeoutMillis: Math.ceil(Math.min(remainingMs, 5_000)),
    });
    client.on('error', () => undefined); // it also arrives as the rejection below
    try {
      await client.connect();
      await client.query('select 1');
      return;
    } catch (error) {
      const transient = isTransient(error);
      if (transient && performance.now() + pauseMs < deadline) {
        await sleep(pauseMs);
        continue;
      }
      const reason =
        error instanceof Error ? error.message || String((error as { code?: string }).code) : String(error);
      throw new DatabaseRefused(
        `Cannot connect to PostgreSQL as ${describeDatabase(url)}: ${reason}. ` +
          (transient
            ? `It was not reachable for ${Math.round(timeoutMs / 1000)} s: is it running?`
            : 'Check DATABASE_URL.'),
        { cause: error },
      );
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
