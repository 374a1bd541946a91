import { request as httpRequest } from 'node:http';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { respondAccepted } from '../../../src/api/accepted.ts';
import { defineRoute } from '../../../src/api/define-route.ts';
import { zAccepted } from '../../../src/api/envelope.ts';
import { listen, MemoryIdempotency, TENANT, testApp } from '../../support/api.ts';
import { WIDGET_ROUTES } from '../../support/widget-routes.ts';

const WIDGET = { name: 'cog', weight: '1' };
const UUID = /^[0-9a-f-]{36}$/;

type App = Awaited<ReturnType<typeof testApp>>;
const post = (app: App, headers: Record<string, string> = {}, payload: object = WIDGET) =>
  app.inject({ method: 'POST', url: '/api/widgets', headers, payload });

test('an accepted command answers its record, its place in the log, and whether lists show it', async () => {
  const app = await testApp({}, WIDGET_ROUTES);
  const answer = await post(app);
  expect(answer.statusCode).toBe(201);
  expect(answer.json()).toMatchObject({
    data: { name: 'cog', weight: '1', expectedRevision: null },
    paging: { offset: null, limit: null, total: null, totalPages: null, hasNext: null, hasPrev: null },
    position: '42',
    projected: true,
  });
  expect(answer.headers).toMatchObject({ etag: '"7"', 'x-position': '42', location: '/api/widgets/1' });
});

test.each([
  ['have not come', async () => false],
  ['cannot be asked', () => Promise.reject(new Error('connection lost'))],
])('when the projections %s, the answer is accepted all the same', async (_case, waitFor) => {
  const app = await testApp({ progress: { waitFor, lag: async () => [] } }, WIDGET_ROUTES);
  const answer = await post(app);
  expect([answer.statusCode, answer.json().projected]).toEqual([201, false]);
});

test('a command waits for its own groups, at most a second', async () => {
  const asked: unknown[] = [];
  const waitFor = async (...arguments_: unknown[]) => {
    asked.push(arguments_);
    return true;
  };
  const app = await testApp({ progress: { waitFor, lag: async () => [] } }, WIDGET_ROUTES);
  await post(app);
  expect(asked).toEqual([[['widgets'], 42n, 1_000]]);
});

test('a deletion answers 204 without body, whether or not it names a content type', async () => {
  const app = await testApp({}, WIDGET_ROUTES);
  for (const headers of [{}, { 'content-type': 'application/json' }]) {
    const answer = await app.inject({ method: 'DELETE', url: `/api/widgets/${TENANT}`, headers });
    expect([answer.statusCode, answer.body]).toEqual([204, '']);
    expect(answer.headers).toMatchObject({ 'x-position': '43', 'x-projected': 'true' });
  }
});

test('a sane request id is taken over and echoed; any other is replaced', async () => {
  const app = await testApp({}, WIDGET_ROUTES);
  const taken = await post(app, { 'x-request-id': 'front-end:1.2_3' });
  expect([taken.headers['x-request-id'], taken.json().data.correlationId]).toEqual([
    'front-end:1.2_3',
    'front-end:1.2_3',
  ]);
  const replaced = await post(app, { 'x-request-id': 'a b "c"' });
  expect(replaced.headers['x-request-id']).toMatch(UUID);
  expect(replaced.json().data.correlationId).toBe(replaced.headers['x-request-id']);
});

test('the same key and request again is the same command', async () => {
  const app = await testApp({}, WIDGET_ROUTES);
  const first = await post(app, { 'idempotency-key': 'k1' });
  const again = await post(app, { 'idempotency-key': 'k1' });
  expect(again.json().data.commandId).toBe(first.json().data.commandId);
  const other = await post(app, { 'idempotency-key': 'k2' });
  expect(other.json().data.commandId).not.toBe(first.json().data.commandId);
});

