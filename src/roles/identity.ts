import type { Redis } from 'ioredis';
import type { Pool } from 'pg';
import type { ApiDependencies } from '../api/dependencies.ts';
import { DEFAULT_TENANT_ID } from '../application/directory/provision-defaults.ts';
import { createAuthenticate } from '../identity/authenticate.ts';
import { createKeyUses } from '../identity/key-uses.ts';
import { createIdentityRecords } from '../identity/records.ts';
import { createSessions } from '../identity/sessions.ts';
import { createTokens } from '../identity/tokens.ts';
import { createLimitsRedis } from '../platform/limits-redis.ts';
import type { RoleContext } from './runtime.ts';

/**
 * Who may come in, as it is configured: nothing with AUTH_MODE=none, else keys, and tokens and sessions where their
 * services are named. `pool`: of the database role api.
 */
export function openIdentity(context: RoleContext, pool: Pool): Pick<ApiDependencies, 'authenticate' | 'rateLimits'> {
  const { config, clock, log, shutdown } = context;
  if (config.authMode === 'none') {
    return {};
  }
  const keyUses = createKeyUses(pool, (error) => log.warn({ err: error }, 'The last use of keys could not be noted'));
  shutdown.register('key uses', () => keyUses.close(), 5_000);
  const { oidc, loginService } = config;
  const authenticate = createAuthenticate({
    records: createIdentityRecords(pool),
    clock,
    defaultTenantId: DEFAULT_TENANT_ID,
    keyUses,
    tokens: oidc === undefined ? undefined : createTokens(oidc, () => Date.parse(clock.now())),
    sessions:
      loginService === undefined ? undefined : { validate: createSessions(loginService), cookie: loginService.cookie },
  });
  return { authenticate, rateLimits: { ...config.rateLimits, redis: limitsRedis(context) } };
}

function limitsRedis({ config, log, shutdown }: RoleContext): Redis | undefined {
  if (config.redisUrl === undefined) {
    return undefined;
  }
  const redis = createLimitsRedis(config.redisUrl, (error) =>
    log.warn({ err: error }, 'The Redis of the rate limits is out of reach'),
  );
  shutdown.register('rate limits', async () => redis.disconnect(), 1_000);
  return redis;
}
