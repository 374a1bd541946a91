import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { AccountId, ContractId } from '../../../src/domain/kernel/ids.ts';
import { type BillingApi, billingApi } from '../../support/billing-api.ts';
import { type BillingDatabase, billingDatabase } from '../../support/billing-database.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';

let tables: BillingDatabase;
let world: BillingWorld;
let api: BillingApi;
let acme: AccountId;
let contractId: ContractId;

beforeAll(async () => {
  tables = await billingDatabase();
});
afterAll(() => tables.database.drop());

beforeEach(async () => {
  await tables.empty();
  world = await billingWorld();
  api = await billingApi(world, tables);
  acme = await world.account('Acme');
  contractId = await world.contract({ account: acme, seats: 10, purchaseOrderNumber: 'PO-4711' });
});

const batch = (changes: object = {}) =>
  api.call('POST', '/api/billing/batch', { sellerId: SELLER, billingDate: '2026-01-01', ...changes });

async function work(): Promise<void> {
  await world.work();
  await api.catchUp();
}

async function aDraft(): Promise<string> {
  await batch({ finalise: false });
  await work();
  return (await api.call('GET', '/api/invoices')).body.data[0].id;
}

describe('POST /api/billing/generate', () => {
  it('answers the invoice, from what was decided, in the shape of the lists', async () => {
    const answer = await api.call('POST', '/api/billing/generate', { contractId });
    expect(answer.status).toBe(201);
    const { data } = answer.body;
    expect(data).toMatchObject({
      invoiceNumber: 'INV-2026-000001',
      documentType: 'invoice',
      status: 'sent',
      total: '714.00',
      balanceDue: '714.00',
      accountId: acme,
      contractId,
      items: [{ quantity: '10', unitPrice: '60', amount: '600.00', days: 90, daysOfPeriod: 90 }],
    });
    expect(data.invoiceId).toBe(data.id);

    const { body } = await api.call('GET', `/api/invoices/${data.id}`);
    const { account, contract, _count, credits, seller, buyer, ...read } = body.data;
    const { invoiceId: _, ...decided } = data;
    expect(read).toEqual(decided);
    expect(account).toEqual({ id: acme, accountName: 'Acme' });
    expect(contract).toMatchObject({ id: contractId, contractName: 'Platform' });
    expect(_count).toEqual({ items: 1 });
    expect(credits).toEqual([]);
    expect(seller.legalName).toBe('Seats GmbH');
    expect(buyer).toEqual({ accountName: 'Acme', taxId: null, country: 'DE', contact: null });
  });

  it('answers the same invoice when it was done before', async () => {
    const first = await api.call('POST', '/api/billing/generate', { contractId });
    const second = await api.call('POST', '/api/billing/generate', { contractId });
    expect(second.status).toBe(201);
    expect(second.body.data).toEqual(first.body.data);
  });

  it('refuses when nothing is due', async () => {
    const answer = await api.call('POST', '/api/billing/generate', { contractId, periodEnd: '2025-12-31' });
    expect(answer.status).toBe(409);
    expect(answer.body.error.code).toBe('NOTHING_DUE');
  });

  it('knows no contract that is not there', async () => {
    const answer = await api.call('POST', '/api/billing/generate', { contractId: acme });
    expect(answer.status).toBe(404);
    expect(answer.body.error.code).toBe('CONTRACT_NOT_FOUND');
  });
});

