import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DirectoryStack, directoryStack } from '../../support/directory-stack.ts';

let stack: DirectoryStack;
beforeAll(async () => {
  stack = await directoryStack();
});
afterAll(() => stack?.close());

async function call(method: InjectOptions['method'], url: string, body?: object, headers: Record<string, string> = {}) {
  const answer = await stack.app.inject({ method, url, headers, ...(body === undefined ? {} : { payload: body }) });
  return { status: answer.statusCode, headers: answer.headers, body: answer.body === '' ? undefined : answer.json() };
}

/** Names are told apart by a number, so that no two bodies are one request. */
let count = 0;
async function opened(body: object = {}): Promise<string> {
  count += 1;
  const answer = await call('POST', '/api/accounts', { accountName: `Account ${count}`, accountType: 'smb', ...body });
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 201, body: { projected: true } });
  return answer.body.data.id;
}

const code = (answer: { body: { error: { code: string } } }) => answer.body.error.code;

describe('contacts and addresses', () => {
  it('are added, listed, changed and removed; the form shows the primary ones', async () => {
    const id = await opened({ billingContactName: 'Ada', billingCity: 'Berlin', billingCountry: 'DE' });
    const bob = await call('POST', `/api/accounts/${id}/contacts`, { kind: 'billing', name: 'Bob', isPrimary: true });
    expect(bob).toMatchObject({ status: 201, body: { data: { name: 'Bob', isPrimary: true, jobTitle: null } } });
    const dock = { kind: 'shipping', line1: 'Pier 4', city: 'Hamburg', country: 'DE' };
    expect(await call('POST', `/api/accounts/${id}/addresses`, dock)).toMatchObject({
      status: 201,
      body: { data: { kind: 'shipping', isPrimary: true, country: 'DE', city: 'Hamburg' } },
    });
    expect((await call('GET', `/api/accounts/${id}/contacts`)).body.data).toMatchObject([
      { id, kind: 'billing', name: 'Ada', isPrimary: false },
      { kind: 'billing', name: 'Bob', isPrimary: true },
    ]);
    expect((await call('GET', `/api/accounts/${id}/addresses`)).body.data).toMatchObject([
      { id, kind: 'billing', city: 'Berlin', country: 'DE', isPrimary: true },
      { kind: 'shipping', city: 'Hamburg', isPrimary: true },
    ]);
    const one = `/api/accounts/${id}/contacts/${bob.body.data.id}`;
    expect(await call('PATCH', one, { email: 'bob@example.com' })).toMatchObject({
      status: 200,
      body: { data: { name: 'Bob', email: 'bob@example.com' } },
    });
    const shown = (await call('GET', `/api/accounts/${id}`)).body.data;
    expect(shown).toMatchObject({
      billingContactName: 'Bob',
      billingContactEmail: 'bob@example.com',
      billingCity: 'Berlin',
    });
    const [listed] = (await call('GET', `/api/accounts?accountName[eq]=${encodeURIComponent(shown.accountName)}`)).body
      .data;
    expect(listed).toMatchObject({ billingContactName: 'Bob', billingCity: 'Berlin' });
    expect(await call('DELETE', one)).toMatchObject({ status: 204 });
    expect((await call('GET', `/api/accounts/${id}`)).body.data.billingContactName).toBe('Ada');
    expect(code(await call('PATCH', one, { name: 'Eve' }))).toBe('CONTACT_POINT_NOT_FOUND');
    expect(code(await call('DELETE', `/api/accounts/${id}/contacts/${id}`))).toBe('CONTACT_POINT_OF_FORM');
  });

  it('stand in the log and in the rows as ciphertext', async () => {
    const id = await opened();
    await call('POST', `/api/accounts/${id}/contacts`, { kind: 'legal', name: 'Zaphod Beeblebrox' });
    const { rows } = await stack.database
      .pool('projector')
      .query('SELECT to_jsonb(a)::text AS text FROM directory.accounts AS a WHERE id = $1', [id]);
    expect(rows[0].text).not.toContain('Zaphod');
    expect(rows[0].text).toContain('A256GCM');
  });

  it('are changed on the revision that the caller has seen, when they say which', async () => {
    const id = await opened();
    const body = { kind: 'legal', name: 'Ada' };
    expect(await call('POST', `/api/accounts/${id}/contacts`, body, { 'If-Match': '"7"' })).toMatchObject({
      status: 412,
    });
    expect(await call('POST', `/api/accounts/${id}/contacts`, body, { 'If-Match': '"0"' })).toMatchObject({
      status: 201,
    });
    expect((await call('GET', `/api/accounts/${id}/contacts`)).headers.etag).toBe('"1"');
  });
});

