import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import type { ApiDependencies } from '../../../src/api/dependencies.ts';
import { getMe } from '../../../src/api/routes/identity/me.ts';
import { createLimitsRedis } from '../../../src/platform/limits-redis.ts';
import { API_CONFIG, TENANT, testApp } from '../../support/api.ts';
import { hasRedis, redisServer } from '../../support/servers.ts';

const caller = {
  tenantId: TENANT,
  actor: { kind: 'key', id: 'k1' },
  permissions: new Set(['identity.read' as const]),
} as const;

/** Two processes of one installation, each with its own connection. */
async function twoApps(redisOf: () => Redis) {
  const deps = (): Partial<ApiDependencies> => ({
    config: { ...API_CONFIG, authMode: 'required' },
    authenticate: async () => caller,
    rateLimits: { perKey: 10, perTenant: 1_000, failures: 10, redis: redisOf() },
  });
  return Promise.all([testApp(deps(), [getMe]), testApp(deps(), [getMe])]);
}

describe.skipIf(!hasRedis())('limits in Redis', () => {
  it('are counted together by all processes, and hold nobody up when Redis is away', async () => {
    const server = await redisServer();
    if (server === undefined) throw new Error('No Redis came up');
    const connections: Redis[] = [];
    const connect = () => {
      const redis = createLimitsRedis(server.url, () => undefined);
      connections.push(redis);
      return redis;
    };
    const [one, other] = await twoApps(connect);
    await Promise.all(connections.map((redis) => (redis.status === 'ready' ? undefined : once(redis, 'ready'))));
    const statuses: number[] = [];
    for (let index = 0; index < 6; index += 1) {
      for (const app of [one, other]) statuses.push((await app.inject('/api/identity/me')).statusCode);
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 429, 429]);
    await server.close();
    const startedAt = performance.now();
    expect((await one.inject('/api/identity/me')).statusCode).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    for (const redis of connections) redis.disconnect();
  });

  it('hold nobody up when Redis is connected and silent', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const redis = createLimitsRedis(`redis://127.0.0.1:${port}`, () => undefined);
    const [one] = await twoApps(() => redis);
    expect((await one.inject('/api/identity/me')).statusCode).toBe(200);
    redis.disconnect();
    silent.close();
  });
});
