import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApp } from '../../../src/api/app.ts';
import { connectionConfig } from '../../../src/platform/pools.ts';
import { TENANT, testDependencies } from '../../support/api.ts';
import { type TestDatabase, testPostgres } from '../../support/postgres.ts';
import { WIDGET_ROUTES } from '../../support/widget-routes.ts';

const OTHER_TENANT = TENANT.replace(/1$/, '2');
const OWNER = '0190b000-0000-7000-8000-00000000000a';
const id = (number: number) => `0190c000-0000-7000-8000-${String(number).padStart(12, '0')}`;

/** Name, colour, weight, parts, active, owner, made on, created at: with ties, nulls and awkward characters. */
const ROWS: readonly (readonly unknown[])[] = [
  ['anvil', 'red', '1.50', 10, true, OWNER, '2026-01-01', '2026-01-01T00:00:00.000Z'],
  ['Bolt', 'green', '1.5', 20, false, null, '2026-01-31', '2026-01-01T00:00:00.000Z'],
  ['bolt 100%', 'blue', '12345678901234567890.123456789', null, true, OWNER, null, '2026-01-02T00:00:00.000001Z'],
  ['cog_wheel', null, null, 30, true, null, '2026-02-28', '2026-01-02T00:00:00.000002Z'],
  ['back\\slash', 'red', null, null, false, OWNER, null, '2026-01-03T10:00:00.000Z'],
  ["O'Neil; drop table widgets", null, '-2', 30, true, null, '2025-12-31', '2026-01-03T10:00:00.000Z'],
  ['Ünïcode', 'green', '0', -5, true, null, '2026-03-01', '2026-03-01T09:30:00.000Z'],
];

let database: TestDatabase;
let admin: pg.Client;
let pool: pg.Pool;
let app: FastifyInstance;

async function insert(tenant: string, rows: readonly (readonly unknown[])[], firstId: number): Promise<void> {
  for (const [index, row] of rows.entries()) {
    await admin.query('insert into widgets values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)', [
      tenant,
      id(firstId + index),
      ...row,
    ]);
  }
}

beforeAll(async () => {
  database = await (await testPostgres()).createDatabase();
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  const reader = `widget_reader_${database.url.split('_').at(-1)}`;
  await admin.query(`
    create table widgets (tenant_id uuid not null, id uuid primary key, name text not null, colour text, weight numeric,
      parts integer, active boolean not null, owner_id uuid, made_on date, created_at timestamptz not null);
    alter table widgets enable row level security;
    alter table widgets force row level security;
    create policy one_tenant on widgets using (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
    create role ${reader} login password 'reader';
    grant select on widgets to ${reader}`);
  await insert(TENANT, ROWS, 1);
  await insert(OTHER_TENANT, ROWS, 101);
  const url = new URL(database.url);
  url.username = reader;
  url.password = 'reader';
  pool = new pg.Pool(connectionConfig({ url: url.href, max: 3 }));
  app = await buildApp(testDependencies({ pool }), WIDGET_ROUTES);
});

afterAll(async () => {
  await app?.close();
  await pool?.end();
  await admin?.end();
  await database?.drop();
});

const query = (parameters: Record<string, string>) =>
  app.inject({ url: '/api/widgets', query: parameters as Record<string, string> });

async function names(parameters: Record<string, string>): Promise<string[]> {
  const answer = await query({ sort: 'name', ...parameters });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer
    .json()
    .data.map(({ name }: { name: string }) => name)
    .sort();
}

const all = ROWS.map(([name]) => String(name)).sort();
const without = (...left: string[]) => all.filter((name) => !left.includes(name));

