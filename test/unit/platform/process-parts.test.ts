import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { readBuildInfo } from '../../../src/platform/build-info.ts';
import { fixedClock, systemClock } from '../../../src/platform/clock.ts';
import { createExpiringCache } from '../../../src/platform/expiring-cache.ts';
import { createMetrics, watchInMetrics } from '../../../src/platform/metrics.ts';

describe('clock', () => {
  test('UTC with milliseconds', () => {
    expect(systemClock.now()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test('a fixed clock stands still until it is moved', () => {
    const clock = fixedClock('2026-01-31T00:00:00Z');
    expect(clock.now()).toBe('2026-01-31T00:00:00.000Z');
    clock.advance(1_500);
    expect(clock.now()).toBe('2026-01-31T00:00:01.500Z');
  });
});

describe('build info', () => {
  test('the version of package.json, and the commit when the build named it', () => {
    expect(readBuildInfo(undefined)).toEqual({
      version: packageJson.version,
      commit: undefined,
      label: packageJson.version,
    });
    expect(readBuildInfo('3f2c1ab0123456789').label).toBe(`${packageJson.version}+3f2c1ab01234`);
  });
});

describe('metrics', () => {
  test('two registries in one process do not meet', async () => {
    const [one, other] = [createMetrics('api'), createMetrics('worker')];
    one.httpRequests.inc({ route: '/api/invoices/:id', method: 'GET', status: 200 });
    watchInMetrics(one, {
      lag: async () => [{ group: 'billing', lagMillis: 1_500 }],
      counts: async () => ({ waiting: 3 }),
    });
    const text = await one.registry.metrics();
    expect(text).toContain(
      'ledgerline_http_requests_total{route="/api/invoices/:id",method="GET",status="200",role="api"} 1',
    );
    expect(text).toContain('ledgerline_projection_lag_seconds{group="billing",role="api"} 1.5');
    expect(text).toContain('ledgerline_queue_jobs{state="waiting",role="api"} 3');
    expect(text).toContain('process_resident_memory_bytes{role="api"}');
    expect(await other.registry.metrics()).not.toContain('/api/invoices/:id');
  });
});

describe('expiring cache', () => {
  test('forgets by age', async () => {
    const cache = createExpiringCache<number>(10, 20);
    cache.set('a', 1);
    expect(cache.get('a')).toBe(1);
    await sleep(30);
    expect(cache.get('a')).toBeUndefined();
  });

  test('when full, what was used longest ago goes', () => {
    const cache = createExpiringCache<number>(2, 10_000);
    cache.set('a', 1);
    cache.set('b', 2);
    cache.get('a');
    cache.set('c', 3);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3]);
  });
});
