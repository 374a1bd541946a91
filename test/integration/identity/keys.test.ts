import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IdentityStack, identityStack } from '../../support/identity-stack.ts';

let stack: IdentityStack;
let admin: string;
beforeAll(async () => {
  stack = await identityStack();
  await stack.settled();
  admin = await stack.person('admin');
});
afterAll(() => stack?.close());

const me = (bearer: string) => stack.call('GET', '/api/identity/me', bearer);
const issue = (body: object, bearer = admin) => stack.call('POST', '/api/identity/keys', bearer, body);
const TOO_LATE = { timeout: 5_000, interval: 200 };

describe('a key', () => {
  it('is shown once, works at once, and lets in as its roles say', async () => {
    const { status, body } = await issue({ name: 'Shop', roles: ['sales'] });
    expect([status, body.projected]).toEqual([201, true]);
    expect(body.data.key).toMatch(/^llk_[a-z0-9]{12}_[\w-]{43}$/);
    const { body: who } = await me(body.data.key);
    expect(who.data).toMatchObject({
      tenantId: stack.tenants.own,
      who: { kind: 'key', id: body.data.id },
      roles: ['sales'],
    });
    const listed = await stack.call('GET', '/api/identity/keys', admin);
    const row = listed.body.data.find(({ id }: { id: string }) => id === body.data.id);
    expect(row).toMatchObject({
      name: 'Shop',
      prefix: body.data.prefix,
      createdBy: { kind: 'user', id: 'oidc:admin' },
    });
    expect(JSON.stringify(listed.body)).not.toContain(body.data.key.slice(-43));
  });

  it('is not shown again to a repetition', async () => {
    const headers = { 'idempotency-key': 'issue-once' };
    const send = () => stack.call('POST', '/api/identity/keys', admin, { name: 'Once', roles: ['consumer'] }, headers);
    const [first, again] = [await send(), await send()];
    expect([first.body.data.id, first.body.data.key]).toEqual([again.body.data.id, expect.any(String)]);
    expect([again.status, again.body.data.key]).toEqual([201, null]);
  });

  it('is held to its scopes', async () => {
    const { body } = await issue({ name: 'Narrow', roles: ['sales'], scopes: ['account.read'] });
    expect((await me(body.data.key)).body.data.permissions).toEqual(['account.read', 'identity.read']);
  });

  it('lets nobody in within seconds of its revocation', async () => {
    const { body } = await issue({ name: 'Lost', roles: ['sales'] });
    expect((await me(body.data.key)).status).toBe(200);
    const revoked = await stack.call('POST', `/api/identity/keys/${body.data.id}/revoke`, admin, { reason: 'Lost' });
    expect(revoked.body.data).toMatchObject({ status: 'revoked', key: null });
    await expect.poll(async () => (await me(body.data.key)).status, TOO_LATE).toBe(401);
  });

  it('gets a new secret while the old one works on, or at once when it has leaked', async () => {
    const { body } = await issue({ name: 'Turned', roles: ['sales'] });
    const rotate = (overlapSeconds: number) =>
      stack.call('POST', `/api/identity/keys/${body.data.id}/rotate`, admin, { overlapSeconds });
    const second = (await rotate(3_600)).body.data.key;
    expect([(await me(second)).status, (await me(body.data.key)).status]).toEqual([200, 200]);
    const third = (await rotate(0)).body.data.key;
    expect((await me(third)).status).toBe(200);
    await expect.poll(async () => (await me(second)).status, TOO_LATE).toBe(401);
    await expect.poll(async () => (await me(body.data.key)).status, TOO_LATE).toBe(401);
  });

  it('says when it was last used, some seconds late', async () => {
    const { id, text } = await stack.key(['consumer']);
    await me(text);
    const usedAt = async () =>
      (await stack.call('GET', '/api/identity/keys', admin)).body.data.find((row: { id: string }) => row.id === id)
        .lastUsedAt;
    await expect.poll(usedAt, { timeout: 10_000, interval: 500 }).toEqual(expect.any(String));
  });

  it('approves nothing', async () => {
    expect((await issue({ name: 'Yes', roles: ['approver'] })).body.error.code).toBe('API_KEY_CANNOT_APPROVE');
  });
});