describe('tax registrations', () => {
  it('are checked, and one of them is the tax id', async () => {
    const id = await opened();
    const url = `/api/accounts/${id}/tax-registrations`;
    const german = await call('POST', url, { country: 'DE', kind: 'vat', number: 'DE 136 695 976' });
    expect(german).toMatchObject({
      status: 201,
      body: { data: { number: 'DE136695976', isChecked: true, isPrimary: true } },
    });
    const austrian = await call('POST', url, { country: 'AT', kind: 'vat', number: 'ATU13585627' });
    expect(austrian.body.data).toMatchObject({ isPrimary: false });
    const wrong = await call('POST', url, { country: 'DE', kind: 'vat', number: 'DE136695977' });
    expect(wrong).toMatchObject({ status: 400 });
    expect(code(wrong)).toBe('TAX_NUMBER_INVALID');
    expect((await call('GET', `/api/accounts/${id}`)).body.data.taxId).toBe('DE136695976');
    await call('POST', `${url}/${austrian.body.data.id}/prefer`);
    expect((await call('GET', `/api/accounts/${id}`)).body.data.taxId).toBe('ATU13585627');
    await call('DELETE', `${url}/${austrian.body.data.id}`);
    expect((await call('GET', url)).body.data).toMatchObject([{ country: 'DE', isPrimary: true }]);
  });
});

describe('status and place', () => {
  it('change by verbs, with a reason', async () => {
    const id = await opened();
    expect(await call('POST', `/api/accounts/${id}/suspend`, { reason: 'Unpaid' })).toMatchObject({
      status: 200,
      body: { data: { status: 'suspended' } },
    });
    expect(await call('POST', `/api/accounts/${id}/suspend`, {})).toMatchObject({ status: 400 });
    expect((await call('POST', `/api/accounts/${id}/deactivate`, { reason: 'Asleep' })).body.data.status).toBe(
      'inactive',
    );
    expect((await call('POST', `/api/accounts/${id}/activate`, { reason: 'Paid' })).body.data.status).toBe('active');
    expect(code(await call('PATCH', `/api/accounts/${id}`, { status: 'pending' }))).toBe('ACCOUNT_STATUS_FIXED');
    expect((await call('POST', `/api/accounts/${id}/close`, { reason: 'Bankrupt' })).body.data.status).toBe('closed');
    expect(code(await call('POST', `/api/accounts/${id}/activate`, { reason: 'Back' }))).toBe('ACCOUNT_CLOSED');
  });

  it('moves with a day and a reason', async () => {
    const [parent, child] = [await opened(), await opened()];
    const move = { parentAccountId: parent, effectiveOn: '2999-01-01', reason: 'Bought' };
    expect(code(await call('POST', `/api/accounts/${child}/move`, move))).toBe('MOVE_DAY_INVALID');
    const today = new Date().toISOString().slice(0, 10);
    expect(await call('POST', `/api/accounts/${child}/move`, { ...move, effectiveOn: today })).toMatchObject({
      status: 200,
      body: { data: { parentAccountId: parent }, projected: true },
    });
    expect((await call('GET', `/api/accounts/${parent}/children`)).body.data).toMatchObject([{ id: child }]);
  });

  it('say who gets the documents', async () => {
    const parent = await opened();
    const child = await opened({ parentAccountId: parent });
    const url = `/api/accounts/${child}/set-bill-to`;
    const toParent = { billTo: { kind: 'ancestor', accountId: parent }, effectiveOn: '2026-01-01' };
    expect(await call('POST', url, toParent)).toMatchObject({ status: 200, body: { projected: true } });
    expect((await call('GET', `/api/accounts/${child}/bill-to`)).body.data).toEqual([
      { effectiveOn: '2026-01-01', billTo: { kind: 'ancestor', accountId: parent } },
    ]);
    expect(code(await call('POST', url, { billTo: { kind: 'ancestor', accountId: await opened() } }))).toBe(
      'BILL_TO_NOT_ABOVE',
    );
    const away = { parentAccountId: null, reason: 'Sold' };
    expect(code(await call('POST', `/api/accounts/${child}/move`, away))).toBe('BILL_TO_LEFT_BEHIND');
  });
});

describe('POST /api/accounts/:id/merge', () => {
  it('leaves the survivor in its place, with the children and the people', async () => {
    const survivor = await opened();
    const twin = await opened({ billingContactName: 'Ada' });
    const child = await opened({ parentAccountId: twin });
    const body = { intoAccountId: survivor, reason: 'Typed in twice' };
    const merged = await call('POST', `/api/accounts/${twin}/merge`, body);
    expect(merged, JSON.stringify(merged.body)).toMatchObject({
      status: 200,
      body: { data: { mergedIntoAccountId: survivor, parentAccountId: survivor, status: 'closed' }, projected: true },
    });
    expect((await call('GET', `/api/accounts/${twin}`)).body.data).toMatchObject({
      mergedIntoAccountId: survivor,
      deletedAt: null,
    });
    const children = (await call('GET', `/api/accounts/${survivor}/children`)).body.data;
    expect(children.map(({ id }: { id: string }) => id).sort()).toEqual([twin, child].sort());
    expect((await call('GET', `/api/accounts/${survivor}/contacts`)).body.data).toMatchObject([{ name: 'Ada' }]);
    const again = { ...body, reason: 'Again' };
    expect(await call('POST', `/api/accounts/${twin}/merge`, again)).toMatchObject({ status: 200 });
    expect(code(await call('PATCH', `/api/accounts/${twin}`, { accountName: 'New' }))).toBe('ACCOUNT_MERGED');
    const below = await call('POST', '/api/accounts', { accountName: 'X', accountType: 'smb', parentAccountId: twin });
    expect(code(below)).toBe('ACCOUNT_MERGED');
    expect(code(await call('POST', `/api/accounts/${survivor}/merge`, { intoAccountId: twin, reason: 'No' }))).toBe(
      'ACCOUNT_MERGED',
    );
  });
});
