import { expect, test } from 'vitest';
import { NOW, testApp } from '../../support/api.ts';

test('config names the currencies, in the envelope of a single record', async () => {
  const app = await testApp();
  const answer = await app.inject('/api/config');
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toEqual({
    data: { defaultCurrency: 'EUR', supportedCurrencies: ['EUR', 'USD'] },
    paging: { offset: null, limit: null, total: null, totalPages: null, hasNext: null, hasPrev: null },
  });
});

test('liveness asks nothing', async () => {
  const app = await testApp({ readiness: new Map([['database', () => Promise.reject(new Error('down'))]]) });
  const answer = await app.inject('/health/liveness');
  expect(answer.json().data).toEqual({ status: 'alive', build: 'test' });
});

test('readiness lists what it has checked', async () => {
  const app = await testApp({ readiness: new Map([['database', async () => undefined]]) });
  const answer = await app.inject('/health/readiness');
  expect(answer.json().data).toEqual({ status: 'ready', checks: { projections: 'ok', database: 'ok' } });
});

test('readiness is 503 and says which check fails, but not why', async () => {
  const app = await testApp({
    readiness: new Map([['event store', () => Promise.reject(new Error('esdb://admin:changeit@10.0.0.1'))]]),
  });
  const answer = await app.inject('/health/readiness');
  expect(answer.statusCode).toBe(503);
  expect(answer.headers['retry-after']).toBe('5');
  expect(answer.json().error).toMatchObject({
    code: 'NOT_READY',
    timestamp: NOW,
    details: { checks: { projections: 'ok', 'event store': 'failed' } },
  });
  expect(answer.body).not.toContain('changeit');
});

test.each([
  ['lags', { group: 'invoices', status: 'running' as const, lagMillis: 31_000 }, 'invoices is 31000 ms behind'],
  ['has halted', { group: 'invoices', status: 'halted' as const, lagMillis: 0 }, 'invoices has halted'],
])('readiness fails when a projection group %s', async (_case, group, text) => {
  const app = await testApp({ progress: { waitFor: async () => true, lag: async () => [group] } });
  const answer = await app.inject('/health/readiness');
  expect(answer.statusCode).toBe(503);
  expect(answer.json().error.details.checks).toEqual({ projections: text });
});

test('metrics are Prometheus text, by route pattern', async () => {
  const app = await testApp();
  await app.inject('/api/config');
  const answer = await app.inject('/metrics');
  expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(answer.body).toContain(
    'ledgerline_http_requests_total{route="/api/config",method="GET",status="200",role="api"} 1',
  );
});