test.each<[string, string, string[]]>([
  ['name[eq]', 'Bolt', ['Bolt']],
  ['name[ne]', 'Bolt', without('Bolt')],
  ['name[like]', 'BOLT', ['Bolt', 'bolt 100%']],
  ['name[like]', '%', ['bolt 100%']],
  ['name[like]', '_', ['cog_wheel']],
  ['name[like]', '\\', ['back\\slash']],
  ['name[like]', 'üNÏ', ['Ünïcode']],
  ['name[like]', '', all],
  ['name[in]', 'anvil,Bolt,nothing', ['Bolt', 'anvil']],
  ['name[nin]', 'anvil,Bolt', without('anvil', 'Bolt')],
  ['colour[eq]', 'red', ['anvil', 'back\\slash']],
  ['colour[ne]', 'red', without('anvil', 'back\\slash')],
  ['colour[nin]', 'red,green', ["O'Neil; drop table widgets", 'bolt 100%', 'cog_wheel']],
  ['colour[like]', 'RE', ['Bolt', 'anvil', 'back\\slash', 'Ünïcode']],
  ['colour[null]', 'true', ["O'Neil; drop table widgets", 'cog_wheel']],
  ['colour[null]', 'false', without("O'Neil; drop table widgets", 'cog_wheel')],
  ['weight[eq]', '1.5', ['Bolt', 'anvil']],
  ['weight[gt]', '1.5', ['bolt 100%']],
  ['weight[gte]', '1.50', ['Bolt', 'anvil', 'bolt 100%']],
  ['weight[lt]', '0', ["O'Neil; drop table widgets"]],
  ['weight[lte]', '0', ["O'Neil; drop table widgets", 'Ünïcode']],
  ['weight[eq]', '12345678901234567890.123456789', ['bolt 100%']],
  ['weight[in]', '0,-2', ["O'Neil; drop table widgets", 'Ünïcode']],
  ['parts[eq]', '30', ["O'Neil; drop table widgets", 'cog_wheel']],
  ['parts[lt]', '999999999999999', ['Bolt', "O'Neil; drop table widgets", 'anvil', 'cog_wheel', 'Ünïcode']],
  ['active[eq]', 'false', ['Bolt', 'back\\slash']],
  ['active[ne]', 'false', without('Bolt', 'back\\slash')],
  ['ownerId[eq]', OWNER, ['anvil', 'back\\slash', 'bolt 100%']],
  ['madeOn[gte]', '2026-02-28', ['cog_wheel', 'Ünïcode']],
  ['madeOn[eq]', '2026-01-31', ['Bolt']],
  ['createdAt[gt]', '2026-01-02T00:00:00.000001Z', without('anvil', 'Bolt', 'bolt 100%')],
  ['createdAt[lt]', '2026-01-02', ['Bolt', 'anvil']],
  ['createdAt[gte]', '2026-03-01T10:30:00+01:00', ['Ünïcode']],
])('%s=%s', async (key, value, expected) => {
  expect(await names({ [key]: value })).toEqual([...expected].sort());
});

test('several filters all hold, also on one field', async () => {
  expect(await names({ 'parts[gte]': '10', 'parts[lt]': '30', 'active[eq]': 'true' })).toEqual(['anvil']);
});

test.each([
  ['name', 'Bolt'],
  ['name[is]', 'Bolt'],
  ['name[eq', 'Bolt'],
  ['nothing[eq]', '1'],
  ['__proto__[eq]', '1'],
  ['constructor[eq]', '1'],
  ['weight[like]', '1'],
  ['active[lt]', 'true'],
  ['name[null]', 'yes'],
  ['colour[eq]', 'pink'],
  ['colour[in]', 'red,pink'],
  ['weight[eq]', '1e5'],
  ['weight[eq]', 'NaN'],
  ['weight[in]', '1,,2'],
  ['parts[eq]', '1.5'],
  ['parts[eq]', '99999999999999999999'],
  ['active[eq]', '1'],
  ['ownerId[eq]', OWNER.toUpperCase()],
  ['ownerId[in]', `${OWNER},x`],
  ['madeOn[eq]', '0000-01-01'],
  ['createdAt[eq]', '2026-01-01 00:00'],
  ['createdAt[eq]', '0001-01-01T00:00:00+14:00'],
  ['name[eq]', 'a\0b'],
  ['name[in]', Array.from({ length: 101 }, () => 'x').join(',')],
  ['limit[eq]', '0'],
  ['limit[eq]', '101'],
  ['limit[eq]', '1.0'],
  ['limit', '10'],
  ['offset[eq]', '-1'],
  ['sort', 'ownerId'],
  ['sort', 'name; drop table widgets'],
  ['sort', '--name'],
  ['sort', ''],
])('%s=%s is 400 and names the key', async (key, value) => {
  const answer = await query({ [key]: value });
  expect([answer.statusCode, answer.json().error.code]).toEqual([400, 'VALIDATION_FAILED']);
  expect(Object.keys(answer.json().error.details.validationErrors)).toEqual([key]);
});