describe('a batch', () => {
  it('is a job that can be watched, and a run that can be read', async () => {
    const queued = await batch();
    expect(queued.status).toBe(202);
    const { jobId } = queued.body.data;
    expect((await api.call('GET', `/api/billing/jobs/${jobId}`)).body.data).toMatchObject({
      id: jobId,
      type: 'batch',
      status: 'queued',
      progress: 0,
      result: null,
      finishedAt: null,
    });
    await work();
    expect((await api.call('GET', `/api/billing/jobs/${jobId}`)).body.data).toMatchObject({
      status: 'completed',
      progress: 100,
      error: null,
      result: { documents: 1, exceptions: 0, totals: [{ currency: 'EUR', invoices: 1, invoiceTotal: '714.00' }] },
    });
    expect((await api.call('GET', `/api/billing/runs/${jobId}`)).body.data).toMatchObject({
      status: 'completed',
      scope: 'batch',
      scopeDetails: { kind: 'batch' },
      grouping: 'account_setting',
      staggerDays: 0,
      scheduleId: null,
      through: '2026-01-01',
      chunks: [{ chunk: 1, contracts: 1, done: true }],
    });
    const runs = await api.call('GET', '/api/billing/runs?status[eq]=completed&sort=-createdAt');
    expect(runs.body.data.map((run: { id: string }) => run.id)).toEqual([jobId]);
  });

  it('lists the contracts that could not be billed', async () => {
    const exempt = await world.account('Exempt', { taxCategory: 'exempt' });
    const failing = await world.contract({ account: exempt });
    const { jobId } = (await batch()).body.data;
    await work();
    const { body } = await api.call('GET', `/api/billing/runs/${jobId}/exceptions`);
    expect(body.data).toMatchObject([{ contractId: failing, code: 'TAX_RATE_MISSING', chunk: 1 }]);
    expect(body.paging.total).toBe(1);
  });

  it('takes a month as its horizon', async () => {
    const { jobId } = (await batch({ billingDate: undefined, billingPeriod: '2026-02' })).body.data;
    expect((await api.call('GET', `/api/billing/runs/${jobId}`)).body.data.through).toBe('2026-02-28');
  });
});

describe('POST /api/billing/queue', () => {
  it('is a job whose result names the invoice', async () => {
    const queued = await api.call('POST', '/api/billing/queue', { contractId });
    expect(queued.status).toBe(202);
    const { jobId } = queued.body.data;
    await work();
    const { body } = await api.call('GET', `/api/billing/jobs/${jobId}`);
    expect(body.data).toMatchObject({ status: 'completed', type: 'single', data: { contractId } });
    const invoices = await api.call('GET', `/api/invoices?runId[eq]=${jobId}`);
    expect(invoices.body.data).toMatchObject([{ id: body.data.result.invoiceId }]);
  });

  it('fails when the contract could not be billed', async () => {
    const exempt = await world.account('Exempt', { taxCategory: 'exempt' });
    const failing = await world.contract({ account: exempt });
    const { jobId } = (await api.call('POST', '/api/billing/queue', { contractId: failing })).body.data;
    await work();
    const { data } = (await api.call('GET', `/api/billing/jobs/${jobId}`)).body;
    expect(data.status).toBe('failed');
    expect(data.error).toContain('has no exempt tax rate');
  });
});

it('GET /api/billing/queue/stats tells how full the queue is', async () => {
  const { body } = await api.call('GET', '/api/billing/queue/stats');
  expect(body.data).toEqual({ queue: 'billing', waiting: 2, active: 1, completed: 0, failed: 1, delayed: 0, total: 4 });
});

describe('a draft', () => {
  it('is finalised by its status', async () => {
    const id = await aDraft();
    const answer = await api.call('PATCH', `/api/invoices/${id}`, { status: 'sent' });
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject({ id, status: 'sent', invoiceNumber: 'INV-2026-000001' });
    expect((await api.call('GET', `/api/invoices/${id}`)).body.data.status).toBe('sent');
  });

  it('is finalised by a command', async () => {
    const id = await aDraft();
    const answer = await api.call('POST', `/api/invoices/${id}/finalise`);
    expect(answer.body.data).toMatchObject({ id, status: 'sent', dueDate: '2026-01-31' });
  });

  it('is discarded, and its contract is billed again', async () => {
    const id = await aDraft();
    expect((await api.call('DELETE', `/api/invoices/${id}`)).status).toBe(204);
    expect((await api.call('GET', `/api/invoices/${id}`)).body.data.status).toBe('cancelled');
    const again = await api.call('POST', '/api/billing/generate', { contractId });
    expect(again.body.data.id).not.toBe(id);
    expect(again.body.data.total).toBe('714.00');
  });

  it('is cancelled by its status, with the reason', async () => {
    const id = await aDraft();
    const answer = await api.call('PATCH', `/api/invoices/${id}`, { status: 'cancelled', reason: 'Wrong price' });
    expect(answer.body.data.status).toBe('cancelled');
    expect(await tables.rows('SELECT discard_reason FROM invoices')).toEqual([{ discard_reason: 'Wrong price' }]);
  });

  it('is not changed over the head of somebody else', async () => {
    const id = await aDraft();
    const answer = await api.app.inject({
      method: 'DELETE',
      url: `/api/invoices/${id}`,
      headers: { 'if-match': '"7"' },
    });
    expect(answer.statusCode).toBe(412);
  });

  it.each([
    ['paid', 'INVOICE_NOT_PAYABLE'],
    ['void', 'INVOICE_NOT_FINAL'],
    ['overdue', 'INVOICE_STATUS_NOT_SETTABLE'],
  ])('does not become %s by hand', async (status, code) => {
    const id = await aDraft();
    const answer = await api.call('PATCH', `/api/invoices/${id}`, { status });
    expect(answer.status).toBe(409);
    expect(answer.body.error.code).toBe(code);
  });

  it('keeps its items', async () => {
    const id = await aDraft();
    const answer = await api.call('PATCH', `/api/invoices/${id}`, { items: [] });
    expect(answer.status).toBe(409);
    expect(answer.body.error.code).toBe('INVOICE_CHANGE_NOT_SUPPORTED');
  });
});