test('the same key with another body, or for another record, is 422', async () => {
  const app = await testApp({}, WIDGET_ROUTES);
  await post(app, { 'idempotency-key': 'k1' });
  const body = await post(app, { 'idempotency-key': 'k1' }, { ...WIDGET, weight: '2' });
  expect([body.statusCode, body.json().error.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  const headers = { 'idempotency-key': 'k3' };
  await app.inject({ method: 'DELETE', url: `/api/widgets/${TENANT}`, headers });
  const record = await app.inject({ method: 'DELETE', url: `/api/widgets/${TENANT.replace(/1$/, '2')}`, headers });
  expect(record.statusCode).toBe(422);
});

test.each([[''], ['x'.repeat(256)], ['a b']])('the key %j is 400', async (key) => {
  const app = await testApp({}, WIDGET_ROUTES);
  const answer = await post(app, { 'idempotency-key': key });
  expect([answer.statusCode, answer.json().error.code]).toEqual([400, 'MALFORMED_REQUEST']);
});

test('without a key: an equal write after a 2xx is a new command, at once', async () => {
  const slow = new MemoryIdempotency();
  const answered = slow.answered.bind(slow);
  slow.answered = async (...arguments_) => {
    await new Promise((resolve) => setTimeout(resolve, 30)); // the note takes longer than the caller
    await answered(...arguments_);
  };
  const app = await testApp({ idempotency: slow }, WIDGET_ROUTES);
  const first = await post(app);
  const second = await post(app);
  expect(second.json().data.commandId).not.toBe(first.json().data.commandId);
});

test('without a key: an equal write after a failure is the same command', async () => {
  const idempotency = new MemoryIdempotency();
  const app = await testApp({ idempotency }, WIDGET_ROUTES);
  for (let sent = 0; sent < 2; sent += 1) {
    expect((await post(app, {}, { ...WIDGET, name: 'broken' })).statusCode).toBe(500);
  }
  await expect.poll(() => idempotency.answers).toHaveLength(2);
  const [[first], [second]] = idempotency.answers as [[string, number], [string, number]];
  expect(second).toBe(first);
  expect(idempotency.answers[0]?.[1]).toBe(500);
});

test('a request that cannot be read is no command', async () => {
  const idempotency = new MemoryIdempotency();
  const app = await testApp({ idempotency }, WIDGET_ROUTES);
  await post(app, {}, { name: '' });
  await app.inject('/api/errors');
  expect(idempotency.answers).toEqual([]);
});

test('a status that cannot be noted changes no answer', async () => {
  const idempotency = new MemoryIdempotency();
  idempotency.answered = () => Promise.reject(new Error('database away'));
  const app = await testApp({ idempotency }, WIDGET_ROUTES);
  expect((await post(app)).statusCode).toBe(201);
});

test('an answer that never reached its caller does not count as given', async () => {
  const idempotency = new MemoryIdempotency();
  let release = () => {};
  const reached = new Promise<void>((resolve) => {
    release = resolve;
  });
  let leave = () => {};
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const slow = defineRoute({
    method: 'POST',
    url: '/api/slow',
    permission: 'product.write',
    summary: 'Slow',
    tags: ['Test'],
    response: { 200: zAccepted(z.strictObject({})) },
    handler: async ({ reply }) => {
      release();
      await left;
      return respondAccepted(reply, { data: {}, position: 1n, groups: [] });
    },
  });
  const app = await testApp({ idempotency }, [slow]);
  const port = await listen(app);
  const sent = httpRequest({ host: '127.0.0.1', port, path: '/api/slow', method: 'POST' });
  sent.on('error', () => undefined);
  sent.end();
  await reached;
  sent.destroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
  leave();
  await expect.poll(() => idempotency.answers.map(([, status]) => status)).toEqual([499]);
});

test('an answer that was delivered is noted with its status', async () => {
  const idempotency = new MemoryIdempotency();
  const app = await testApp({ idempotency }, WIDGET_ROUTES);
  const port = await listen(app);
  const url = `http://127.0.0.1:${port}/api/widgets`;
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(WIDGET),
  });
  expect(answer.status).toBe(201);
  await expect.poll(() => idempotency.answers.map(([, status]) => status)).toEqual([201]);
});

test.each([
  ['"12"', 12],
  ['W/"12"', 12],
  ['*', null],
])('If-Match %s expects the revision %s', async (tag, revision) => {
  const app = await testApp({}, WIDGET_ROUTES);
  expect((await post(app, { 'if-match': tag })).json().data.expectedRevision).toBe(revision);
});

test.each([
  ['12', 400, 'MALFORMED_REQUEST'],
  ['"1", "2"', 400, 'MALFORMED_REQUEST'],
  ['"abc"', 412, 'REVISION_MISMATCH'],
])('If-Match %s is %i %s', async (tag, status, code) => {
  const app = await testApp({}, WIDGET_ROUTES);
  const answer = await post(app, { 'if-match': tag });
  expect([answer.statusCode, answer.json().error.code]).toEqual([status, code]);
});

test.each([
  ['query key', '/api/widgets?min-position=99', {}],
  ['header', '/api/widgets', { 'x-min-position': '99' }],
])('a query with min-position as %s is 503 while its groups are behind', async (_case, url, headers) => {
  const asked: unknown[] = [];
  const waitFor = async (...arguments_: unknown[]) => {
    asked.push(arguments_);
    return false;
  };
  const app = await testApp({ progress: { waitFor, lag: async () => [] } }, WIDGET_ROUTES);
  const answer = await app.inject({ url, headers });
  expect([answer.statusCode, answer.json().error.code, answer.headers['retry-after']]).toEqual([
    503,
    'PROJECTION_BEHIND',
    '1',
  ]);
  expect(asked).toEqual([[['widgets'], 99n, 1_000]]);
});

test.each(['-1', '1.5', 'abc', '9'.repeat(21), ''])('the min-position %j is 400', async (position) => {
  const app = await testApp({}, WIDGET_ROUTES);
  const answer = await app.inject(`/api/widgets?min-position=${position}`);
  expect([answer.statusCode, Object.keys(answer.json().error.details.validationErrors)]).toEqual([
    400,
    ['min-position'],
  ]);
});
