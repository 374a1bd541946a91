import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { type Authenticate, IdentityUnavailable, TenantSuspended } from '../../identity/authentication.ts';
import { type Identity, isPermitted } from '../../identity/identity.ts';
import type { Permission } from '../../identity/permissions.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { refusal } from '../refusal.ts';
import { forbidden } from '../require-permission.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;

/** Who is asking: found out before a byte of the body is read. */
export const identityPlugin = fp(
  async (app) => {
    app.decorateRequest('identity', null);
    const everybody = identityOfAll(app.deps);
    if (everybody !== undefined) {
      app.addHook('onRequest', (request, _reply, done) => {
        request.identity = asksWho(request) ? everybody : null;
        done();
      });
      return;
    }
    const authenticate = authenticatorOf(app.deps);
    app.addHook('onRequest', async (request) => {
      if (asksWho(request)) {
        request.identity = await identify(authenticate, request);
      }
    });
  },
  { name: 'identity', dependencies: ['declared-permission', 'security'] },
);

/** Whether they may. A step of its own, so that what they are refused counts towards their limits, too. */
export const permissionPlugin = fp(
  async (app) => {
    app.addHook('onRequest', (request, _reply, done) => {
      if (asksWho(request)) {
        requirePermitted(request.identity, request.routeOptions.config.permission, request);
      }
      done();
    });
  },
  { name: 'permission', dependencies: ['identity'] },
);

/** Routes that are not public, and exist. */
export function asksWho(request: FastifyRequest): boolean {
  return !request.is404 && request.routeOptions.config.permission !== 'public';
}

async function identify(authenticate: Authenticate, request: FastifyRequest): Promise<Identity | null> {
  const { authorization, cookie } = request.headers;
  try {
    return await authenticate({ authorization, cookie });
  } catch (error) {
    if (error instanceof TenantSuspended) {
      throw refusal('TENANT_SUSPENDED', error.message);
    }
    if (error instanceof IdentityUnavailable) {
      request.log.error({ err: error }, 'who is asking could not be found out');
      const headers = { 'Retry-After': String(error.retryAfterSeconds) };
      throw refusal('UNAVAILABLE', 'Who you are cannot be checked at the moment.', { headers });
    }
    throw error;
  }
}

function requirePermitted(
  identity: Identity | null,
  permission: Permission | 'public' | undefined,
  request: FastifyRequest,
): void {
  if (identity === null) {
    throw refusal('UNAUTHENTICATED', 'This needs valid credentials in the Authorization header.', {
      headers: { 'WWW-Authenticate': 'Bearer' },
    });
  }
  if (permission === undefined || permission === 'public' || !isPermitted(identity, permission)) {
    throw forbidden(permission, `${request.method} here`);
  }
}

/** Who everybody is without authentication. */
function identityOfAll({ config }: ApiDependencies): Identity | undefined {
  if (config.authMode !== 'none') {
    return undefined;
  }
  if (!isLoopback(config.host)) {
    throw new Error(`AUTH_MODE=none serves everybody who can connect; it needs a loopback host, not ${config.host}`);
  }
  return { tenantId: config.defaultTenantId, actor: { kind: 'anonymous', id: 'local' }, permissions: 'all' };
}

function authenticatorOf({ authenticate }: ApiDependencies): Authenticate {
  if (authenticate === undefined) {
    throw new Error('Authentication is required, but nothing to authenticate with was given');
  }
  return authenticate;
}

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}
