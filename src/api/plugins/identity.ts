import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { type Identity, isPermitted, type Permission } from '../../identity/identity.ts';
import type { ApiDependencies, Authenticate } from '../dependencies.ts';
import { refusal } from '../refusal.ts';

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
      request.identity = permitted(
        await authenticate({ authorization: request.headers.authorization }),
        permission,
        request,
      );
    });
  },
  { name: 'identity', dependencies: ['declared-permission', 'security'] },
);

function permitted(identity: Identity | null, permission: Permission | undefined, request: FastifyRequest): Identity {
  if (identity === null) {
    throw refusal('UNAUTHENTICATED', 'This needs valid credentials in the Authorization header.', {
      headers: { 'WWW-Authenticate': 'Bearer' },
    });
  }
  if (permission === undefined || !isPermitted(identity, permission)) {
    throw refusal('FORBIDDEN', `${request.method} here needs the permission ${permission}, which you do not have.`);
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
