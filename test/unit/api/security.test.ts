import { expect, test } from 'vitest';
import { buildApp } from '../../../src/api/app.ts';
import { API_CONFIG, listen, testApp, testDependencies } from '../../support/api.ts';
import { WIDGET_ROUTES } from '../../support/widget-routes.ts';

const PAGE = 'http://localhost:5173';

test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])('a known page may ask to %s with credentials', async (method) => {
  const app = await testApp({}, WIDGET_ROUTES);
  const answer = await app.inject({
    method: 'OPTIONS',
    url: '/api/widgets',
    headers: {
      origin: PAGE,
      'access-control-request-method': method,
      'access-control-request-headers': 'content-type,authorization,idempotency-key,if-match',
    },
  });
  expect(answer.statusCode).toBe(204);
  expect(answer.headers['access-control-allow-origin']).toBe(PAGE);
  expect(answer.headers['access-control-allow-credentials']).toBe('true');
  expect(answer.headers['access-control-allow-methods']).toContain(method);
  for (const header of ['Content-Type', 'Authorization', 'Idempotency-Key', 'If-Match']) {
    expect(answer.headers['access-control-allow-headers']).toContain(header);
  }
});

test('an unknown page is not told that it may', async () => {
  const app = await testApp({}, WIDGET_ROUTES);
  const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
  const answer = await app.inject({ method: 'OPTIONS', url: '/api/widgets', headers });
  expect(answer.headers['access-control-allow-origin']).toBeUndefined();
});

test('answers and errors carry the origin that may read them', async () => {
  const app = await testApp();
  for (const url of ['/api/config', '/api/nothing']) {
    expect((await app.inject({ url, headers: { origin: PAGE } })).headers['access-control-allow-origin']).toBe(PAGE);
  }
});

test('a write that an unknown page slips in without a preflight is refused', async () => {
  const app = await testApp({}, WIDGET_ROUTES);
  const answer = await app.inject({ method: 'POST', url: '/api/widgets', headers: { origin: 'https://evil.example' } });
  expect([answer.statusCode, answer.json().error.code]).toEqual([403, 'ORIGIN_NOT_ALLOWED']);
});

test('the documentation page may write to its own server', async () => {
  const app = await testApp({}, WIDGET_ROUTES);
  const answer = await app.inject({
    method: 'POST',
    url: '/api/widgets',
    headers: { host: 'localhost:5177', origin: 'http://localhost:5177' },
    payload: { name: 'cog', weight: '1' },
  });
  expect(answer.statusCode).toBe(201);
});

test('without authentication only local names are answered', async () => {
  const app = await testApp();
  for (const host of ['localhost:5177', '127.0.0.1:5177', '[::1]:5177', 'localhost']) {
    expect((await app.inject({ url: '/api/config', headers: { host } })).statusCode).toBe(200);
  }
  const rebound = await app.inject({ url: '/api/config', headers: { host: 'evil.example:5177' } });
  expect([rebound.statusCode, rebound.json().error.code]).toEqual([421, 'WRONG_HOST']);
});

test('forwarded headers are not believed', async () => {
  const app = await testApp();
  const answer = await app.inject({
    url: '/api/config',
    headers: { host: 'evil.example', 'x-forwarded-host': 'localhost' },
  });
  expect(answer.statusCode).toBe(421);
});

test('without authentication nothing is built for other machines', async () => {
  const deps = testDependencies({ config: { ...API_CONFIG, host: '0.0.0.0' } });
  await expect(buildApp(deps)).rejects.toThrow('AUTH_MODE=none');
});

test('authentication needs something to authenticate with', async () => {
  const deps = testDependencies({ config: { ...API_CONFIG, authMode: 'required' } });
  await expect(buildApp(deps)).rejects.toThrow('nothing to authenticate with');
});

test('every answer tells browsers to load nothing, embed nothing, keep nothing', async () => {
  const app = await testApp();
  for (const url of ['/api/config', '/api/nothing', '/health/liveness']) {
    const { headers } = await app.inject(url);
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['x-request-id']).toBeDefined();
  }
});

test('connections are kept for the next request', async () => {
  const app = await testApp();
  const answer = await fetch(`http://127.0.0.1:${await listen(app)}/api/config`);
  expect(answer.headers.get('connection')).toBe('keep-alive');
});

test.each([
  ['nobody', [], '203.0.113.9', ['UNAUTHENTICATED', 'RATE_LIMITED']],
  ['the proxy that asks', ['127.0.0.1'], '203.0.113.9', ['UNAUTHENTICATED', 'UNAUTHENTICATED']],
  ['another proxy', ['10.0.0.0/8'], '203.0.113.9', ['UNAUTHENTICATED', 'RATE_LIMITED']],
])('where a request comes from is told by %s when %j are trusted', async (_who, trustProxy, address, codes) => {
  const app = await testApp(
    {
      config: { ...API_CONFIG, authMode: 'required', trustProxy },
      authenticate: async () => null,
      rateLimits: { perKey: 10, perTenant: 10, failures: 1 },
    },
    WIDGET_ROUTES,
  );
  const codeFrom = async (from: string) =>
    (await app.inject({ url: '/api/widgets', headers: { 'x-forwarded-for': from } })).json().error.code;
  // One wrong credential a minute from one address: the second caller is another one only if the proxy is believed.
  expect([await codeFrom(address), await codeFrom('203.0.113.10')]).toEqual(codes);
});
