import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refuseSuperuser, waitForDatabase } from '../../../src/platform/database-checks.ts';
import { createPool, withTenant } from '../../../src/platform/pools.ts';
import { type MigratedDatabase, migratedDatabase } from '../../support/database.ts';

const ACME = '018f0000-0000-7000-8000-00000000000a';
const GLOBEX = '018f0000-0000-7000-8000-00000000000b';

let database: MigratedDatabase;

beforeAll(async () => {
  database = await migratedDatabase();
  await database.pool('owner').query(`
    create schema example;
    grant usage on schema example to ledgerline_api, ledgerline_worker, ledgerline_projector;
    create table example.account (tenant_id uuid not null, name text not null);
    select ops.protect_tenant_table('example.account');
    create table example."Odd name" (tenant_id uuid not null);
    select ops.protect_tenant_table('example."Odd name"');
    create table example.no_tenant (id int)`);
  await database
    .pool('projector')
    .query('insert into example.account values ($1, $2), ($3, $4)', [ACME, 'Acme', GLOBEX, 'Globex']);
});
afterAll(() => database.drop());

const NAMES = 'select name from example.account order by name';

describe.each(['api', 'worker'] as const)('row-level security for %s', (role) => {
  test('no tenant set: no rows', async () => {
    expect((await database.pool(role).query(NAMES)).rows).toEqual([]);
  });

  test('the rows of the tenant that is set, and no others', async () => {
    const names = (tenant: string) =>
      withTenant(database.pool(role), tenant, async (client) => (await client.query(NAMES)).rows, { access: 'read' });
    expect(await names(ACME)).toEqual([{ name: 'Acme' }]);
    expect(await names(GLOBEX)).toEqual([{ name: 'Globex' }]);
    expect(await names('018f0000-0000-7000-8000-00000000000c')).toEqual([]);
  });

  test('the tenant is forgotten with the transaction', async () => {
    const pool = createPool({ url: database.loginUrl, role, max: 1 });
    await withTenant(pool, ACME, (client) => client.query(NAMES));
    await expect(withTenant(pool, ACME, (client) => client.query('select 1/0'))).rejects.toThrow(/division by zero/);
    expect((await pool.query(NAMES)).rows).toEqual([]);
    await pool.end();
  });

  test('may not write, not even rows of the tenant', async () => {
    await expect(
      withTenant(database.pool(role), ACME, (client) =>
        client.query('insert into example.account values ($1, $2)', [ACME, 'x']),
      ),
    ).rejects.toThrow(/permission denied/);
  });

  test('where writing is granted, rows of another tenant are refused', async () => {
    await expect(
      withTenant(database.pool(role), ACME, (client) =>
        client.query(`insert into ops.idempotency values ($1, 'key', 'k', 'h', $1, now(), null, null, now())`, [
          GLOBEX,
        ]),
      ),
    ).rejects.toThrow(/violates row-level security/);
  });
});

