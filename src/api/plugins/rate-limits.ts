import rateLimit from '@fastify/rate-limit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { refusal } from '../refusal.ts';
import { asksWho } from './identity.ts';

const WINDOW_MS = 60_000;

/** What a limiter of the package says. */
interface Standing {
  readonly max: number;
  readonly remaining: number;
  readonly ttlInSeconds: number;
  readonly isExceeded: boolean;
}

/**
 * How many requests a minute one key or person, and one tenant, may send, and how many wrong credentials one address:
 * those are refused with 429 beyond the limit, while good ones from the same address (a proxy's, for many) still pass.
 *
 * Counts are kept in Redis when there are several processes, else here. When Redis is away, requests pass.
 */
export const rateLimitsPlugin = fp(
  async (app) => {
    const { rateLimits } = app.deps;
    if (rateLimits === undefined) {
      return;
    }
    const { perKey, perTenant, failures, redis } = rateLimits;
    await app.register(rateLimit, {
      global: false,
      timeWindow: WINDOW_MS,
      skipOnError: true,
      nameSpace: 'ledgerline-rate-limit-',
      ...(redis === undefined ? {} : { redis }),
    });
    const ofCaller = app.createRateLimit({ max: perKey, keyGenerator: callerOf });
    const ofTenant = app.createRateLimit({ max: perTenant, keyGenerator: tenantOf });
    const ofAddress = app.createRateLimit({ max: failures, keyGenerator: ({ ip }) => `address ${ip}` });

    app.addHook('onRequest', async (request, reply) => {
      if (!asksWho(request)) {
        return;
      }
      const limits =
        request.identity === null ? [await ofAddress(request)] : [await ofCaller(request), await ofTenant(request)];
      refuseExceeded(
        reply,
        limits.filter((limit) => !limit.isAllowed),
      );
    });
  },
  { name: 'rate-limits', dependencies: ['identity'] },
);

function callerOf({ identity }: FastifyRequest): string {
  return `caller ${identity?.tenantId} ${identity?.actor.kind} ${identity?.actor.id}`;
}

function tenantOf({ identity }: FastifyRequest): string {
  return `tenant ${identity?.tenantId}`;
}

/** Headers of draft-ietf-httpapi-ratelimit-headers, for the limit that is closest; 429 when one is exceeded. */
function refuseExceeded(reply: FastifyReply, standings: readonly Standing[]): void {
  const [closest] = [...standings].sort((a, b) => a.remaining / a.max - b.remaining / b.max);
  if (closest === undefined) {
    return;
  }
  reply
    .header('RateLimit-Limit', closest.max)
    .header('RateLimit-Remaining', closest.remaining)
    .header('RateLimit-Reset', closest.ttlInSeconds);
  const exceeded = standings.filter(({ isExceeded }) => isExceeded);
  if (exceeded.length > 0) {
    const seconds = Math.max(1, ...exceeded.map(({ ttlInSeconds }) => ttlInSeconds));
    throw refusal('RATE_LIMITED', `That was more than ${exceeded[0]?.max} requests a minute.`, {
      headers: { 'Retry-After': String(seconds) },
    });
  }
}