describe('a finalised invoice', () => {
  it('is not discarded', async () => {
    const { id } = (await api.call('POST', '/api/billing/generate', { contractId })).body.data;
    const answer = await api.call('DELETE', `/api/invoices/${id}`);
    expect(answer.status).toBe(409);
    expect(answer.body.error.code).toBe('INVOICE_FINALISED');
  });

  it('is overdue from the day after its due date', async () => {
    await api.call('POST', '/api/billing/generate', { contractId });
    world.clock.set('2026-01-31T22:00:00.000Z'); // still the 31st in Berlin
    expect((await api.call('GET', '/api/invoices?status[eq]=overdue')).body.data).toHaveLength(0);
    world.clock.set('2026-01-31T23:30:00.000Z'); // 1 February in Berlin
    const { data } = (await api.call('GET', '/api/invoices?status[in]=overdue,paid')).body;
    expect(data).toMatchObject([{ status: 'overdue' }]);
    expect((await api.call('GET', '/api/invoices?status[eq]=sent')).body.data).toHaveLength(0);
  });

  it('explains each line by its charge and the event behind it', async () => {
    const { id } = (await api.call('POST', '/api/billing/generate', { contractId })).body.data;
    const { lines, taxes, total, history } = (await api.call('GET', `/api/invoices/${id}/explain`)).body.data;
    expect(taxes).toMatchObject([{ sentence: 'standard: 19 % of 600.00 = 114.00', tax: '114.00' }]);
    expect(total.sentence).toBe('600.00 net + 114.00 tax = 714.00 EUR');
    expect(history.map(({ sentence }: { sentence: string }) => sentence)).toEqual([
      'Drafted with 1 items, 714.00 EUR',
      'Finalisation started for 2026-01-01',
      'Finalised as INV-2026-000001 on 2026-01-01, due on 2026-01-31',
    ]);
    expect(lines).toMatchObject([
      {
        sentence: '10 × 60 per period, for the whole period = 600.00',
        charge: {
          contractId,
          segment: { start: '2026-01-01', end: '2026-03-31', days: 90 },
          rate: { unitPrice: '20', intervalMonths: 1, tier: null },
          reduces: null,
          reducedBy: [],
          steps: [
            'The list price of one unit is 20 a month.',
            'The whole period, 1 Jan 2026 – 31 Mar 2026, has 90 days; at list price it comes to 60.',
            'All of it is charged: 60 for one unit.',
            '10 × 60 = 600.',
          ],
          events: [
            {
              type: 'ContractActivated',
              sentence: 'Agreed: 10 × Platform seats, 20 a seat, a month',
              stream: { category: 'contract', id: contractId },
              revision: 1,
              effectiveOn: '2026-01-01',
              isNew: true,
            },
            { type: 'ChargesRaised', stream: { category: 'contract', id: contractId }, revision: 2 },
          ],
        },
      },
    ]);
  });
});