describe('connections', () => {
  test('the projector sees all tenants; the owner, under forced security, none', async () => {
    expect((await database.pool('projector').query(NAMES)).rows).toHaveLength(2);
    expect((await database.pool('owner').query(NAMES)).rows).toHaveLength(0);
  });

  test('a table without tenant_id is not protected silently', async () => {
    await expect(database.pool('owner').query(`select ops.protect_tenant_table('example.no_tenant')`)).rejects.toThrow(
      /has no column tenant_id/,
    );
  });

  test('RESET ROLE and DISCARD ALL stay with the role; SET ROLE is the documented way around', async () => {
    const pool = createPool({ url: database.loginUrl, role: 'api', max: 1 });
    const role = async () => (await pool.query('select current_user as role')).rows[0].role;
    await pool.query('reset role');
    expect(await role()).toBe('ledgerline_api');
    await pool.query('discard all');
    expect(await role()).toBe('ledgerline_api');
    await pool.query('set role ledgerline_projector');
    expect(await role()).toBe('ledgerline_projector');
    await pool.end();
  });

  test('options in the URL do not take the role away', async () => {
    const url = `${database.loginUrl}?options=-c%20role%3Dnone%20-c%20work_mem%3D5MB&application_name=other`;
    const pool = createPool({ url, role: 'worker', applicationName: 'ledgerline-test', statementTimeoutMs: 1_500 });
    const { rows } = await pool.query(
      `select current_user as role, current_setting('work_mem') as work_mem, current_setting('timezone') as zone,
              current_setting('application_name') as app, current_setting('statement_timeout') as timeout`,
    );
    expect(rows).toEqual([
      { role: 'ledgerline_worker', work_mem: '5MB', zone: 'UTC', app: 'ledgerline-test', timeout: '1500ms' },
    ]);
    await pool.end();
  });

  test('a tenant id that is none never reaches the database', async () => {
    await expect(withTenant(database.pool('api'), `'; drop table x --`, async () => 1)).rejects.toThrow(
      /Not a tenant id/,
    );
  });

  test('read access refuses writes', async () => {
    await expect(
      withTenant(database.pool('worker'), ACME, (client) => client.query('update ops.idempotency set key = key'), {
        access: 'read',
      }),
    ).rejects.toThrow(/read-only transaction/);
  });
});

describe('type parsing', () => {
  test('nothing that can lose digits or days becomes a number or a Date', async () => {
    const { rows } = await database.pool('api').query(
      `select 123456789012345678.90::numeric as numeric, 9007199254740993::bigint as int8, date '2024-02-29' as date,
              timestamptz '2026-03-01 10:30:00.123987+01' as timestamptz,
              timestamptz '2026-03-01 00:00+00' as midnight, timestamptz 'infinity' as forever,
              '{1.10,null}'::numeric[] as numerics, '{9007199254740993}'::int8[] as int8s,
              '{2024-02-29}'::date[] as dates, array[timestamptz '2026-03-01 10:30+01', null] as timestamps,
              count(*) as count, 7::int4 as int4, '{"a": 1}'::jsonb as json, null::numeric as nothing`,
    );
    expect(rows).toEqual([
      {
        numeric: '123456789012345678.90',
        int8: '9007199254740993',
        date: '2024-02-29',
        timestamptz: '2026-03-01T09:30:00.123Z',
        midnight: '2026-03-01T00:00:00.000Z',
        forever: 'infinity',
        numerics: ['1.10', null],
        int8s: ['9007199254740993'],
        dates: ['2024-02-29'],
        timestamps: ['2026-03-01T09:30:00.000Z', null],
        count: '1',
        int4: 7,
        json: { a: 1 },
        nothing: null,
      },
    ]);
  });
});

describe('start-up checks', () => {
  test('our roles pass', async () => {
    await expect(refuseSuperuser(database.pool('api'))).resolves.toBeUndefined();
  });

  test('a superuser is refused, also behind one of our roles', async () => {
    const pool = createPool({ url: database.superuserUrl, role: 'api', max: 1 });
    await expect(refuseSuperuser(pool)).rejects.toThrow(/is a superuser.*Connect as an ordinary user/);
    await pool.end();
  });

  test('waiting ends when the database answers', async () => {
    await expect(waitForDatabase(database.loginUrl)).resolves.toBeUndefined();
  });

  test('waiting is bounded, and its error holds no password', async () => {
    const url = 'postgres://ledgerline:hunter2@127.0.0.1:9/ledgerline';
    const failure = await waitForDatabase(url, { timeoutMs: 300 }).catch((error: Error) => error);
    expect(String(failure)).toMatch(/Cannot connect to PostgreSQL as ledgerline at 127.0.0.1:9.*is it running\?/);
    expect(String(failure)).not.toContain('hunter2');
  });

  test('a missing database is told at once', async () => {
    const url = new URL(database.loginUrl);
    url.pathname = '/no_such_database';
    await expect(waitForDatabase(url.href)).rejects.toThrow(/"no_such_database" does not exist/);
  });
});