describe('roles', () => {
  const change = (verb: '' | '/revoke', id: string, role: string, bearer = admin) =>
    stack.call('POST', `/api/identity/role-assignments${verb}`, bearer, {
      principal: { kind: 'user', id },
      role,
      reason: 'Test',
    });

  it('are granted to others only', async () => {
    const { status, body } = await change('', 'oidc:admin', 'operator');
    expect([status, body.error.code]).toEqual([403, 'ROLE_SELF_GRANT']);
  });

  it('take effect, and end, within seconds', async () => {
    const ben = await stack.provider.token({ sub: 'ben', tenant: stack.tenants.own });
    const accounts = async () => (await stack.call('GET', '/api/accounts', ben)).status;
    expect(await accounts()).toBe(403);
    expect((await change('', 'oidc:ben', 'sales')).body.data.roles).toEqual(['sales']);
    await expect.poll(accounts, TOO_LATE).toBe(200);
    expect((await change('', 'oidc:ben', 'finance')).body.error.code).toBe('DUTIES_NOT_APART');
    await change('/revoke', 'oidc:ben', 'sales');
    await expect.poll(accounts, TOO_LATE).toBe(403);
  });

  it('hold in a tenant what it has set, recorded with before and after, but never what must stay apart', async () => {
    const put = (role: string, permissions: string[]) =>
      stack.call('PUT', `/api/identity/roles/${role}`, admin, { permissions, reason: 'Less is more' });
    expect((await put('consumer', ['account.read'])).status).toBe(200);
    const { text } = await stack.key(['consumer']);
    const held = async () => (await me(text)).body.data.permissions;
    await expect.poll(held, TOO_LATE).toEqual(['account.read', 'identity.read']);
    expect((await put('admin', ['identity.manage', 'identity.review'])).body.error.code).toBe('ROLE_OF_YOUR_OWN');
    expect((await put('sales', ['contract.amend', 'invoice.finalise'])).body.error.code).toBe('DUTIES_NOT_APART');
    expect((await put('auditor', ['account.write'])).body.error.code).toBe('DUTIES_NOT_APART');
    expect((await put('finance', ['account.fly'])).status).toBe(400);
    const roles = (await stack.call('GET', '/api/identity/roles', admin)).body.data;
    expect(roles.find(({ role }: { role: string }) => role === 'consumer').changed).toMatchObject({
      by: { kind: 'user', id: 'oidc:admin' },
      reason: 'Less is more',
    });
  });

  it('are listed for review: who may do what, since when, granted by whom', async () => {
    const { body } = await stack.call('GET', '/api/identity/access-review', await stack.person('auditor'));
    const entry = body.data.identities.find(({ who }: { who: { id: string } }) => who.id === 'oidc:finance');
    expect(entry).toMatchObject({
      status: 'active',
      roles: [{ role: 'finance', grantedBy: { kind: 'system', id: 'test' }, reason: 'Test' }],
    });
    expect(entry.permissions).toContain('invoice.finalise');
  });
});

describe('a tenant', () => {
  it('is provisioned, suspended and resumed by operators of the default tenant, who cannot suspend their own', async () => {
    const operator = await stack.person('operator');
    const firstAdmin = { kind: 'user', id: 'oidc:founder' };
    const made = await stack.call('POST', '/api/tenants', operator, { name: 'New', firstAdmin });
    const { id } = made.body.data;
    const founder = await stack.provider.token({ sub: 'founder', tenant: id });
    const keys = async () => (await stack.call('GET', '/api/identity/keys', founder)).body;
    await expect.poll(async () => (await keys()).data, TOO_LATE).toEqual([]);
    const set = (tenantId: string, verb: string) =>
      stack.call('POST', `/api/tenants/${tenantId}/${verb}`, operator, { reason: 'Unpaid' });
    expect((await set(id, 'suspend')).body.data.status).toBe('suspended');
    await expect.poll(async () => (await keys()).error?.code, TOO_LATE).toBe('TENANT_SUSPENDED');
    expect((await set(id, 'resume')).body.data.status).toBe('active');
    await expect.poll(async () => (await keys()).data, TOO_LATE).toEqual([]);
    expect((await set(stack.tenants.own, 'suspend')).body.error.code).toBe('TENANT_OF_YOUR_OWN');
  });
});
