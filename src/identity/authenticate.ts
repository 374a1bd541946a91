import type { Clock } from '../application/ports/clock.ts';
import { type TenantId, zTenantId } from '../domain/kernel/ids.ts';
import type { Principal } from '../domain/kernel/principal.ts';
import { apiKeyPrefix, isApiKeyOf } from './api-key-text.ts';
import { type Authenticate, type Credentials, TenantSuspended } from './authentication.ts';
import { effectivePermissions } from './effective-permissions.ts';
import type { Identity } from './identity.ts';
import type { KeyUses } from './key-uses.ts';
import type { Role } from './permissions.ts';
import type { IdentityRecords } from './records.ts';
import { cookieValue, type Sessions } from './sessions.ts';
import type { Tokens } from './tokens.ts';

export interface AuthenticateDeps {
  readonly records: IdentityRecords;
  readonly clock: Clock;
  /** Of people whose tokens or sessions know no tenants, and of those who operate the installation. */
  readonly defaultTenantId: TenantId;
  readonly keyUses?: KeyUses | undefined;
  /** Undefined: no tokens are taken. */
  readonly tokens?: Tokens | undefined;
  /** Undefined: no sessions are taken. */
  readonly sessions?: { readonly validate: Sessions; readonly cookie: string } | undefined;
}

/** Somebody who has proved who they are; what they may do is still to be found out. */
interface Proven {
  readonly tenantId: TenantId;
  readonly principal: Principal & { readonly kind: 'user' | 'key' };
  /** Of a key; a person's are granted. */
  readonly roles?: readonly Role[];
  readonly scopes?: readonly string[] | undefined;
}

/** Keys, tokens and sessions, whichever a request brings. The tenant comes from nowhere else. */
export function createAuthenticate(deps: AuthenticateDeps): Authenticate {
  return async (credentials) => {
    const proven = await prove(deps, credentials);
    return proven === null ? null : identityOf(deps, proven);
  };
}

async function prove(deps: AuthenticateDeps, { authorization, cookie }: Credentials): Promise<Proven | null> {
  const { tokens, sessions } = deps;
  if (authorization !== undefined) {
    const bearer = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (bearer === undefined) {
      return null;
    }
    const prefix = apiKeyPrefix(bearer);
    if (prefix !== undefined) {
      return byKey(deps, bearer, prefix);
    }
    if (tokens?.claims(bearer) === true) {
      return byToken(deps, tokens, bearer);
    }
    return sessions === undefined ? null : bySession(deps, sessions.validate, bearer);
  }
  const session = sessions === undefined ? undefined : cookieValue(cookie, sessions.cookie);
  return sessions === undefined || session === undefined ? null : bySession(deps, sessions.validate, session);
}

async function byKey(deps: AuthenticateDeps, text: string, prefix: string): Promise<Proven | null> {
  const key = await deps.records.keyByPrefix(prefix);
  const now = deps.clock.now();
  const isExpired = key !== undefined && key.validUntil !== null && key.validUntil <= now;
  if (key === undefined || !isApiKeyOf(text, key.hash) || key.revoked || isExpired) {
    return null;
  }
  deps.keyUses?.note(key.tenantId, key.keyId, now);
  const { tenantId, roles, scopes } = key;
  return { tenantId, principal: { kind: 'key', id: key.keyId }, roles, scopes: scopes ?? undefined };
}

async function byToken(deps: AuthenticateDeps, tokens: Tokens, text: string): Promise<Proven | null> {
  const found = await tokens.verify(text);
  return found === null ? null : person(deps, `oidc:${found.subject}`, found.tenant);
}

async function bySession(deps: AuthenticateDeps, validate: Sessions, token: string): Promise<Proven | null> {
  const found = await validate(token);
  return found === null ? null : person(deps, `session:${found.id}`, found.tenant);
}

/** The id says which service vouches for them: the same name from two services is two people. */
function person({ defaultTenantId }: AuthenticateDeps, id: string, tenant: string | undefined): Proven | null {
  const tenantId = zTenantId.safeParse(tenant ?? defaultTenantId);
  return tenantId.success && id.length <= 300 ? { tenantId: tenantId.data, principal: { kind: 'user', id } } : null;
}

async function identityOf({ records, defaultTenantId }: AuthenticateDeps, proven: Proven): Promise<Identity | null> {
  const { tenantId, principal, scopes } = proven;
  const { status, roleChanges } = await records.standingOf(tenantId);
  if (status === 'unknown') {
    return null;
  }
  if (status === 'suspended') {
    throw new TenantSuspended('Your tenant is suspended.');
  }
  const roles = proven.roles ?? (await records.rolesOf(tenantId, principal));
  const permissions = effectivePermissions({
    roles,
    changes: roleChanges,
    kind: principal.kind,
    scopes,
    ofDefaultTenant: tenantId === defaultTenantId,
  });
  return { tenantId, actor: principal, permissions, roles };
}
