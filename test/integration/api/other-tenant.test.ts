import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLE_PERMISSIONS, ROLES, type Role } from '../../../src/identity/permissions.ts';
import { type DocumentedRoute, documentedRoutes, listOf, pathWith } from '../../support/documented-routes.ts';
import { type IdentityStack, identityStack } from '../../support/identity-stack.ts';

/** Everything that one tenant has, asked for and attacked by another one. Made from the OpenAPI document, too. */
let stack: IdentityStack;
let routes: DocumentedRoute[];
/** List → ids of what the own tenant has there. */
const records = new Map<string, string[]>();

beforeAll(async () => {
  stack = await identityStack();
  routes = (await documentedRoutes(stack)).filter(({ permission }) => permission !== 'public');
  await stack.settled();
  await fill();
  for (const { path, permission } of routes.filter(isList)) {
    const { body } = await stack.call('GET', path, await someoneWith(permission, stack.tenants.own));
    const ids = (body.data as { id?: string }[]).flatMap(({ id }) => (id === undefined ? [] : [id]));
    records.set(path, ids);
  }
});
afterAll(() => stack?.close());

/** Lists of what a tenant has. The list of tenants is the installation's. */
const isList = ({ method, path, permission }: DocumentedRoute) =>
  method === 'GET' && !path.includes('{') && isPlural(path) && permission !== 'tenant.manage';
const isPlural = (path: string) => /s$/.test(path) && !/stats$/.test(path);

/** A person of the tenant whose role has the permission. */
async function someoneWith(permission: string, tenantId: string): Promise<string> {
  const role = ROLES.find((each) => (ROLE_PERMISSIONS[each] as readonly string[]).includes(permission)) as Role;
  return stack.provider.token({ sub: role, tenant: tenantId });
}