describe('a credit note', () => {
  beforeEach(async () => {
    await api.call('POST', '/api/billing/generate', { contractId });
    const effectiveOn = civilDate('2026-02-01');
    await world.on(contractId, { kind: 'adjustSeats', lineId: null, quantity: 5, effectiveOn, reason: null });
  });

  it('has a list of its own, and says which invoice it takes back', async () => {
    const note = (await api.call('POST', '/api/billing/generate', { contractId })).body.data;
    expect(note).toMatchObject({ documentType: 'credit_note', status: 'issued', invoiceNumber: 'CN-2026-000001' });
    expect((await api.call('GET', '/api/invoices')).body.data).toHaveLength(1);
    const notes = (await api.call('GET', '/api/credit-notes?status[eq]=issued')).body.data;
    expect(notes).toMatchObject([{ id: note.id, total: '234.04', balanceDue: '0.00' }]);
    expect(note.balanceDue).toBe('0.00');
    const detail = (await api.call('GET', `/api/credit-notes/${note.id}`)).body.data;
    expect(detail.credits).toMatchObject([{ invoiceNumber: 'INV-2026-000001', amount: '234.04' }]);
    expect((await api.call('GET', `/api/invoices/${note.id}`)).status).toBe(404);
  });

  it('lowers the balance of its invoice, which shows it', async () => {
    await api.call('POST', '/api/billing/generate', { contractId });
    const [invoice] = (await api.call('GET', '/api/invoices')).body.data;
    expect(invoice).toMatchObject({ status: 'sent', creditedAmount: '234.04', balanceDue: '479.96' });
    const { lines } = (await api.call('GET', `/api/invoices/${invoice.id}/explain`)).body.data;
    expect(lines[0].charge.reducedBy).toMatchObject([{ amount: '-196.67', invoiceNumber: 'CN-2026-000001' }]);
  });
});

describe('the list of invoices', () => {
  beforeEach(async () => {
    const beta = await world.account('Beta');
    await world.contract({ account: beta, seats: 1, purchaseOrderNumber: 'XY-1' });
    await batch();
    await work();
  });

  it.each([
    ['invoiceNumber[like]=inv-2026', 2],
    ['invoiceNumber[eq]=INV-2026-000001', 1],
    ['purchaseOrderNumber[like]=4711', 1],
    ['purchaseOrderNumber[like]=71', 1],
    ['contractId[null]=false', 2],
    ['status[eq]=sent', 2],
    ['status[ne]=sent', 0],
    ['status[nin]=draft,paid', 2],
    ['status[eq]=void', 0],
    ['billingType[eq]=recurring', 2],
    ['currency[eq]=EUR', 2],
    ['consolidated[eq]=false', 2],
    ['issueDate[gte]=2026-01-01', 2],
    ['dueDate[lt]=2026-01-31', 0],
    ['paidDate[null]=true', 2],
    ['total[gt]=100', 1],
  ])('is filtered by %s', async (filter, count) => {
    const { status, body } = await api.call('GET', `/api/invoices?${filter}`);
    expect(status).toBe(200);
    expect(body.paging.total).toBe(count);
  });

  it('is filtered by account, and sorted', async () => {
    expect((await api.call('GET', `/api/invoices?accountId[eq]=${acme}`)).body.data).toMatchObject([
      { accountId: acme, account: { accountName: 'Acme' } },
    ]);
    const sorted = await api.call('GET', '/api/invoices?sort=total');
    expect(sorted.body.data.map((row: { total: string }) => row.total)).toEqual(['71.40', '714.00']);
  });

  it('is paged by cursor', async () => {
    const first = await api.call('GET', '/api/invoices?limit[eq]=1&sort=-total');
    const next = encodeURIComponent(first.body.paging.nextCursor);
    const second = await api.call('GET', `/api/invoices?limit[eq]=1&sort=-total&after=${next}`);
    expect([first, second].map(({ body }) => body.data[0].total)).toEqual(['714.00', '71.40']);
    expect(second.body.paging.hasNext).toBe(false);
  });

  it('names the keys that it does not know', async () => {
    const { status, body } = await api.call('GET', '/api/invoices?colour[eq]=red');
    expect(status).toBe(400);
    expect(body.error.details.validationErrors).toHaveProperty('colour[eq]');
  });
});
