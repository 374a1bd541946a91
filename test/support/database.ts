import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { bootstrapDatabase } from '../../src/platform/database/bootstrap.ts';
import { migrate } from '../../src/platform/database/migrate.ts';
import { createPool, type DatabaseRole } from '../../src/platform/pools.ts';
import { testPostgres } from './postgres.ts';

export interface MigratedDatabase {
  /** The ordinary login user's, as a deployment has it. */
  readonly loginUrl: string;
  /** A superuser's: to look behind the rights, never to run the program with. */
  readonly superuserUrl: string;
  /** One pool per role, made when asked for and closed by `drop`. */
  pool(role: DatabaseRole): pg.Pool;
  drop(): Promise<void>;
}

const LOCK = 7_105_110_910;
/**
 * Of the login user, who belongs to the server and so to all test files at once: whoever bootstraps a database of the run's
 * server says this one, or locks the others out.
 */
export const LOGIN_PASSWORD = 'ledgerline-test';

async function asSuperuser<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Another set of migrations gets another template: a server that outlives the run never hands out an old one. */
async function templateName(): Promise<string> {
  const directory = new URL('../../src/platform/database/', import.meta.url);
  const names = (await readdir(directory)).filter((name) => /\.(sql|ts)$/.test(name)).sort();
  const hash = createHash('sha256');
  for (const name of names) hash.update(name).update(await readFile(new URL(name, directory)));
  return `ledgerline_template_${hash.digest('hex').slice(0, 12)}`;
}

/** Made by the first test process that needs it; the others wait at the lock. */
async function ensureTemplate(superuserUrl: string): Promise<string> {
  const template = await templateName();
  await asSuperuser(superuserUrl, async (client) => {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    const ready = await client.query('select from pg_database where datname = $1', [template]);
    if (ready.rowCount === 1) return;
    // Under another name until it is complete, since we may be killed in between.
    const draft = `${template}_${randomBytes(4).toString('hex')}`;
    await migrate({ url: await bootstrapDatabase({ superuserUrl, database: draft, password: LOGIN_PASSWORD }) });
    await client.query(`alter database ${draft} rename to ${template}`);
  });
  return template;
}

/** A database of its own with everything migrated and nothing in it, copied from a template in a fraction of a second. */
export async function migratedDatabase(): Promise<MigratedDatabase> {
  const { url: superuserUrl } = await testPostgres();
  const template = await ensureTemplate(superuserUrl);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asSuperuser(superuserUrl, (client) =>
    client.query(`create database ${name} template ${template} owner ledgerline`),
  );
  const url = new URL(superuserUrl);
  url.pathname = `/${name}`;
  const ownUrl = url.href;
  url.username = 'ledgerline';
  url.password = LOGIN_PASSWORD;
  // Rights on a database are not copied with it.
  await migrate({ url: url.href });

  const pools = new Map<DatabaseRole, pg.Pool>();
  return {
    loginUrl: url.href,
    superuserUrl: ownUrl,
    pool(role) {
      const pool = pools.get(role) ?? createPool({ url: url.href, role, max: 5 });
      pools.set(role, pool);
      return pool;
    },
    async drop() {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
      await asSuperuser(superuserUrl, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}