async function post(role: Role, path: string, body: object): Promise<string> {
  const answer = await stack.call('POST', path, await stack.person(role), body);
  expect(answer.status, `${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
  return answer.body.data.id;
}

/** One record of each kind that there is a way to make. */
async function fill(): Promise<void> {
  const accountId = await post('sales', '/api/accounts', {
    accountName: 'Secret Ltd',
    accountType: 'smb',
    currency: 'EUR',
  });
  await post('sales', '/api/products', {
    name: 'Secret seats',
    sku: 'SECRET',
    pricingModel: 'flat_fee',
    basePrice: '1',
  });
  const contractId = await post('sales', '/api/contracts', {
    contractNumber: 'SECRET-1',
    accountId,
    startDate: '2026-01-01',
    endDate: '2026-12-31',
    seatCount: 3,
    seatPrice: '7',
    billingFrequency: 'monthly',
    billingInAdvance: true,
    status: 'active',
  });
  await post('finance', '/api/payments', { accountId, amount: '3', method: 'cash', note: 'Secret money' });
  await post('finance', '/api/billing/generate', { contractId, periodStart: '2026-01-01', periodEnd: '2026-01-31' });
  await stack.key(['consumer']);
}

const idsBelow = (path: string) => records.get(listOf(path) ?? '') ?? [];

/** What the own tenant sees of its records, whole. */
async function snapshot(): Promise<Map<string, unknown>> {
  const seen = new Map<string, unknown>();
  for (const { method, path, permission } of routes) {
    if (method === 'GET' && !path.endsWith('/access-review') && !path.endsWith('/identity/keys')) {
      const bearer = await someoneWith(permission, stack.tenants.own);
      for (const id of path.includes('{') ? idsBelow(path) : ['']) {
        seen.set(pathWith(path, id), (await stack.call('GET', pathWith(path, id), bearer)).body.data);
      }
    }
  }
  return seen;
}

describe('records of one tenant', () => {
  it('are there to be attacked', () => {
    const filled = [...records].filter(([, ids]) => ids.length > 0).map(([path]) => path);
    for (const path of [
      '/api/accounts',
      '/api/products',
      '/api/contracts',
      '/api/invoices',
      '/api/payments',
      '/api/sellers',
    ]) {
      expect(filled).toContain(path);
    }
  });

  it('are in no list, tree or report of another one', async () => {
    const ids = [...new Set([...records.values()].flat())];
    for (const { method, path, permission } of routes) {
      // Operators see all tenants: that is their work, and they are of the default tenant only.
      if (method === 'GET' && !path.includes('{') && permission !== 'tenant.manage') {
        const { body } = await stack.call('GET', path, await someoneWith(permission, stack.tenants.other));
        const text = JSON.stringify(body);
        expect(
          ids.filter((id) => text.includes(id)),
          path,
        ).toEqual([]);
        expect(text.includes('Secret'), path).toBe(false);
      }
    }
  });

  it('can be read by their own people, and are 404 for all others, like what never was', async () => {
    for (const { path, permission } of routes.filter(({ method }) => method === 'GET')) {
      for (const id of path.includes('{') ? idsBelow(path) : []) {
        const own = await stack.call('GET', pathWith(path, id), await someoneWith(permission, stack.tenants.own));
        expect(own.status, `own ${path}`).toBeLessThan(300);
        const stranger = await someoneWith(permission, stack.tenants.other);
        const theirs = await stack.call('GET', pathWith(path, id), stranger);
        const nothing = await stack.call('GET', pathWith(path, randomUUID()), stranger);
        expect([theirs.status, theirs.body.error?.code], path).toEqual([404, nothing.body.error?.code]);
      }
    }
  });

  it('are changed by nobody else: no write with their ids is accepted, and nothing differs afterwards', async () => {
    const before = await snapshot();
    expect(before.size).toBeGreaterThan(20);
    for (const { method, path, permission, takesBody } of routes.filter(({ method }) => method !== 'GET')) {
      for (const id of path.includes('{') && permission !== 'tenant.manage' ? idsBelow(path) : []) {
        const stranger = await someoneWith(permission, stack.tenants.other);
        for (const body of takesBody ? [{}, { reason: 'x', status: 'cancelled' }, { reason: 'x' }] : [undefined]) {
          const { status } = await stack.call(method, pathWith(path, id), stranger, body);
          expect([400, 404, 409], `${method} ${path} → ${status}`).toContain(status);
        }
      }
    }
    expect(await snapshot()).toEqual(before);
  });

  it('are not reached by naming the tenant in header, query or body', async () => {
    const stranger = await stack.person('sales', stack.tenants.other);
    const { own } = stack.tenants;
    const headers = { 'x-tenant-id': own, 'x-tenant': own, tenant: own };
    expect((await stack.call('GET', '/api/accounts', stranger, undefined, headers)).body.data).toEqual([]);
    expect((await stack.call('GET', `/api/accounts?tenantId=${own}`, stranger)).status).toBe(400);
    const body = { accountName: 'Mine', accountType: 'smb', currency: 'EUR', tenantId: own };
    expect((await stack.call('POST', '/api/accounts', stranger, body)).status).toBe(400);
  });

  it('share no idempotency key, cursor or natural key with another one', async () => {
    const [mine, theirs] = [await stack.person('sales'), await stack.person('sales', stack.tenants.other)];
    const key = { 'idempotency-key': 'one-for-all' };
    const product = (name: string) => ({ name, sku: 'SAME', pricingModel: 'flat_fee', basePrice: '1' });
    const first = await stack.call('POST', '/api/products', mine, product('Mine'), key);
    const second = await stack.call('POST', '/api/products', theirs, product('Theirs'), key);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.data.id).not.toBe(first.body.data.id);
    const page = await stack.call('GET', '/api/products?limit[eq]=1', mine);
    const { nextCursor } = page.body.paging;
    expect(nextCursor).toEqual(expect.any(String));
    const stolen = await stack.call('GET', `/api/products?limit[eq]=1&after=${encodeURIComponent(nextCursor)}`, theirs);
    expect(stolen.body.error.code).toBe('CURSOR_INVALID');
  });
});
