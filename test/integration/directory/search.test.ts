import type { PoolClient } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tenantReader } from '../../../src/api/tenant-read.ts';
import { withTenant } from '../../../src/platform/pools.ts';
import { findCandidates } from '../../../src/projections/directory/queries/candidates.ts';
import { OTHER_TENANT, TENANT } from '../../support/controls/provenance.ts';
import { type DirectoryDatabase, directoryDatabase } from '../../support/directory-database.ts';

const FILL = `
  INSERT INTO directory.accounts (tenant_id, id, account_name, account_type, status, currency, payment_terms,
    credit_hold, credit_policies, order_policies, invoicing, contact_points, primary_points, tax_registrations, bill_tos, metadata, revision, created_at, updated_at)
  SELECT t.id, gen_random_uuid(), t.label || ' ' || md5(n::text), 'smb', 'active', 'EUR', 'net_30', false, '[]', '[]', 'per_account', '[]', '{}', '[]', '[]',
    '{}', 0, now(), now()
  FROM (VALUES ($1::uuid, 'Ours'), ($2::uuid, 'Theirs')) AS t(id, label), generate_series(1, 10000) AS n`;

let directory: DirectoryDatabase;
beforeAll(async () => {
  directory = await directoryDatabase();
  await directory.asProjector((client) => client.query(FILL, [TENANT, OTHER_TENANT]));
  await directory.database.pool('owner').query('ANALYZE directory.accounts');
});
afterAll(() => directory?.database.drop());

async function planOf(client: PoolClient, query: string): Promise<string> {
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${query}`);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

const asApi = <T>(work: (client: PoolClient) => Promise<T>) => withTenant(directory.database.pool('api'), TENANT, work);

describe('candidates for a list', () => {
  const candidates = (...texts: string[]) =>
    tenantReader(
      directory.database.pool('api'),
      TENANT,
    )(({ db }) => findCandidates(db, { accounts_named_like: texts }));

  it('are the rows that contain every text', async () => {
    const [one] = (await candidates('c4ca4238a0')) ?? [];
    expect(await candidates('c4ca4238a0', 'a0b92382')).toEqual([one]); // both stand in md5('1')
    expect(await candidates('c4ca4238a0', 'no such text')).toEqual([]);
  });

  it('are none at all for a text that is too short or too common to narrow the list', async () => {
    expect(await candidates('c4')).toBeUndefined();
    expect(await candidates('ours')).toBeUndefined();
    expect(await candidates('ours', 'c4ca4238a0')).toHaveLength(1);
  });

  it('take the text as it is, not as a pattern', async () => {
    expect(await candidates('c4%238')).toEqual([]);
    expect(await candidates('c4ca____a0')).toEqual([]);
  });
});

describe('a substring search as the API', () => {
  it('cannot use the trigram index by itself: ILIKE must wait for the policy', async () => {
    const plain = `SELECT id FROM directory.accounts WHERE account_name ILIKE '%c4ca4238%'`;
    expect(await asApi((client) => planOf(client, plain))).not.toContain('accounts_name_trigrams');
    const withinTenant = `${plain} AND tenant_id = '${TENANT}'`;
    const plan = await asApi((client) => planOf(client, withinTenant));
    expect(plan).not.toContain('accounts_name_trigrams');
  });

  it('uses it through the function, which plans as the owner', async () => {
    const body = `SELECT id FROM directory.accounts
      WHERE tenant_id = nullif(current_setting('app.tenant', true), '')::uuid AND account_name ILIKE '%c4ca4238%'`;
    const plan = await withTenant(directory.database.pool('owner'), TENANT, (client) => planOf(client, body));
    expect(plan).toContain('Bitmap Index Scan on accounts_name_trigrams');
  });

  it('finds what ILIKE finds, in one tenant only', async () => {
    // md5('1') = c4ca4238…: one account in each tenant.
    const find = (text: string) =>
      asApi((client) => client.query(`SELECT directory.accounts_named_like($1) AS id`, [text]));
    expect((await find('%C4CA4238A0%')).rows).toHaveLength(1);
    expect((await find('%theirs%')).rows).toHaveLength(0);
    expect((await find('%ours%')).rows).toHaveLength(10_000);
  });

  it('finds nothing while no tenant is set', async () => {
    const { rows } = await directory.database.pool('api').query(`SELECT directory.accounts_named_like('%ours%')`);
    expect(rows).toEqual([]);
  });
});
