import rateLimit from '@fastify/rate-limit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { type Refusal, refusal } from '../refusal.ts';

const WINDOW_MS = 60_000;
/** Wrong credentials from one address: far more than a person mistypes, far fewer than guessing needs. */
const FAILURES_PER_ADDRESS = 300;

/** What a limiter of the package says. */
interface Standing {
  readonly max: number;
  readonly remaining: number;
  readonly ttlInSeconds: number;
  readonly isExceeded: boolean;
}

/**
 * How many wrong credentials a minute one address may send. Counted when they fail: whoever comes with good ones is not
 * held up by a neighbour's bad ones until there are far too many.
 *
 * Counts are kept in Redis when there are several processes, else here. When Redis is away, requests pass.
 */
export const addressLimitsPlugin = fp(
  async (app) => {
    const { rateLimits } = app.deps;
    if (rateLimits === undefined) {
      return;
    }
    const { redis } = rateLimits;
    await app.register(rateLimit, {
      global: false,
      timeWindow: WINDOW_MS,
      skipOnError: true,
      nameSpace: 'ledgerline-rate-limit-',
      ...(redis === undefined ? {} : { redis }),
    });
    const perAddress = app.createRateLimit({ max: FAILURES_PER_ADDRESS, keyGenerator: ({ ip }) => `address ${ip}` });

    app.addHook('onRequest', async (request) => {
      const standing = await perAddress(request, { increment: false });
      if (!standing.isAllowed && standing.isExceeded) {
        throw tooMany(`${FAILURES_PER_ADDRESS} wrong credentials a minute`, standing.ttlInSeconds);
      }
    });

    app.addHook('onError', async (request, _reply, error) => {
      if ('code' in error && error.code === 'UNAUTHENTICATED') {
        await perAddress(request);
      }
    });
  },
  { name: 'address-limits', dependencies: ['errors'] },
);

/** How many requests a minute one key or person, and one tenant, may send. */
export const callerLimitsPlugin = fp(
  async (app) => {
    const { rateLimits } = app.deps;
    if (rateLimits === undefined) {
      return;
    }
    const perKey = app.createRateLimit({ max: rateLimits.perKey, keyGenerator: callerOf });
    const perTenant = app.createRateLimit({ max: rateLimits.perTenant, keyGenerator: tenantOf });

    app.addHook('onRequest', async (request, reply) => {
      if (request.identity !== null) {
        const standings = [await perKey(request), await perTenant(request)].filter((limit) => !limit.isAllowed);
        refuseExceeded(reply, standings);
      }
    });
  },
  { name: 'caller-limits', dependencies: ['identity', 'address-limits'] },
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
    throw tooMany(`${exceeded[0]?.max} requests a minute`, Math.max(...exceeded.map((one) => one.ttlInSeconds)));
  }
}

function tooMany(limit: string, seconds: number): Refusal {
  return refusal('RATE_LIMITED', `The limit is ${limit}.`, {
    headers: { 'Retry-After': String(Math.max(1, seconds)) },
  });
}
