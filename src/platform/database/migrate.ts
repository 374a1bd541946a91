import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { DatabaseRefused } from '../database-checks.ts';
import { connectionConfig } from '../pools.ts';

/**
 * In the order of application. A file that has been released is never edited: changes go into a new one.
 * `keystore`: it belongs to the subject keys, which can live in a database of their own.
 */
const MIGRATIONS = [
  { file: '001_operations.sql', part: 'ledger' },
  { file: '002_protect_tenant_table.sql', part: 'ledger' },
  { file: '003_idempotency.sql', part: 'ledger' },
  { file: '004_vault.sql', part: 'keystore' },
  { file: '005_api_key_uses.sql', part: 'ledger' },
] as const;

type Part = (typeof MIGRATIONS)[number]['part'];

export interface MigrateOptions {
  /** As the login user: not a superuser; owner of the database; CREATEROLE unless the roles exist. */
  readonly url: string;
  /** Where the subject keys live, when not in the same database. */
  readonly keystoreUrl?: string | undefined;
}

const ADVISORY_LOCK = 7_105_110_901; // any number that nobody else on this database uses
const MINIMUM_SERVER_VERSION = 160_000; // GRANT … WITH SET
const ATTEMPTS_MAX = 10;

const readSql = (file: string) => readFile(new URL(`./${file}`, import.meta.url), 'utf8');

async function inTransaction<Result>(client: pg.Client, work: () => Promise<Result>): Promise<Result> {
  await client.query(`begin; select pg_advisory_xact_lock(${ADVISORY_LOCK})`);
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function checkLogin(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string; rolsuper: boolean; rolbypassrls: boolean; version: number }>(
    `select rolname as name, rolsuper, rolbypassrls, current_setting('server_version_num')::int as version
     from pg_roles where rolname = session_user`,
  );
  const [login] = rows;
  if (login === undefined) throw new DatabaseRefused('PostgreSQL does not say who we are.');
  if (login.version < MINIMUM_SERVER_VERSION) {
    throw new DatabaseRefused('This PostgreSQL server is too old: Ledgerline needs version 16 or later.');
  }
  if (login.rolsuper || login.rolbypassrls) {
    throw new DatabaseRefused(
      `The database user ${login.name} is above row-level security (superuser or BYPASSRLS). Use an ordinary one: ` +
        "CREATE ROLE ledgerline LOGIN CREATEROLE PASSWORD '…'; ALTER DATABASE … OWNER TO ledgerline;",
    );
  }
}

/**
 * Roles belong to the whole server, while advisory locks belong to one database: two databases that are migrated at
 * once meet here. Whoever loses sees one of these, and finds everything in place the next time.
 */
function lostRace(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === '42710' || code === '23505' || (code === 'XX000' && /concurrently/.test(message ?? ''));
}

async function prepareServer(client: pg.Client): Promise<void> {
  const [roles, schemas] = [await readSql('roles.sql'), await readSql('schemas.sql')];
  for (let attempt = 1; ; attempt += 1) {
    try {
      await inTransaction(client, () => client.query(roles));
      await inTransaction(client, () => client.query(schemas));
      return;
    } catch (error) {
      if (lostRace(error) && attempt < ATTEMPTS_MAX) continue;
      if ((error as { code?: string }).code !== '42501') throw error;
      throw new DatabaseRefused(
        `The database user may not prepare the database: ${(error as Error).message}. Give it CREATEROLE and the ` +
          'ownership of the database, or create the roles ledgerline_owner, _api, _projector, _worker and _queue ' +
          '(NOLOGIN NOINHERIT) yourself and grant them to it WITH INHERIT FALSE, SET TRUE.',
        { cause: error },
      );
    }
  }
}

const LEDGER = `
  create table if not exists ops.migrations (
    file text primary key,
    checksum text not null,
    applied_at timestamptz not null default now()
  )`;

/** True when it was applied now, false when it had been before. */
async function applyOnce(client: pg.Client, file: string): Promise<boolean> {
  const sql = await readSql(file);
  const checksum = createHash('sha256').update(sql).digest('hex');
  const { rows } = await client.query<{ checksum: string }>('select checksum from ops.migrations where file = $1', [
    file,
  ]);
  const [applied] = rows;
  if (applied !== undefined) {
    if (applied.checksum === checksum) return false;
    throw new DatabaseRefused(
      `The migration ${file} is not the one that was applied to this database. Restore the file; changes to the ` +
        'database go into a new file.',
    );
  }
  await client.query(sql);
  await client.query('insert into ops.migrations (file, checksum) values ($1, $2)', [file, checksum]);
  return true;
}

async function refuseNewerDatabase(client: pg.Client): Promise<void> {
  const known = MIGRATIONS.map(({ file }) => file);
  const { rows } = await client.query<{ file: string }>('select file from ops.migrations where file <> all ($1)', [
    known,
  ]);
  if (rows.length > 0) {
    throw new DatabaseRefused(
      `A newer build has migrated this database (${rows.map(({ file }) => file).join(', ')}). Deploy that build.`,
    );
  }
}

async function migrateDatabase(url: string, parts: readonly Part[]): Promise<string[]> {
  const client = new pg.Client(connectionConfig({ url, applicationName: 'ledgerline-migrate' }));
  client.on('error', () => undefined); // a lost connection rejects the query in hand
  await client.connect();
  try {
    await checkLogin(client);
    await prepareServer(client);
    await client.query('set role ledgerline_owner');
    await inTransaction(client, () => client.query(LEDGER));
    await refuseNewerDatabase(client);
    const applied: string[] = [];
    for (const { file, part } of MIGRATIONS) {
      if (parts.includes(part) && (await inTransaction(client, () => applyOnce(client, file)))) applied.push(file);
    }
    return applied;
  } finally {
    await client.end();
  }
}

/**
 * Brings the database (and the key store, when it is another one) to this build's state: roles, schemas, operational
 * tables. Runs any number of times, also at once from several processes. Returns the files that were applied.
 *
 * Read models are not in here: their schemas are made, filled and swapped by the projector.
 * @throws DatabaseRefused when the user has too many rights or too few, or files and database don't fit.
 */
export async function migrate({ url, keystoreUrl }: MigrateOptions): Promise<string[]> {
  if (keystoreUrl === undefined) return migrateDatabase(url, ['ledger', 'keystore']);
  return [...(await migrateDatabase(url, ['ledger'])), ...(await migrateDatabase(keystoreUrl, ['keystore']))];
}
