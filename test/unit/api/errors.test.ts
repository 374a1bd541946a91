import { connect } from 'node:net';
import { Readable } from 'node:stream';
import pino from 'pino';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineRoute } from '../../../src/api/define-route.ts';
import { single, zProblem, zSingle } from '../../../src/api/envelope.ts';
import { refusal } from '../../../src/api/refusal.ts';
import { EventStoreUnavailable, RevisionConflict } from '../../../src/application/ports/event-store.ts';
import { API_CONFIG, listen, NOW, TENANT, testApp } from '../../support/api.ts';
import { WIDGET_ROUTES } from '../../support/widget-routes.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const WIDGET = { name: 'cog', weight: '1' };

/** A route that does what a test wants of it. */
const failing = (work: () => unknown, method: 'GET' | 'POST' = 'GET') =>
  defineRoute({
    method,
    url: '/api/failing',
    permission: 'account.read',
    summary: 'Fails',
    tags: ['Test'],
    response: { 200: zSingle(z.strictObject({ ok: z.boolean() })) },
    handler: async () => {
      await work();
      return single({ ok: true });
    },
  });

const throws = (error: unknown) => () => {
  throw error;
};

test('an error has the members of RFC 9457 and those of the front end, in one body', async () => {
  const app = await testApp({}, WIDGET_ROUTES);
  const answer = await app.inject('/api/nothing?email=a@b.example');
  expect(answer.statusCode).toBe(404);
  expect(answer.json()).toEqual({
    type: '/api/errors#ROUTE_NOT_FOUND',
    title: 'No such route',
    status: 404,
    detail: 'There is no route GET /api/nothing.',
    instance: '/api/nothing',
    error: {
      code: 'ROUTE_NOT_FOUND',
      message: 'There is no route GET /api/nothing.',
      statusCode: 404,
      timestamp: NOW,
      path: '/api/nothing',
      details: {},
    },
  });
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
});

test('who asks for problem+json gets it', async () => {
  const app = await testApp();
  const answer = await app.inject({ url: '/api/nothing', headers: { accept: 'application/problem+json' } });
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
});

test('a method that the route does not have is 405, with those that it has', async () => {
  const app = await testApp({}, WIDGET_ROUTES);
  const answer = await app.inject({ method: 'PUT', url: '/api/widgets/1' });
  expect([answer.statusCode, answer.json().error.code]).toEqual([405, 'METHOD_NOT_ALLOWED']);
  expect(answer.headers.allow).toBe('DELETE, GET, HEAD');
});

test('all wrong and unknown fields of path, query and body are named at once', async () => {
  const app = await testApp({}, WIDGET_ROUTES);
  const answer = await app.inject({
    method: 'POST',
    url: '/api/widgets?dry=1',
    payload: { weight: 'heavy', colour: 'pink', parts: 0, surprise: 1, name: ' ', metadata: { a: 1 } },
  });
  expect(answer.statusCode).toBe(400);
  expect(answer.json().error).toMatchObject({
    code: 'VALIDATION_FAILED',
    details: {
      validationErrors: {
        dry: 'is not known here',
        surprise: 'is not known here',
        name: 'must not be empty',
        weight: expect.stringContaining('decimal number'),
        colour: 'must be one of red, green, blue',
        parts: 'must be a whole number from 1 to 1000000',
      },
    },
  });
});

test('missing fields are required, a missing body is', async () => {
  const app = await testApp({}, WIDGET_ROUTES);
  const empty = await app.inject({ method: 'POST', url: '/api/widgets', payload: {} });
  expect(empty.json().error.details.validationErrors).toEqual({ name: 'is required', weight: 'is required' });
  const none = await app.inject({ method: 'POST', url: '/api/widgets' });
  expect([none.statusCode, none.json().error.details.validationErrors]).toEqual([400, { body: 'is required' }]);
});

test('an id in capitals is no id', async () => {
  const app = await testApp({}, WIDGET_ROUTES);
  const answer = await app.inject(`/api/widgets/${TENANT.toUpperCase()}`);
  expect(answer.json().error.details.validationErrors).toEqual({ id: 'must be a UUID in lower case' });
});

