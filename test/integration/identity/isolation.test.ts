import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type IdentityStack, identityStack } from '../../support/identity-stack.ts';

/** Fewer connections than requests at a time, so that every connection serves both tenants in turn. */
const CONNECTIONS = '4';
const AT_ONCE = 40;
const REQUESTS = 10_000;

let stack: IdentityStack;
beforeAll(async () => {
  stack = await identityStack({ DATABASE_POOL_MAX: CONNECTIONS });
  await stack.settled();
});
afterAll(() => stack?.close());

describe('two tenants through one pool', () => {
  it(`see only their own in ${REQUESTS} interleaved requests`, { timeout: 300_000 }, async () => {
    const sides = ['own', 'other'] as const;
    // The list of keys: one query, so that the time goes into taking turns.
    const admins = { own: '', other: '' };
    for (const side of sides) {
      admins[side] = (await stack.key(['admin'], stack.tenants[side])).text;
      for (const name of [`${side} 1`, `${side} 2`]) {
        const body = { name, roles: ['consumer'] };
        await stack.approved(await stack.call('POST', '/api/identity/keys', admins[side], body), stack.tenants[side]);
      }
    }
    const expected = { own: 'admin, own 1, own 2', other: 'admin, other 1, other 2' };
    const leaks: string[] = [];
    let next = 0;
    const worker = async () => {
      for (let turn = next++; turn < REQUESTS; turn = next++) {
        const side = sides[turn % 2] ?? 'own';
        const { status, body } = await stack.call('GET', '/api/identity/keys', admins[side]);
        const rows: { name: string }[] = status === 200 ? body.data : [{ name: String(status) }];
        const names = rows.map(({ name }) => name).sort();
        if (names.join(', ') !== expected[side]) {
          leaks.push(`${turn} ${side}: ${names}`);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    expect(leaks).toEqual([]);
  });
});

describe('the database role of the API', () => {
  const asApi = (sql: string) => stack.database.pool('api').query(sql);
  const refused = (sql: string) =>
    asApi(sql).then(
      () => 'allowed',
      (error: pg.DatabaseError) => error.code,
    );

  it('sees no identities without a tenant, and of a key never what proves it', async () => {
    await stack.key(['consumer']);
    for (const table of ['tenants', 'role_assignments', 'role_permissions']) {
      expect((await asApi(`SELECT 1 FROM identity.${table}`)).rows, table).toEqual([]);
    }
    expect((await asApi('SELECT id FROM identity.api_keys')).rows).toEqual([]);
    expect(await refused('SELECT hash FROM identity.api_keys')).toBe('42501');
    expect(await refused('SELECT * FROM identity.api_keys')).toBe('42501');
  });

  it('finds a key by its exact prefix, and nothing by less', async () => {
    const { text } = await stack.key(['consumer']);
    const prefix = text.slice(4, 16);
    expect((await asApi(`SELECT tenant_id FROM identity.find_api_key('${prefix}')`)).rows).toHaveLength(1);
    for (const less of [prefix.slice(0, 11), '%', '', prefix.toUpperCase()]) {
      expect((await asApi(`SELECT 1 FROM identity.find_api_key('${less}')`)).rows, less).toEqual([]);
    }
  });

  it('alone may look keys up', async () => {
    const lookUp = stack.database.pool('worker').query("SELECT * FROM identity.find_api_key('x')");
    await expect(lookUp).rejects.toMatchObject({ code: '42501' });
  });

  it('writes no identities', async () => {
    expect(await refused('DELETE FROM identity.role_assignments')).toBe('42501');
    expect(await refused("UPDATE identity.api_keys SET roles = '{admin}'")).toBe('42501');
  });

  it('stands behind row-level security in every table of every tenant', async () => {
    const client = new pg.Client({ connectionString: stack.database.superuserUrl });
    await client.connect();
    const { rows } = await client.query(`
      SELECT c.oid::regclass::text AS name FROM pg_class AS c
      JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
      WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
        AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`);
    await client.end();
    expect(rows).toEqual([]);
  });
});

describe('limits', () => {
  let limited: IdentityStack;
  beforeAll(async () => {
    limited = await identityStack({
      RATE_LIMIT_PER_KEY: '20',
      RATE_LIMIT_PER_TENANT: '50',
      RATE_LIMIT_FAILURES: '10',
    });
    await limited.settled();
  });
  afterAll(() => limited?.close());

  const me = (bearer: string) => limited.call('GET', '/api/identity/me', bearer);
  const many = async (count: number, bearer: string): Promise<Answer[]> => {
    const answers: Answer[] = [];
    for (let index = 0; index < count; index += 1) answers.push(await me(bearer));
    return answers;
  };

  it('hold one key, and not its neighbour; then the tenant, and not another one', async () => {
    const answers = await many(21, await limited.person('sales'));
    expect(answers[0]?.headers.get('ratelimit-limit')).toBe('20');
    expect(answers[0]?.headers.get('ratelimit-remaining')).toBe('19');
    expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 20 }, () => 200), 429]);
    const last = answers.at(-1);
    expect(last?.body.error.code).toBe('RATE_LIMITED');
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await many(20, await limited.person('finance'))).every(({ status }) => status === 200)).toBe(true);
    const third = (await many(20, await limited.person('auditor'))).map(({ status }) => status);
    expect(third.filter((status) => status === 200)).toHaveLength(9); // 50 of the tenant, 41 taken
    expect((await me(await limited.person('sales', limited.tenants.other))).status).toBe(200);
  });

  it('count what is refused for want of a permission, too', async () => {
    const admin = await limited.person('admin', limited.tenants.other);
    const statuses: number[] = [];
    for (let index = 0; index < 21; index += 1) {
      statuses.push((await limited.call('GET', '/api/accounts', admin)).status);
    }
    expect(statuses.at(0)).toBe(403);
    expect(statuses.at(-1)).toBe(429);
  });

  it('hold whoever tries credentials out, and nobody with good ones', async () => {
    const statuses = (await many(12, 'wrong')).map(({ status }) => status);
    expect([statuses.at(0), statuses.at(-1)]).toEqual([401, 429]);
    expect((await me(await limited.person('finance', limited.tenants.other))).status).toBe(200);
  });
});
