import { randomUUID } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '../../../src/api/routes.ts';
import { APPROVALS, PERMISSIONS, type Permission, ROLE_PERMISSIONS, ROLES } from '../../../src/identity/permissions.ts';
import { type DocumentedRoute, documentedRoutes, pathWith } from '../../support/documented-routes.ts';
import { asOperator, type IdentityStack, identityStack } from '../../support/identity-stack.ts';
import { AUDIENCE, signingKey, TENANT_CLAIM } from '../../support/openid-provider.ts';

/** Made from the OpenAPI document: a new route is covered the day it appears, without a line here. */
let stack: IdentityStack;
let routes: DocumentedRoute[];
beforeAll(async () => {
  stack = await identityStack();
  routes = await documentedRoutes(stack);
  await stack.settled();
});
afterAll(() => stack?.close());

const guarded = () => routes.filter(({ permission }) => permission !== 'public');
const nameOf = ({ method, path }: DocumentedRoute) => `${method} ${path}`;

/** One request with an id that nobody has, and a body that says nothing. */
async function statusOf({ method, path, takesBody }: DocumentedRoute, bearer: string | undefined): Promise<number> {
  const answer = await stack.call(method, pathWith(path, randomUUID()), bearer, takesBody ? {} : undefined);
  return answer.status;
}

async function statuses(of: readonly DocumentedRoute[], bearer: string | undefined): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const route of of) {
    found.set(nameOf(route), await statusOf(route, bearer));
  }
  return found;
}

/** Routes whose status is not as `isRight` wants it. */
function wrong(found: Map<string, number>, isRight: (status: number) => boolean): string[] {
  return [...found].filter(([, status]) => !isRight(status)).map(([name, status]) => `${name} → ${status}`);
}

const FINANCE = () => ({ sub: 'finance', [TENANT_CLAIM]: stack.tenants.own });
function claims<Token extends UnsecuredJWT | SignJWT>(token: Token): Token {
  token.setIssuer(stack.provider.issuer).setAudience(AUDIENCE).setExpirationTime('1h');
  return token;
}