test.each([
  ['bad syntax', '{"name":'],
  ['two documents', '{} {}'],
  ['prototype poisoning', '{"__proto__":{"admin":true}}'],
  ['constructor poisoning', '{"constructor":{"prototype":{"admin":true}}}'],
  ['an escaped poisoned key', '{"\\u005f_proto__":{"admin":true}}'],
  ['deep nesting', `${'['.repeat(40)}${']'.repeat(40)}`],
  ['very deep nesting', '['.repeat(500_000)],
  ['NUL', '{"name":"a\\u0000b"}'],
  ['a lone surrogate', '{"name":"\\ud800"}'],
  ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
])('%s in the body is 400 MALFORMED_JSON', async (_case, payload) => {
  const app = await testApp({}, WIDGET_ROUTES);
  const answer = await app.inject({ method: 'POST', url: '/api/widgets', headers: JSON_TYPE, payload });
  expect([answer.statusCode, answer.json().error.code]).toEqual([400, 'MALFORMED_JSON']);
});

test('a body beyond 1 MiB is 413, also when it does not say its length', async () => {
  const app = await testApp({}, WIDGET_ROUTES);
  const text = JSON.stringify({ name: 'x'.repeat(1024 * 1024) });
  for (const payload of [text, Readable.from([Buffer.from(text)])]) {
    const answer = await app.inject({ method: 'POST', url: '/api/widgets', headers: JSON_TYPE, payload });
    expect([answer.statusCode, answer.json().error.code]).toEqual([413, 'BODY_TOO_LARGE']);
  }
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'nonsense'])(
  'a body of type %s is 415',
  async (type) => {
    const app = await testApp({}, WIDGET_ROUTES);
    const answer = await app.inject({
      method: 'POST',
      url: '/api/widgets',
      headers: { 'content-type': type },
      payload: 'name=cog',
    });
    expect([answer.statusCode, answer.json().error.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  },
);

test.each([
  ['a long address', `/api/widgets?name[eq]=${'x'.repeat(9_000)}`, 414, 'URI_TOO_LONG'],
  ['a long id', `/api/widgets/${'x'.repeat(300)}`, 414, 'URI_TOO_LONG'],
  ['broken percent-encoding', '/api/widgets/%E0%A4%A', 400, 'MALFORMED_REQUEST'],
])('%s is refused in the same shape', async (_case, url, status, code) => {
  const app = await testApp({}, WIDGET_ROUTES);
  const answer = await app.inject(url);
  expect([answer.statusCode, answer.json().error.code]).toEqual([status, code]);
  expect(zProblem.safeParse(answer.json()).success).toBe(true);
});

test('a rule that says no answers 409 with its own code, sentence and fields', async () => {
  const app = await testApp({}, WIDGET_ROUTES);
  const answer = await app.inject({ method: 'POST', url: '/api/widgets', payload: { ...WIDGET, name: 'forbidden' } });
  expect(answer.statusCode).toBe(409);
  expect(answer.json().error).toMatchObject({
    code: 'WIDGET_FORBIDDEN',
    message: 'No such widgets here.',
    details: { validationErrors: { name: 'is forbidden' } },
  });
});

test('a record that is not there is 404', async () => {
  const app = await testApp({}, [failing(throws(refusal('NOT_FOUND', 'There is no widget 1.')))]);
  const answer = await app.inject('/api/failing');
  expect([answer.statusCode, answer.json().error.code]).toEqual([404, 'NOT_FOUND']);
});

test('a bug is 500 without detail; the log has the cause beside the trace id', async () => {
  const lines: string[] = [];
  const logger = pino({ level: 'error' }, { write: (line: string) => lines.push(line) });
  const app = await testApp({ logger }, WIDGET_ROUTES);
  const answer = await app.inject({
    method: 'POST',
    url: '/api/widgets',
    headers: { 'x-request-id': 'trace-1' },
    payload: { ...WIDGET, name: 'broken' },
  });
  expect([answer.statusCode, answer.json().error.code]).toEqual([500, 'INTERNAL_ERROR']);
  expect(answer.json().error.details).toEqual({ traceId: 'trace-1' });
  expect(answer.body).not.toContain('hunter2');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('machine room');
  expect(lines[0]).toContain('trace-1');
});

test('what is thrown without being an error is a bug too', async () => {
  const app = await testApp({}, [failing(throws('a text'))]);
  const answer = await app.inject('/api/failing');
  expect([answer.statusCode, answer.json().error.code]).toEqual([500, 'INTERNAL_ERROR']);
});

test.each([
  ['the event store away', new EventStoreUnavailable('The event store does not answer')],
  ['no connection to PostgreSQL', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
  ['PostgreSQL shutting down', Object.assign(new Error('terminating connection'), { code: '57P01' })],
  ['the pool exhausted', new Error('timeout exceeded when trying to connect')],
  [
    'a cause that is one of them',
    new Error('query failed', { cause: Object.assign(new Error('x'), { code: '08006' }) }),
  ],
])('%s is 503 with Retry-After', async (_case, error) => {
  const app = await testApp({}, [failing(throws(error))]);
  const answer = await app.inject('/api/failing');
  expect([answer.statusCode, answer.json().error.code, answer.headers['retry-after']]).toEqual([
    503,
    'UNAVAILABLE',
    '1',
  ]);
});

test('a wrong statement of ours is no outage', async () => {
  const app = await testApp({}, [failing(throws(Object.assign(new Error('syntax error'), { code: '42601' })))]);
  expect((await app.inject('/api/failing')).statusCode).toBe(500);
});

test('a lost race is 409; with If-Match it is 412', async () => {
  const conflict = new RevisionConflict({ category: 'account', tenantId: TENANT, id: '1' }, 3);
  const app = await testApp({}, [failing(throws(conflict), 'POST')]);
  const lost = await app.inject({ method: 'POST', url: '/api/failing' });
  expect([lost.statusCode, lost.json().error.code]).toEqual([409, 'CONCURRENT_CHANGE']);
  const stated = await app.inject({ method: 'POST', url: '/api/failing', headers: { 'if-match': '"3"' } });
  expect([stated.statusCode, stated.json().error.code]).toEqual([412, 'REVISION_MISMATCH']);
});

test('nobody signed in is 401, somebody without the permission 403, both readable across origins', async () => {
  const config = { ...API_CONFIG, authMode: 'required' as const, host: '0.0.0.0' };
  const reader = {
    tenantId: TENANT,
    actor: { kind: 'key' as const, id: 'k1' },
    permissions: new Set(['product.read' as const]),
  };
  const authenticate = async ({ authorization }: { authorization: string | undefined }) =>
    authorization === 'Bearer good' ? reader : null;
  const app = await testApp({ config, authenticate }, WIDGET_ROUTES);
  const post = (authorization: string) =>
    app.inject({
      method: 'POST',
      url: '/api/widgets',
      headers: { authorization, origin: 'http://localhost:5173' },
      payload: WIDGET,
    });
  const unknown = await post('Bearer bad');
  expect([unknown.statusCode, unknown.json().error.code]).toEqual([401, 'UNAUTHENTICATED']);
  expect(unknown.headers['www-authenticate']).toBe('Bearer');
  expect(unknown.headers['access-control-allow-origin']).toBe('http://localhost:5173');
  const known = await post('Bearer good');
  expect([known.statusCode, known.json().error.code]).toEqual([403, 'FORBIDDEN']);
  expect(known.json().error.message).toContain('product.write');
});

test('what is no HTTP at all gets the same body', async () => {
  const app = await testApp();
  const port = await listen(app);
  const raw = (text: string) =>
    new Promise<string>((resolve, reject) => {
      let received = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      socket.on('data', (chunk) => {
        received += chunk;
      });
      socket.on('close', () => resolve(received));
      socket.on('error', reject);
    });
  const nonsense = await raw('NONSENSE\r\n\r\n');
  expect(nonsense).toMatch(/^HTTP\/1.1 400 /);
  expect(zProblem.parse(JSON.parse(nonsense.split('\r\n\r\n')[1] ?? '')).error.code).toBe('MALFORMED_REQUEST');
  const headers = await raw(`GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`);
  expect(headers).toMatch(/^HTTP\/1.1 431 /);
});

test('a client that goes away in the middle of its body is no error of ours', async () => {
  const lines: string[] = [];
  const logger = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) });
  const app = await testApp({ logger }, WIDGET_ROUTES);
  const port = await listen(app);
  await new Promise<void>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        'POST /api/widgets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
      );
      setTimeout(() => socket.destroy(), 50);
    });
    socket.on('close', () => setTimeout(resolve, 100));
  });
  expect(lines).toEqual([]);
  expect((await app.inject('/api/openapi.json')).statusCode).toBe(200);
});