test('a date that does not exist has a code of its own, and names the key', async () => {
  const answer = await query({ 'madeOn[eq]': '2025-02-29' });
  expect([answer.statusCode, answer.json().error.code]).toEqual([400, 'DATE_INVALID']);
  expect(Object.keys(answer.json().error.details.validationErrors)).toEqual(['madeOn[eq]']);
});

test('every wrong key is named, with what is allowed', async () => {
  const answer = await query({ 'name[is]': '1', sort: 'x', 'limit[eq]': '1000' });
  expect(answer.json().error.details.validationErrors).toEqual({
    'name[is]': expect.stringContaining('eq, ne, lt, lte, gt, gte, in, nin, like, null'),
    sort: expect.stringContaining('createdAt'),
    'limit[eq]': 'must be a whole number from 1 to 100',
  });
});

test('a key that is given twice is 400', async () => {
  const answer = await app.inject('/api/widgets?name[eq]=a&name[eq]=b');
  expect(Object.keys(answer.json().error.details.validationErrors)).toEqual(['name[eq]']);
});

test.each(["' or 1=1 --", "'; drop table widgets; --", '$1', '\\', '%', ') or true or (1=1'])(
  'the text %s is a value and nothing else',
  async (text) => {
    expect(await names({ 'name[eq]': text })).toEqual([]);
    expect((await query({ [`name${text}[eq]`]: 'x' })).statusCode).toBe(400);
    expect((await query({ sort: `name${text}` })).statusCode).toBe(400);
    expect(await names({})).toEqual(all);
  },
);

test('a list shows its own tenant only', async () => {
  const answer = await query({ 'limit[eq]': '100' });
  expect(answer.json().data).toHaveLength(ROWS.length);
  const foreign = await app.inject(`/api/widgets/${id(101)}`);
  expect([foreign.statusCode, foreign.json().error.code]).toEqual([404, 'NOT_FOUND']);
  expect((await app.inject(`/api/widgets/${id(1)}`)).json().data).toMatchObject({ name: 'anvil', weight: '1.50' });
});

test('the newest come first unless a sort is given; ties by id', async () => {
  const answer = await query({});
  expect(answer.json().data.map((row: { id: string }) => row.id)).toEqual([7, 6, 5, 4, 3, 2, 1].map(id));
  expect(answer.json().paging).toEqual({
    offset: 0,
    limit: 20,
    total: 7,
    totalPages: 1,
    hasNext: false,
    hasPrev: false,
    nextCursor: null,
    totalIsCapped: false,
  });
});

test('offset pages know where they are', async () => {
  const answer = await query({ 'limit[eq]': '3', 'offset[eq]': '3' });
  expect(answer.json().paging).toMatchObject({
    offset: 3,
    limit: 3,
    total: 7,
    totalPages: 3,
    hasNext: true,
    hasPrev: true,
  });
});

test('beyond the last row a page is empty, and so is a list without rows', async () => {
  const beyond = await query({ 'offset[eq]': '50' });
  expect([beyond.json().data, beyond.json().paging.hasNext, beyond.json().paging.total]).toEqual([[], false, 7]);
  const none = await query({ 'name[eq]': 'nothing' });
  expect(none.json().paging).toMatchObject({ total: 0, totalPages: 0, hasNext: false, hasPrev: false });
});

const SORTS = ['name', 'colour', 'weight', 'parts', 'active', 'madeOn', 'createdAt'].flatMap((name) => [
  name,
  `-${name}`,
]);

test.each(SORTS)('cursors by %s meet every row once, in the order of the whole list', async (sort) => {
  const whole = (await query({ sort, 'limit[eq]': '100' })).json().data.map((row: { id: string }) => row.id);
  expect(new Set(whole).size).toBe(ROWS.length);
  for (const limit of [1, 2, 3]) {
    const met: string[] = [];
    let after: string | null = null;
    do {
      const parameters: Record<string, string> = {
        sort,
        'limit[eq]': String(limit),
        ...(after === null ? {} : { after }),
      };
      const { data, paging } = (await query(parameters)).json();
      expect(paging.offset).toBe(met.length);
      met.push(...data.map((row: { id: string }) => row.id));
      after = paging.nextCursor;
      expect(paging.hasNext).toBe(after !== null);
    } while (after !== null);
    expect(met).toEqual(whole);
  }
});

