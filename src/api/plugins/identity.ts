import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { type Authenticate, IdentityUnavailable, TenantSuspended } from '../../identity/authentication.ts';
import { type Identity, isPermitted } from '../../identity/identity.ts';
import type { Permission } from '../../identity/permissions.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { refusal } from '../refusal.ts';
import { forbidden } from '../require-permission.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;

/** Who is asking, and whether they may: decided before a byte of the body is read. */
export const identityPlugin = fp(
  async (app) => {
    const authenticate = authenticatorFor(app.deps);
    app.decorateRequest('identity', null);

    app.addHook('onRequest', async (request) => {
      const { permission } = request.routeOptions.config;
      if (request.is404 || permission === 'public') {
        return;
      }
      request.identity = permitted(await identify(authenticate, request), permission, request);
    });
  },
  { name: 'identity', dependencies: ['declared-permission', 'security'] },
);

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

function permitted(identity: Identity | null, permission: Permission | undefined, request: FastifyRequest): Identity {
  if (identity === null) {
    throw refusal('UNAUTHENTICATED', 'This needs valid credentials in the Authorization header.', {
      headers: { 'WWW-Authenticate': 'Bearer' },
    });
  }
  if (permission === undefined || !isPermitted(identity, permission)) {
    throw forbidden(permission, `${request.method} here`);
  }
  return identity;
}

function authenticatorFor({ config, authenticate }: ApiDependencies): Authenticate {
  if (config.authMode === 'none') {
    if (!isLoopback(config.host)) {
      throw new Error(`AUTH_MODE=none serves everybody who can connect; it needs a loopback host, not ${config.host}`);
    }
    const local: Identity = {
      tenantId: config.defaultTenantId,
      actor: { kind: 'anonymous', id: 'local' },
      permissions: 'all',
    };
    return async () => local;
  }
  if (authenticate === undefined) {
    throw new Error('Authentication is required, but nothing to authenticate with was given');
  }
  return authenticate;
}

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}
