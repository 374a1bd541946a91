import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../src/application/derived-ids.ts';
import { DEFAULT_TENANT_ID } from '../../../src/application/directory/provision-defaults.ts';
import { NO_STREAM } from '../../../src/application/ports/event-store.ts';
import { accountStream } from '../../../src/application/streams.ts';
import type { AccountId } from '../../../src/domain/kernel/ids.ts';
import { activated, drafted } from '../../support/contracts.ts';
import { aDraft } from '../../support/controls/documents.ts';
import { aProvenance } from '../../support/controls/provenance.ts';
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

/** An active contract without an end in sight, and a draft invoice, both as facts; read once the rows are there. */
async function withContractAndInvoice(accountId: AccountId): Promise<void> {
  const [contractId, invoiceId] = [newId(), newId()];
  const on = (category: 'contract' | 'invoice', id: string) => ({ category, tenantId: DEFAULT_TENANT_ID, id });
  const contract = drafted({ accountId, billToAccountId: accountId, endDate: '2999-12-31' });
  const facts = [{ ...contract, data: { ...contract.data, contractId, contractNumber: 'C-1' } }, activated()];
  const provenance = () => aProvenance({ tenantId: DEFAULT_TENANT_ID });
  await stack.eventStore.append(on('contract', contractId), NO_STREAM, facts, provenance());
  const draft = {
    ...aDraft({ name: invoiceId, lines: [[null, '100.00']], taxes: [['standard', '19', '19.00']] }),
    invoiceId,
    accountId,
  };
  const invoice = { type: 'InvoiceDrafted', data: draft };
  const { position } = await stack.eventStore.append(on('invoice', invoiceId), NO_STREAM, [invoice], provenance());
  expect(await stack.progress.waitFor(['billing'], position, 10_000)).toBe(true);
}

describe('POST /api/accounts', () => {
  it('answers the record that was decided, with defaults, and can be read at once', async () => {
    const answer = await call('POST', '/api/accounts', {
      accountName: ' Acme ',
      accountType: 'enterprise',
      primaryContactEmail: 'ada@acme.example',
      billingCity: '',
      creditLimit: 1000,
      metadata: { crm: 'A-1' },
    });
    expect(answer).toMatchObject({
      status: 201,
      body: {
        data: {
          accountName: 'Acme',
          primaryContactEmail: 'ada@acme.example',
          billingCity: null,
          currency: 'EUR',
          paymentTerms: 'net_30',
          paymentTermsDays: 30,
          creditLimit: '1000.00',
          status: 'active',
          deletedAt: null,
        },
        projected: true,
      },
    });
    const read = await call('GET', `/api/accounts/${answer.body.data.id}`);
    expect(read).toMatchObject({ status: 200, headers: { etag: '"0"' } });
    expect(read.body.data).toEqual({
      ...answer.body.data,
      parent: null,
      _count: { children: 0, contracts: 0, invoices: 0 },
      children: [],
      contracts: [],
    });
  });

  it('keeps what it says about people out of events and rows', async () => {
    const id = (await opened({ billingContactName: 'Grace Hopper' })) as AccountId;
    const events = await stack.eventStore.read(accountStream(DEFAULT_TENANT_ID, id));
    const row = await stack.database.pool('projector').query('SELECT * FROM directory.accounts WHERE id = $1', [id]);
    expect(JSON.stringify([events.map(({ event }) => event), row.rows])).not.toContain('Hopper');
  });

  it('names unknown fields and missing ones', async () => {
    const answer = await call('POST', '/api/accounts', { accountType: 'smb', colour: 'red' });
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { details: { validationErrors: { accountName: 'is required', colour: 'is not known here' } } } },
    });
  });

  it('refuses a parent that does not exist', async () => {
    const body = { accountName: 'Orphan', accountType: 'smb', parentAccountId: newId() };
    expect(await call('POST', '/api/accounts', body)).toMatchObject({
      status: 404,
      body: { error: { code: 'ACCOUNT_PARENT_NOT_FOUND' } },
    });
  });
});

