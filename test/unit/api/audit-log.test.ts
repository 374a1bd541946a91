import { Writable } from 'node:stream';
import pino from 'pino';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineRoute } from '../../../src/api/define-route.ts';
import { single, zSingle } from '../../../src/api/envelope.ts';
import { API_CONFIG, TENANT, testApp } from '../../support/api.ts';

const read = (permission: 'audit.read' | 'audit.export' | 'identity.review' | 'account.read') =>
  defineRoute({
    method: 'GET',
    url: `/api/${permission}/:id`,
    permission,
    summary: 'A test’s own',
    tags: ['Test'],
    params: z.strictObject({ id: z.string() }),
    query: z.strictObject({ from: z.string().optional() }),
    response: { 200: zSingle(z.strictObject({ id: z.string() })) },
    handler: async ({ params }) => single(params),
  });

async function logged(url: string, permissions: readonly string[]) {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const app = await testApp(
    {
      logger: pino({ level: 'info' }, stream),
      config: { ...API_CONFIG, authMode: 'required' },
      authenticate: async () => ({
        tenantId: TENANT,
        actor: { kind: 'user', id: 'oidc:rosa' },
        permissions: new Set(permissions) as never,
      }),
    },
    [read('audit.read'), read('audit.export'), read('identity.review'), read('account.read')],
  );
  await app.inject(url);
  return lines.flatMap(({ audit }) => (audit === undefined ? [] : [audit]));
}

const rosa = { tenantId: TENANT, actor: { kind: 'user', id: 'oidc:rosa' } };

test.each(['audit.read', 'audit.export', 'identity.review'])(
  'who reads a route with %s is on record, with the query',
  async (permission) => {
    expect(await logged(`/api/${permission}/7?from=2026-01-01`, [permission])).toEqual([
      { ...rosa, route: `GET /api/${permission}/:id`, params: { id: '7' }, query: { from: '2026-01-01' }, status: 200 },
    ]);
  },
);

test('who is refused is on record, too', async () => {
  expect(await logged('/api/audit.read/7', [])).toMatchObject([{ ...rosa, status: 403 }]);
});

test('other reads are not', async () => {
  expect(await logged('/api/account.read/7', ['account.read'])).toEqual([]);
});
