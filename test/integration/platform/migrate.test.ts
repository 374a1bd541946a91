import { runMigrations } from 'bullmq';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootstrapDatabase } from '../../../src/platform/database/bootstrap.ts';
import { migrate } from '../../../src/platform/database/migrate.ts';
import { createPool } from '../../../src/platform/pools.ts';
import { LOGIN_PASSWORD, type MigratedDatabase, migratedDatabase } from '../../support/database.ts';
import { testPostgres } from '../../support/postgres.ts';

const FILES = [
  '001_operations.sql',
  '002_protect_tenant_table.sql',
  '003_idempotency.sql',
  '004_vault.sql',
  '005_api_key_uses.sql',
];

describe('migrate', () => {
  let superuserUrl: string;
  const made: string[] = [];

  async function emptyDatabase(): Promise<string> {
    const database = `test_migrate_${made.length}_${process.pid}`;
    made.push(database);
    return bootstrapDatabase({ superuserUrl, database, password: LOGIN_PASSWORD });
  }

  beforeAll(async () => {
    superuserUrl = (await testPostgres()).url;
  });
  afterAll(async () => {
    const client = new pg.Client({ connectionString: superuserUrl });
    await client.connect();
    for (const database of made) await client.query(`drop database if exists ${database} with (force)`);
    await client.end();
  });

  test('applies every file once', async () => {
    const url = await emptyDatabase();
    expect(await migrate({ url })).toEqual(FILES);
    expect(await migrate({ url })).toEqual([]);
  });

  test('runs at once from several processes, on one database and on another', async () => {
    const [one, other] = [await emptyDatabase(), await emptyDatabase()];
    const applied = await Promise.all([one, one, one, other, other, other].map((url) => migrate({ url })));
    expect(applied.slice(0, 3).flat().sort()).toEqual(FILES);
    expect(applied.slice(3).flat().sort()).toEqual(FILES);
  });

  test('the subject keys can live in a database of their own', async () => {
    const [url, keystoreUrl] = [await emptyDatabase(), await emptyDatabase()];
    await migrate({ url, keystoreUrl });
    const ledger = createPool({ url, role: 'owner', max: 1 });
    const keystore = createPool({ url: keystoreUrl, role: 'owner', max: 1 });
    const tables = async (pool: pg.Pool) =>
      (await pool.query(`select to_regclass('vault.subject_keys') as vault, to_regclass('ops.idempotency') as ops`))
        .rows[0];
    expect(await tables(ledger)).toEqual({ vault: null, ops: 'ops.idempotency' });
    expect(await tables(keystore)).toEqual({ vault: 'vault.subject_keys', ops: null });
    await Promise.all([ledger.end(), keystore.end()]);
  });

  test('refuses a superuser', async () => {
    await expect(migrate({ url: superuserUrl })).rejects.toThrow(/above row-level security/);
  });

  test('refuses a user that may not prepare the database, and says what it needs', async () => {
    const url = new URL(await emptyDatabase());
    const client = new pg.Client({ connectionString: superuserUrl });
    await client.connect();
    await client.query(`create role test_powerless_${process.pid} login password 'x'`);
    url.username = `test_powerless_${process.pid}`;
    url.password = 'x';
    await expect(migrate({ url: url.href })).rejects.toThrow(/Give it CREATEROLE and the ownership/);
    await client.query(`drop role test_powerless_${process.pid}`);
    await client.end();
  });

  test('refuses a file that was edited after it was applied, and a database of a newer build', async () => {
    const url = await emptyDatabase();
    await migrate({ url });
    const owner = createPool({ url, role: 'owner', max: 1 });
    await owner.query(`update ops.migrations set checksum = 'edited' where file = '003_idempotency.sql'`);
    await expect(migrate({ url })).rejects.toThrow(/003_idempotency.sql is not the one that was applied/);
    await owner.query(`insert into ops.migrations values ('999_future.sql', 'x')`);
    await expect(migrate({ url })).rejects.toThrow(/newer build has migrated this database \(999_future.sql\)/);
    await owner.end();
  });
});

describe('the roles', () => {
  let database: MigratedDatabase;
  beforeAll(async () => {
    database = await migratedDatabase();
  });
  afterAll(() => database.drop());

  test('own nothing, except owner and queue their schemas', async () => {
    const { rows } = await database.pool('owner').query<{ owner: string }>(
      `select distinct pg_get_userbyid(owner) as owner from (
         select relowner as owner from pg_class union select nspowner from pg_namespace union
         select proowner from pg_proc union select datdba from pg_database union select typowner from pg_type
       ) as owned
       where pg_get_userbyid(owner) like 'ledgerline%' order by 1`,
    );
    expect(rows.map(({ owner }) => owner)).toEqual(['ledgerline', 'ledgerline_owner', 'ledgerline_queue']);
  });

  test('the bare login user may read nothing', async () => {
    const login = new pg.Client({ connectionString: database.loginUrl });
    await login.connect();
    await expect(login.query('select * from ops.idempotency')).rejects.toThrow(/permission denied/);
    await expect(login.query('select * from vault.subject_keys')).rejects.toThrow(/permission denied/);
    await login.end();
  });

  test('the projector never gets at subject keys', async () => {
    await expect(database.pool('projector').query('select * from vault.subject_keys')).rejects.toThrow(
      /permission denied for schema vault/,
    );
  });

  test('BullMQ can make its tables as the queue role, and nobody else sees them', async () => {
    const client = await database.pool('queue').connect();
    await runMigrations(client);
    client.release();
    await expect(database.pool('queue').query('select count(*) from migration')).resolves.toBeDefined();
    await expect(database.pool('api').query('select * from bullmq.migration')).rejects.toThrow(/permission denied/);
  });
});