test('rows that come and go between pages move no other row', async () => {
  const first = (await query({ sort: 'name', 'limit[eq]': '3' })).json();
  await admin.query('delete from widgets where id = $1', [first.data[1].id]);
  await insert(TENANT, [['Aaa', 'red', '1', 1, true, null, null, '2026-05-01T00:00:00Z']], 50);
  const second = (await query({ sort: 'name', 'limit[eq]': '100', after: first.paging.nextCursor })).json();
  expect(second.data).toHaveLength(ROWS.length - 3);
  await admin.query('delete from widgets where tenant_id = $1', [TENANT]);
  await insert(TENANT, ROWS, 1);
});

test('a cursor fits its own list, filters, order and tenant only', async () => {
  const { nextCursor } = (await query({ sort: 'weight', 'limit[eq]': '2' })).json().paging;
  expect((await query({ sort: 'weight', 'limit[eq]': '5', after: nextCursor })).statusCode).toBe(200);
  const others: Record<string, string>[] = [
    { sort: '-weight' },
    { sort: 'name' },
    { sort: 'weight', 'active[eq]': 'true' },
  ];
  for (const other of others) {
    const answer = await query({ ...other, after: nextCursor });
    expect([answer.statusCode, answer.json().error.code]).toEqual([400, 'CURSOR_INVALID']);
  }
  const both = await query({ sort: 'weight', after: nextCursor, 'offset[eq]': '2' });
  expect(both.statusCode).toBe(400);
});

test('a cursor that somebody has made up is refused, whatever is in it', async () => {
  const { nextCursor } = (await query({ sort: 'weight', 'limit[eq]': '2' })).json().paging;
  const genuine = JSON.parse(Buffer.from(nextCursor, 'base64url').toString());
  const forge = (change: object) => Buffer.from(JSON.stringify({ ...genuine, ...change })).toString('base64url');
  const forged = [
    '',
    'x',
    '%00',
    'A'.repeat(3_000),
    forge({ v: "1'; drop table widgets; --" }),
    forge({ v: 'NaN' }),
    forge({ v: 1 }),
    forge({ i: "x' or 1=1" }),
    forge({ o: -1 }),
    forge({ o: 1.5 }),
    forge({ h: 'x' }),
    forge({ extra: 1 }),
    Buffer.from('null').toString('base64url'),
    Buffer.from('[]').toString('base64url'),
  ];
  for (const after of forged) {
    const answer = await query({ sort: 'weight', after });
    expect([after, answer.statusCode, answer.json().error.code]).toEqual([after, 400, 'CURSOR_INVALID']);
  }
});

test('offsets go up to 10,000; beyond, the cursor is pointed to', async () => {
  expect((await query({ 'offset[eq]': '10000' })).statusCode).toBe(200);
  const answer = await query({ 'offset[eq]': '10001' });
  expect([answer.statusCode, answer.json().error.code]).toEqual([400, 'OFFSET_TOO_DEEP']);
  expect(answer.json().error.message).toContain('nextCursor');
});

test('totals are exact to 10,000 and capped beyond; cursors go on', async () => {
  const fill = (count: number) =>
    admin.query(
      `insert into widgets select $1, gen_random_uuid(), 'mass', null, null, null, true, null, null, '2020-01-01Z'
       from generate_series(1, $2)`,
      [TENANT, count],
    );
  await fill(10_000);
  const exact = (await query({ 'name[eq]': 'mass' })).json().paging;
  expect([exact.total, exact.totalIsCapped, exact.totalPages]).toEqual([10_000, false, 500]);
  await fill(1);
  const capped = (await query({ 'name[eq]': 'mass', 'offset[eq]': '9990' })).json().paging;
  expect([capped.total, capped.totalIsCapped, capped.hasNext]).toEqual([10_000, true, false]);
  const deep = (await query({ 'name[eq]': 'mass', 'offset[eq]': '9980' })).json().paging;
  const last = await query({ 'name[eq]': 'mass', after: deep.nextCursor });
  expect([last.json().data.length, last.json().paging.offset, last.json().paging.hasNext]).toEqual([1, 10_000, false]);
  await admin.query("delete from widgets where name = 'mass'");
});

test('a failed query leaves no connection in its transaction', async () => {
  await admin.query('alter table widgets rename to gone');
  expect((await query({})).statusCode).toBe(500);
  await admin.query('alter table gone rename to widgets');
  for (let asked = 0; asked < 5; asked += 1) {
    expect((await query({})).statusCode).toBe(200);
  }
});
