import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

export interface TestDatabase {
  /** Superuser, connected to this database. */
  readonly url: string;
  drop(): Promise<void>;
}

export interface TestPostgres {
  /** Superuser, database `postgres` (or the one that DATABASE_URL names). Shared by the whole run: make a database. */
  readonly url: string;
  /** Makes an empty database, or a copy of `template`, to which nobody may be connected at that moment. */
  createDatabase(name?: string, template?: string): Promise<TestDatabase>;
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function serverUrl(): Promise<string> {
  const given = process.env.DATABASE_URL;
  if (given !== undefined && given !== '') return given;
  const answer = await fetch(inject('postgresDoor'));
  const text = await answer.text();
  if (!answer.ok) throw new Error(`The PostgreSQL of this test run did not start: ${text}`);
  return text;
}

/** The PostgreSQL of this test run: DATABASE_URL when given (a superuser's), else an embedded one. */
export async function testPostgres(): Promise<TestPostgres> {
  const url = await serverUrl();
  return {
    url,
    async createDatabase(name = `test_${randomBytes(6).toString('hex')}`, template = 'template1') {
      const database = pg.escapeIdentifier(name);
      await execute(url, `CREATE DATABASE ${database} TEMPLATE ${pg.escapeIdentifier(template)}`);
      const databaseUrl = new URL(url);
      databaseUrl.pathname = `/${encodeURIComponent(name)}`;
      return { url: databaseUrl.href, drop: () => execute(url, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`) };
    },
  };
}
