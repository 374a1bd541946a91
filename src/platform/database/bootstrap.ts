import pg from 'pg';
import { connectionConfig } from '../pools.ts';

export interface BootstrapOptions {
  /** To any database of the server, such as `postgres`. */
  readonly superuserUrl: string;
  /** The database to make. */
  readonly database: string;
  /** The login user's; set anew each time. */
  readonly password: string;
}

const LOGIN_USER = 'ledgerline';
const ADVISORY_LOCK = 7_105_110_902; // so that several starters don't make them at once

/**
 * Makes what {@link migrate} needs on a server that is ours alone (the embedded one, a test's): the login user
 * `ledgerline`, an ordinary one that may make roles, and a database that it owns. Whatever is there already stays.
 * Returns the login user's URL of that database.
 */
export async function bootstrapDatabase({ superuserUrl, database, password }: BootstrapOptions): Promise<string> {
  const client = new pg.Client(connectionConfig({ url: superuserUrl, applicationName: 'ledgerline-bootstrap' }));
  client.on('error', () => undefined); // a lost connection rejects the query in hand
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK]);
    const roles = await client.query('select from pg_roles where rolname = $1', [LOGIN_USER]);
    const attributes = `login nosuperuser nobypassrls nocreatedb createrole password ${client.escapeLiteral(password)}`;
    await client.query(`${roles.rowCount === 0 ? 'create' : 'alter'} role ${LOGIN_USER} with ${attributes}`);
    const databases = await client.query('select from pg_database where datname = $1', [database]);
    if (databases.rowCount === 0) {
      await client.query(`create database ${client.escapeIdentifier(database)} owner ${LOGIN_USER}`);
    }
  } finally {
    await client.end(); // which lets go of the lock
  }
  const url = new URL(superuserUrl);
  url.username = LOGIN_USER;
  url.password = encodeURIComponent(password);
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.href;
}
