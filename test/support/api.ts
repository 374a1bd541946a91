import { createHash, randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import pino from 'pino';
import { afterEach } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import type { RouteDefinition } from '../../src/api/define-route.ts';
import type { ApiConfig, ApiDependencies } from '../../src/api/dependencies.ts';
import { zCurrencyCode } from '../../src/domain/kernel/currency.ts';
import { zTenantId } from '../../src/domain/kernel/ids.ts';
import { fixedClock } from '../../src/platform/clock.ts';
import type { Begun, Idempotency, Write } from '../../src/platform/idempotency.ts';
import { createMetrics } from '../../src/platform/metrics.ts';

export const TENANT = zTenantId.parse('0190a000-0000-7000-8000-000000000001');
export const NOW = '2026-03-01T09:30:00.000Z';

export const API_CONFIG: ApiConfig = {
  host: '127.0.0.1',
  authMode: 'none',
  defaultTenantId: TENANT,
  defaultCurrency: zCurrencyCode.parse('EUR'),
  supportedCurrencies: ['EUR', 'USD'].map((code) => zCurrencyCode.parse(code)),
  corsOrigins: ['http://localhost:5173'],
  trustProxy: [],
  projectionLagMsMax: 30_000,
  checkAnswers: true,
  build: 'test',
};

/** The rules of the idempotency table in memory, without their time limits; `answers` shows what was noted. */
export class MemoryIdempotency implements Idempotency {
  readonly answers: [string, number][] = [];
  readonly #kept = new Map<string, { commandId: string; request: string; status: number | null }>();

  async begin({ tenantId, actor, key, method, path, bodyHash }: Write): Promise<Begun> {
    const request = createHash('sha256')
      .update(JSON.stringify([method, path, bodyHash]))
      .digest('hex');
    const place = key === undefined ? `content ${tenantId} ${actor} ${request}` : `key ${tenantId} ${key}`;
    const kept = this.#kept.get(place);
    const isClosed = key === undefined && kept?.status != null && kept.status >= 200 && kept.status < 300;
    if (kept === undefined || isClosed) {
      const commandId = randomUUID();
      this.#kept.set(place, { commandId, request, status: null });
      return { kind: 'fresh', commandId };
    }
    if (kept.request !== request) return { kind: 'other_body' };
    return { kind: 'repeat', commandId: kept.commandId, answeredStatus: kept.status };
  }

  async answered(_tenantId: string, commandId: string, status: number): Promise<void> {
    this.answers.push([commandId, status]);
    for (const kept of this.#kept.values()) {
      if (kept.commandId === commandId) kept.status = status;
    }
  }
}

export function testDependencies(overrides: Partial<ApiDependencies> = {}): ApiDependencies {
  return {
    config: API_CONFIG,
    logger: pino({ level: 'silent' }),
    clock: fixedClock(NOW),
    pool: new pg.Pool({ max: 1 }),
    progress: { waitFor: async () => true, lag: async () => [] },
    idempotency: new MemoryIdempotency(),
    metrics: createMetrics('api'),
    readiness: new Map(),
    // A test of the skeleton calls none; a test of a resource hands in its own.
    useCases: {} as ApiDependencies['useCases'],
    ...overrides,
  };
}

const open: FastifyInstance[] = [];

/** An application that is closed after the test. */
export async function testApp(
  overrides: Partial<ApiDependencies> = {},
  routes?: readonly RouteDefinition[],
): Promise<FastifyInstance> {
  const app = await buildApp(testDependencies(overrides), routes);
  open.push(app);
  return app;
}

/** Listens on a free port, for what `inject` cannot show: connections. */
export async function listen(app: FastifyInstance): Promise<number> {
  return Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port);
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});
