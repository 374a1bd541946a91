import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askTenant } from '../../../src/platform/ask-together.ts';
import type { PreparedRead } from '../../../src/platform/prepared-read.ts';
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
    select ops.protect_tenant_table('example.account')`);
  await database
    .pool('projector')
    .query('insert into example.account values ($1, $2), ($3, $4)', [ACME, 'Acme', GLOBEX, 'Globex']);
});
afterAll(() => database.drop());

const NAMES: PreparedRead = {
  name: 'names',
  asked: { said: 'text', times: 'integer' },
  text: 'select question, name, said, times from asked cross join example.account order by name',
};
const SHARE: PreparedRead = {
  name: 'share',
  asked: { among: 'integer' },
  text: 'select question, 12 / among as share from asked',
};

interface NameRow {
  readonly name: string;
  readonly said: string;
  readonly times: number;
}

describe('questions to one tenant', () => {
  test('see its rows only, however many of two tenants are under way', async () => {
    const pool = database.pool('api');
    const tenants = Array.from({ length: 400 }, (_, index) => (index % 3 === 0 ? GLOBEX : ACME));
    const answers = await Promise.all(
      tenants.map((tenant, index) => askTenant(pool, tenant)<NameRow>(NAMES, [['hello', index]])),
    );
    expect(answers.map((asked) => asked.map((rows) => rows.map(({ name, times }) => `${name} ${times}`)))).toEqual(
      tenants.map((tenant, index) => [[`${tenant === ACME ? 'Acme' : 'Globex'} ${index}`]]),
    );
  });

  test('leave no tenant behind in the connections, also when one fails', async () => {
    const pool = database.pool('api');
    const failing = askTenant(pool, ACME)(SHARE, [[0]]);
    const others = Array.from({ length: 40 }, () => askTenant(pool, ACME)<{ share: number }>(SHARE, [[4], [3]]));
    await expect(failing).rejects.toMatchObject({ code: '22012' }); // division by zero
    const answers = await Promise.all(others);
    expect(answers.map((asked) => asked.flat().map(({ share }) => share))).toEqual(others.map(() => [3, 4]));
    const left = await Promise.all(
      Array.from({ length: 10 }, () => pool.query(`select current_setting('app.tenant', true) as tenant`)),
    );
    expect(new Set(left.map(({ rows }) => rows[0].tenant || null))).toEqual(new Set([null]));
  });

  test('take their values as values, whatever stands in them', async () => {
    const said = [`'); drop table example.account; --`, '"}{,\\', 'NULL'];
    const answers = await askTenant(database.pool('api'), ACME)<NameRow>(
      NAMES,
      said.map((text, index) => [text, index]),
    );
    expect(answers.map(([row]) => row?.said)).toEqual(said);
  });

  test('are refused for what is no tenant', () => {
    expect(() => askTenant(database.pool('api'), `x'; reset role; --`)).toThrow('Not a tenant id');
  });
});