describe('PATCH /api/accounts/:id', () => {
  it('changes what differs and gives it a new ETag; an old one is refused', async () => {
    const id = await opened({ billingCity: 'London' });
    const changed = await call(
      'PATCH',
      `/api/accounts/${id}`,
      { creditHold: true, billingCity: 'Paris' },
      { 'if-match': '"0"' },
    );
    expect(changed).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { data: { creditHold: true, billingCity: 'Paris' } },
    });
    const read = await call('GET', `/api/accounts/${id}`);
    expect(read).toMatchObject({ headers: { etag: '"2"' }, body: { data: changed.body.data } });
    expect(await call('PATCH', `/api/accounts/${id}`, { creditHold: false }, { 'if-match': '"0"' })).toMatchObject({
      status: 412,
      body: { error: { code: 'REVISION_MISMATCH' } },
    });
  });

  it('says whose payment terms an account has, and changes that', async () => {
    const id = await opened();
    const shown = async () => (await call('GET', `/api/accounts/${id}`)).body.data;
    const usual = { paymentTerms: 'net_30', paymentTermsDays: 30 };
    expect(await shown()).toMatchObject({ ...usual, paymentTermsFrom: 'seller' });
    await call('PATCH', `/api/accounts/${id}`, { ...usual, creditHold: true });
    expect(await shown()).toMatchObject({ creditHold: true, paymentTermsFrom: 'seller' });
    const owned = await call('PATCH', `/api/accounts/${id}`, { paymentTermsFrom: 'account' });
    expect(owned.body.data).toMatchObject({ ...usual, paymentTermsFrom: 'account' });
    await call('PATCH', `/api/accounts/${id}`, { paymentTerms: 'net_60' });
    expect(await shown()).toMatchObject({ paymentTerms: 'net_60', paymentTermsDays: 60, paymentTermsFrom: 'account' });
    await call('PATCH', `/api/accounts/${id}`, { paymentTermsFrom: 'seller' });
    expect(await shown()).toMatchObject({ ...usual, paymentTermsFrom: 'seller' });
  });

  it('moves an account with everything below it', async () => {
    const [from, to] = [await opened(), await opened()];
    const child = await opened({ parentAccountId: from });
    const grandchild = await opened({ parentAccountId: child });
    const moved = await call('PATCH', `/api/accounts/${child}`, { parentAccountId: to });
    expect(moved).toMatchObject({ status: 200, body: { data: { parentAccountId: to }, projected: true } });
    const above = await call('GET', `/api/accounts/${grandchild}/ancestors`);
    expect(above.body.data.map((one: { id: string; depth: number }) => [one.id, one.depth])).toEqual([
      [to, 0],
      [child, 1],
    ]);
    expect((await call('GET', `/api/accounts/${from}/descendants`)).body.data).toEqual([]);
    expect((await call('GET', `/api/accounts/${child}`)).body.data.parent).toMatchObject({ id: to });
    expect(await call('PATCH', `/api/accounts/${to}`, { parentAccountId: grandchild })).toMatchObject({
      status: 409,
      body: {
        error: { code: 'ACCOUNT_CYCLE', details: { validationErrors: { parentAccountId: expect.any(String) } } },
      },
    });
  });

  it('lets one of two crossing moves succeed', async () => {
    const [a, b] = [await opened(), await opened()];
    const answers = await Promise.all([
      call('PATCH', `/api/accounts/${a}`, { parentAccountId: b }),
      call('PATCH', `/api/accounts/${b}`, { parentAccountId: a }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('with the status closed closes, and says so again when it is repeated', async () => {
    const id = await opened();
    const close = () => call('PATCH', `/api/accounts/${id}`, { status: 'closed', creditHold: true });
    expect(await close()).toMatchObject({ status: 200, body: { data: { status: 'closed', creditHold: true } } });
    expect(await close()).toMatchObject({ status: 200, body: { data: { status: 'closed' } } });
    expect(await call('GET', `/api/accounts/${id}`)).toMatchObject({ status: 404 });
  });
});

describe('DELETE /api/accounts/:id', () => {
  it('is refused while a contract runs', async () => {
    const id = (await opened()) as AccountId;
    await withContractAndInvoice(id);
    expect(await call('DELETE', `/api/accounts/${id}`)).toMatchObject({
      status: 409,
      body: { error: { code: 'ACCOUNT_HAS_CONTRACTS', message: expect.stringContaining('C-1') } },
    });
  });

  it('names who stands in the way, then hides the record', async () => {
    const parent = await opened();
    const child = await opened({ parentAccountId: parent, accountName: 'In the way' });
    expect(await call('DELETE', `/api/accounts/${parent}`)).toMatchObject({
      status: 409,
      body: { error: { code: 'ACCOUNT_HAS_CHILDREN', message: expect.stringContaining('In the way') } },
    });
    expect(await call('DELETE', `/api/accounts/${child}`)).toMatchObject({ status: 204 });
    expect(await call('DELETE', `/api/accounts/${parent}`)).toMatchObject({ status: 204 });
    expect(await call('DELETE', `/api/accounts/${parent}`)).toMatchObject({ status: 204 });
    expect(await call('GET', `/api/accounts/${parent}`)).toMatchObject({ status: 404 });
    expect((await call('GET', `/api/accounts?accountName[like]=in the way`)).body.paging.total).toBe(0);
  });
});

describe('GET /api/accounts', () => {
  it('filters, sorts and pages, and finds substrings in any case', async () => {
    for (const name of ['Zeta Query', 'Alpha Query', 'Beta 50%_off query']) await opened({ accountName: name });
    const page = await call('GET', '/api/accounts?accountName[like]=QUERY&sort=accountName&limit[eq]=2');
    expect(page.body.data.map((row: { accountName: string }) => row.accountName)).toEqual([
      'Alpha Query',
      'Beta 50%_off query',
    ]);
    expect(page.body.paging).toMatchObject({ offset: 0, limit: 2, total: 3, totalPages: 2, hasNext: true });
    const next = await call(
      'GET',
      `/api/accounts?accountName[like]=QUERY&sort=accountName&limit[eq]=2&after=${page.body.paging.nextCursor}`,
    );
    expect(next.body.data.map((row: { accountName: string }) => row.accountName)).toEqual(['Zeta Query']);
    expect((await call('GET', '/api/accounts?accountName[like]=50%25_')).body.paging.total).toBe(1);
    expect((await call('GET', '/api/accounts?accountName[like]=%25_')).body.paging.total).toBe(1);
    expect((await call('GET', '/api/accounts?accountName[like]=aaa_query')).body.paging.total).toBe(0);
  });

  it('shows parents and counts, with contracts and invoices of other read models', async () => {
    const parent = await opened({ accountName: 'Counted' });
    const child = await opened({ parentAccountId: parent });
    await withContractAndInvoice(parent as AccountId);
    const rows = await call('GET', '/api/accounts?accountName[eq]=Counted');
    expect(rows.body.data).toMatchObject([
      { id: parent, parent: null, _count: { children: 1, contracts: 1, invoices: 1 } },
    ]);
    const detail = (await call('GET', `/api/accounts/${parent}`)).body.data;
    expect(detail).toMatchObject({
      children: [{ id: child }],
      contracts: [{ contractNumber: 'C-1', status: 'active' }],
    });
    const below = await call('GET', `/api/accounts?parentAccountId[eq]=${parent}`);
    expect(below.body.data).toMatchObject([{ id: child, parent: { id: parent, accountName: 'Counted' } }]);
  });
});

describe('the hierarchy', () => {
  it('is a tree from the account down, children by name', async () => {
    const root = await opened({ accountName: 'Root' });
    const second = await opened({ accountName: 'B', parentAccountId: root });
    const first = await opened({ accountName: 'A', parentAccountId: root, billingContactName: 'Ada' });
    const leaf = await opened({ accountName: 'Leaf', parentAccountId: second });
    const tree = (await call('GET', `/api/accounts/${root}/hierarchy`)).body.data;
    expect(tree).toMatchObject({
      id: root,
      depth: 0,
      children: [
        { id: first, depth: 1, billingContactName: 'Ada', children: [] },
        { id: second, depth: 1, children: [{ id: leaf, depth: 2, children: [] }] },
      ],
    });
    const ids = async (what: string, of: string) =>
      (await call('GET', `/api/accounts/${of}/${what}`)).body.data.map(({ id }: { id: string }) => id);
    expect(await ids('children', root)).toEqual([first, second]);
    expect(await ids('descendants', root)).toEqual([first, second, leaf]);
    expect(await ids('ancestors', leaf)).toEqual([root, second]);
  });

  it.each([99, 100, 101])('of %i accounts below is told in full', async (count) => {
    const root = await opened({ accountName: 'Wide' });
    const nameOf = (index: number) => `Branch ${String(index).padStart(3, '0')}`;
    for (let index = count; index > 0; index -= 1) {
      await opened({ accountName: nameOf(index), parentAccountId: root });
    }
    const expected = Array.from({ length: count }, (_, index) => [nameOf(index + 1), 1]);
    const placed = (rows: { accountName: string; depth: number }[]) => rows.map((row) => [row.accountName, row.depth]);
    const { data } = (await call('GET', `/api/accounts/${root}/hierarchy`)).body;
    expect(placed(data.children)).toEqual(expected);
    expect(placed((await call('GET', `/api/accounts/${root}/descendants`)).body.data)).toEqual(expected);
  });

  it.each(['hierarchy', 'children', 'ancestors', 'descendants'])('of nobody is 404: %s', async (what) => {
    expect(await call('GET', `/api/accounts/${newId()}/${what}`)).toMatchObject({ status: 404 });
  });
});

describe('an erased subject', () => {
  it('has an empty contact from then on, in lists too', async () => {
    const id = await opened({ accountName: 'Forgotten', billingContactName: 'Ada' });
    await stack.subjectKeys.destroy(DEFAULT_TENANT_ID, id);
    expect((await call('GET', `/api/accounts/${id}`)).body.data).toMatchObject({ billingContactName: null });
    expect((await call('GET', '/api/accounts?accountName[eq]=Forgotten')).body.data).toMatchObject([
      { id, billingContactName: null },
    ]);
    expect(await call('PATCH', `/api/accounts/${id}`, { billingCity: 'Paris' })).toMatchObject({
      status: 409,
      body: { error: { code: 'ACCOUNT_CONTACT_ERASED' } },
    });
  });
});
