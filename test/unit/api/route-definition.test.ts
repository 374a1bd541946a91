import { expect, test } from 'vitest';
import { z } from 'zod';
import { buildApp } from '../../../src/api/app.ts';
import { defineRoute, type RouteDefinition } from '../../../src/api/define-route.ts';
import { single, zSingle } from '../../../src/api/envelope.ts';
import { ROUTES } from '../../../src/api/routes.ts';
import { API_CONFIG, testApp, testDependencies } from '../../support/api.ts';
import { WIDGET_ROUTES } from '../../support/widget-routes.ts';

const zOk = z.strictObject({ ok: z.boolean() });

const base = {
  method: 'GET',
  url: '/api/test',
  permission: 'public',
  summary: 'Test',
  tags: ['Test'],
  response: { 200: zSingle(zOk) },
} as const;

const okRoute = (answer: unknown) => defineRoute({ ...base, handler: async () => single(answer as { ok: boolean }) });

test('a route that declares no permission does not register', async () => {
  const { permission: _, ...undeclared } = okRoute({ ok: true });
  await expect(buildApp(testDependencies(), [undeclared as RouteDefinition])).rejects.toThrow(
    'GET /api/test does not declare which permission it needs',
  );
});

test('a plain Fastify route without a permission does not register either', async () => {
  const app = await buildApp(testDependencies(), []);
  expect(() => app.get('/late', async () => 1)).toThrow();
  await app.close();
});

test('objects that let unknown fields through are refused when the route is defined', () => {
  const handler = async () => single({ ok: true });
  expect(() => defineRoute({ ...base, query: z.object({ a: z.string().optional() }), handler })).toThrow(
    'z.strictObject',
  );
  expect(() => defineRoute({ ...base, body: z.looseObject({}).optional(), handler })).toThrow('z.strictObject');
});

test.each([
  ['a field too many', { ok: true, secret: 1 }],
  ['a wrong type', { ok: 'yes' }],
])('in tests, %s in an answer is a bug', async (_case, data) => {
  const app = await testApp({}, [okRoute(data)]);
  expect((await app.inject('/api/test')).statusCode).toBe(500);
});

test('in production the answer goes out unchecked', async () => {
  const app = await testApp({ config: { ...API_CONFIG, checkAnswers: false } }, [okRoute({ ok: 'yes' })]);
  expect((await app.inject('/api/test')).json().data).toEqual({ ok: 'yes' });
});

test('a route that takes no body refuses one, but for an empty object', async () => {
  const route = defineRoute({
    ...base,
    method: 'POST',
    permission: 'account.write',
    handler: async () => single({ ok: true }),
  });
  const app = await testApp({}, [route]);
  expect((await app.inject({ method: 'POST', url: '/api/test', payload: {} })).statusCode).toBe(200);
  const answer = await app.inject({ method: 'POST', url: '/api/test', payload: { force: true } });
  expect(answer.json().error.details.validationErrors).toEqual({ force: 'is not known here' });
  const array = await app.inject({ method: 'POST', url: '/api/test', payload: [1] });
  expect(array.json().error.details.validationErrors).toEqual({ body: 'is not known here' });
});

test('HEAD answers as GET does, without the body', async () => {
  const app = await testApp();
  const answer = await app.inject({ method: 'HEAD', url: '/api/config' });
  expect([answer.statusCode, answer.body]).toEqual([200, '']);
});

test('method and path are declared once', () => {
  const names = [...ROUTES, ...WIDGET_ROUTES].map(({ method, url }) => `${method} ${url}`);
  expect(new Set(names).size).toBe(names.length);
});