describe('every route', () => {
  it('is documented with the permission that it declares', () => {
    const declared = ROUTES.map(
      (route) => `${route.method} ${route.url.replace(/:([A-Za-z]+)/g, '{$1}')} ${route.permission}`,
    );
    expect(routes.map((route) => `${nameOf(route)} ${route.permission}`).sort()).toEqual(declared.sort());
    expect(guarded().length).toBeGreaterThan(20);
    expect(guarded().filter(({ permission }) => !PERMISSIONS.includes(permission as Permission))).toEqual([]);
  });

  it('that is public asks nobody, and works with bad credentials too', async () => {
    const open = routes.filter(({ permission }) => permission === 'public');
    for (const bearer of [undefined, 'nonsense']) {
      expect(wrong(await statuses(open, bearer), (status) => status < 400)).toEqual([]);
    }
  });

  it('below /api that is public is one that says nothing of anybody', () => {
    const open = routes.filter(({ permission, path }) => permission === 'public' && path.startsWith('/api/'));
    expect(open.map(nameOf).sort()).toEqual(['GET /api/config', 'GET /api/errors']);
  });

  const unknown: [string, () => Promise<string | undefined>][] = [
    ['nothing', async () => undefined],
    ['nonsense', async () => 'nonsense'],
    ['a key that nobody issued', async () => `llk_abcdefghijkm_${'A'.repeat(43)}`],
    ['a key with another secret', async () => `${(await stack.key(['finance'])).text.slice(0, -43)}${'A'.repeat(43)}`],
    ['an expired key', () => expiredKey()],
    ['a revoked key', () => revokedKey()],
    ['an expired token', () => stack.provider.token({ sub: 'finance', tenant: stack.tenants.own }, { expiresIn: -60 })],
    [
      'a token for somebody else',
      () => stack.provider.token({ sub: 'finance', tenant: stack.tenants.own }, { audience: 'x' }),
    ],
    ['a token of a tenant that is none', () => stack.provider.token({ sub: 'finance', tenant: randomUUID() })],
    ['a token without a tenant', () => stack.provider.token({ sub: 'finance' })],
    [
      'a token of another issuer',
      () => stack.provider.token({ sub: 'finance', tenant: stack.tenants.own }, { issuer: 'https://evil.example.com' }),
    ],
    [
      'a token that somebody else has signed',
      async () =>
        stack.provider.token({ sub: 'finance', tenant: stack.tenants.own }, { key: await signingKey('first') }),
    ],
    ['an unsigned token (alg none)', async () => claims(new UnsecuredJWT(FINANCE())).encode()],
    [
      'a token signed with the public key as a shared secret',
      async () =>
        claims(new SignJWT(FINANCE()))
          .setProtectedHeader({ alg: 'HS256', kid: 'first' })
          .sign(Buffer.from(JSON.stringify(stack.provider.keys[0]?.publicJwk))),
    ],
  ];
  it.each(unknown)('answers 401 to %s', async (_what, credentials) => {
    expect(wrong(await statuses(guarded(), await credentials()), (status) => status === 401)).toEqual([]);
  });

  it('asks for the same when only the head is wanted', async () => {
    const reads = guarded().filter(({ method }) => method === 'GET');
    const heads = reads.map((route) => ({ ...route, method: 'HEAD' }));
    expect(wrong(await statuses(heads, undefined), (status) => status === 401)).toEqual([]);
    const admin = await stack.person('admin');
    const business = heads.filter(({ permission }) => !permission.startsWith('identity.'));
    expect(wrong(await statuses(business, admin), (status) => status === 403)).toEqual([]);
  });

  it.each(ROLES)('answers a person with the role %s as the table says', async (role) => {
    await expectAsTable(ROLE_PERMISSIONS[role], await stack.person(role));
  });

  const machineRoles = ROLES.filter((role) => role !== 'approver');
  it.each(machineRoles)('answers a key with the role %s as the table says', async (role) => {
    // What a person answers for, no machine does, whatever its role.
    const held = ROLE_PERMISSIONS[role].filter((permission) => !APPROVALS.includes(permission));
    await expectAsTable(held, (await stack.key([role])).text);
  });

  it('lets nobody without a role do anything but ask who they are', async () => {
    const bearer = await stack.provider.token({ sub: 'nobody', tenant: stack.tenants.own });
    for (const route of guarded()) {
      const isAllowed = route.permission === 'identity.read';
      expect(await statusOf(route, bearer), nameOf(route)).toBe(isAllowed ? 200 : 403);
    }
  });

  it('that operates the installation answers 403 to operators of another tenant', async () => {
    const bearer = await stack.person('operator', stack.tenants.other);
    const system = guarded().filter(({ permission }) => permission === 'tenant.manage');
    expect(system.length).toBeGreaterThan(0);
    expect(wrong(await statuses(system, bearer), (status) => status === 403)).toEqual([]);
  });
});

/** Allowed is anything that is no 401 or 403, and no breakdown of ours. */
async function expectAsTable(held: readonly string[], bearer: string): Promise<void> {
  const allowed = guarded().filter(({ permission }) => held.includes(permission));
  const refused = guarded().filter(({ permission }) => !held.includes(permission));
  expect(allowed.length).toBeGreaterThan(0);
  expect(wrong(await statuses(refused, bearer), (status) => status === 403)).toEqual([]);
  expect(wrong(await statuses(allowed, bearer), (status) => ![401, 403].includes(status) && status < 500)).toEqual([]);
}

async function expiredKey(): Promise<string> {
  const { text } = await stack.key(['finance'], stack.tenants.own, new Date(Date.now() + 1_500).toISOString());
  await new Promise((resolve) => setTimeout(resolve, 1_600));
  return text;
}

async function revokedKey(): Promise<string> {
  const { id, text } = await stack.key(['finance']);
  await stack.identities.revokeKey({ keyId: id as never, reason: 'Test' }, asOperator(stack.tenants.own));
  await stack.settled();
  return text;
}
