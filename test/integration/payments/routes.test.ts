import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccountId } from '../../../src/domain/kernel/ids.ts';
import { type BillingAnswer, type BillingApi, billingApi } from '../../support/billing-api.ts';
import { type BillingDatabase, billingDatabase } from '../../support/billing-database.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';

let tables: BillingDatabase;
let world: BillingWorld;
let api: BillingApi;
let acme: AccountId;
/** 714.00, issued on 1 January and due on 31 January. */
let invoiceId: string;

beforeAll(async () => {
  tables = await billingDatabase();
});
afterAll(() => tables.database.drop());

beforeEach(async () => {
  await tables.empty();
  world = await billingWorld();
  api = await billingApi(world, tables);
  acme = await world.account('Acme');
  invoiceId = await invoiced();
  world.clock.set('2026-01-10T09:00:00.000Z');
});

async function invoiced(): Promise<string> {
  const contractId = await world.contract({ account: acme });
  return (await api.call('POST', '/api/billing/generate', { contractId })).body.data.id;
}

const record = (changes: object = {}) =>
  api.call('POST', '/api/payments', {
    sellerId: SELLER,
    accountId: acme,
    amount: '714.00',
    currency: 'EUR',
    method: 'bank_transfer',
    ...changes,
  });

const invoice = async (): Promise<BillingAnswer> => (await api.call('GET', `/api/invoices/${invoiceId}`)).body.data;
const settled = { status: 'paid', paidAmount: '714.00', balanceDue: '0.00', paidDate: '2026-01-10' };

describe('POST /api/payments', () => {
  it('answers what was decided, in the shape in which it is read', async () => {
    const answer = await record({ allocateBy: 'oldest_due', amount: '800', reference: 'RG 1' });
    expect(answer.status).toBe(201);
    const { data } = answer.body;
    expect(data).toMatchObject({
      amount: '800.00',
      status: 'partially_applied',
      allocatedAmount: '714.00',
      unappliedAmount: '86.00',
      receivedOn: '2026-01-10',
      allocations: [{ invoiceId, amount: '714.00', settledAmount: '714.00', status: 'settled', deductions: [] }],
    });
    const read = await api.call('GET', `/api/payments/${data.id}`);
    expect(read.body.data).toEqual(data);
    expect(await invoice()).toMatchObject(settled);
  });

  it('takes a payment with its reference once', async () => {
    const wire = { reference: 'RG 1', receivedOn: '2026-01-09' };
    const first = await record(wire);
    const second = await record({ ...wire, note: 'again' });
    expect(second.body.data.id).toBe(first.body.data.id);
    const other = await record({ ...wire, amount: '1' });
    expect([other.status, other.body.error.code]).toEqual([409, 'PAYMENT_REFERENCE_TAKEN']);
  });

  it('refuses what cannot be', async () => {
    const code = async (changes: object) => (await record(changes)).body.error.code;
    expect(await code({ amount: '0' })).toBe('PAYMENT_AMOUNT_INVALID');
    expect(await code({ receivedOn: '2026-01-11' })).toBe('PAYMENT_DATE_INVALID');
    expect(await code({ method: 'barter' })).toBe('VALIDATION_FAILED');
    expect(await code({ currency: 'USD', allocations: [{ invoiceId }] })).toBe('PAYMENT_CURRENCY_MISMATCH');
    expect(await code({ accountId: invoiceId })).toBe('ACCOUNT_NOT_FOUND');
  });
});

describe('an invoice', () => {
  it('is partially paid, then overdue, then paid, by itself', async () => {
    await record({ amount: '14', allocations: [{ invoiceId }] });
    expect(await invoice()).toMatchObject({ status: 'partially_paid', balanceDue: '700.00', paidDate: null });
    world.clock.set('2026-02-01T09:00:00.000Z');
    expect(await invoice()).toMatchObject({ status: 'overdue', paidAmount: '14.00' });
    const deductions = [{ kind: 'bank_fee', amount: '7.50' }];
    await record({ amount: '692.50', allocations: [{ invoiceId, deductions }] });
    expect(await invoice()).toMatchObject({ status: 'paid', paidAmount: '714.00', paidDate: '2026-02-01' });
    const found = await api.call('GET', '/api/invoices?status[eq]=paid&paidDate[eq]=2026-02-01');
    expect(found.body.data).toHaveLength(1);
  });

  it('set to paid gets a payment of its balance', async () => {
    const answer = await api.call('PATCH', `/api/invoices/${invoiceId}`, { status: 'paid' });
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject(settled);
    expect(await invoice()).toMatchObject(settled);
    const { body } = await api.call('GET', `/api/invoices/${invoiceId}/payments`);
    expect(body.data).toMatchObject([{ amount: '714.00', method: 'other', accountId: acme, status: 'settled' }]);
  });

  it('that is a draft is not paid', async () => {
    await world.contract({ account: acme });
    await api.call('POST', '/api/billing/batch', { sellerId: SELLER, billingDate: '2026-01-01', finalise: false });
    await world.work();
    await api.catchUp();
    const [{ id }] = (await api.call('GET', '/api/invoices?status[eq]=draft')).body.data;
    const answer = await api.call('PATCH', `/api/invoices/${id}`, { status: 'paid' });
    expect([answer.status, answer.body.error.code]).toEqual([409, 'INVOICE_NOT_PAYABLE']);
  });

  it('is 404 where there is none', async () => {
    expect((await api.call('GET', `/api/invoices/${acme}/payments`)).status).toBe(404);
  });
});

describe('what is done with a payment', () => {
  it('allocate, unallocate, refund', async () => {
    const { id } = (await record({ amount: '1000' })).body.data;
    const used = await api.call('POST', `/api/payments/${id}/allocate`, { allocateBy: 'exact_match' });
    expect(used.body.data).toMatchObject({ status: 'partially_applied', unappliedAmount: '286.00' });
    const [{ id: allocationId }] = used.body.data.allocations;
    const back = await api.call('POST', `/api/payments/${id}/refund`, { amount: '86', reason: 'Too much' });
    expect(back.body.data).toMatchObject({ unappliedAmount: '200.00', refunds: [{ amount: '86.00' }] });
    const off = await api.call('POST', `/api/payments/${id}/unallocate`, { allocationId, reason: 'Wrong one' });
    expect(off.body.data).toMatchObject({
      unappliedAmount: '914.00',
      allocations: [{ status: 'undone', reason: 'Wrong one', undoneOn: '2026-01-10' }],
    });
    expect(await invoice()).toMatchObject({ status: 'sent', balanceDue: '714.00', paidDate: null });
    expect((await api.call('GET', `/api/payments/${id}`)).body.data).toEqual(off.body.data);
    const rest = await api.call('POST', `/api/payments/${id}/refund`, { reason: 'The rest' });
    expect(rest.body.data).toMatchObject({ status: 'refunded', unappliedAmount: '0.00' });
  });

  it('reverse', async () => {
    const { id } = (await record({ allocations: [{ invoiceId }] })).body.data;
    const answer = await api.call('POST', `/api/payments/${id}/reverse`, { reason: 'Returned' });
    expect(answer.body.data).toMatchObject({
      status: 'reversed',
      unappliedAmount: '0.00',
      reversedOn: '2026-01-10',
      reversalReason: 'Returned',
    });
    expect((await api.call('GET', `/api/payments/${id}`)).body.data).toEqual(answer.body.data);
    expect(await invoice()).toMatchObject({ status: 'sent', balanceDue: '714.00' });
  });

  it('nothing without saying what', async () => {
    const { id } = (await record()).body.data;
    const answer = await api.call('POST', `/api/payments/${id}/allocate`, {});
    expect([answer.status, answer.body.error.code]).toEqual([400, 'VALIDATION_FAILED']);
    expect((await api.call('POST', `/api/payments/${acme}/allocate`, { allocateBy: 'oldest_due' })).status).toBe(404);
  });
});

describe('GET /api/payments', () => {
  it('finds unapplied cash, by payer, method, day and reference', async () => {
    await record({ allocations: [{ invoiceId }], reference: 'RG one', receivedOn: '2026-01-05' });
    await record({ amount: '50', method: 'card', reference: 'RG two' });
    const count = async (query: string) => (await api.call('GET', `/api/payments?${query}`)).body.data.length;
    expect(await count('')).toBe(2);
    expect(await count('unappliedAmount[gt]=0')).toBe(1);
    expect(await count('status[eq]=applied')).toBe(1);
    expect(await count(`accountId[eq]=${acme}&method[eq]=card`)).toBe(1);
    expect(await count('reference[like]=one')).toBe(1);
    expect(await count('receivedOn[lt]=2026-01-10')).toBe(1);
    const { body } = await api.call('GET', '/api/payments?sort=-amount');
    expect(body.data.map(({ amount }: { amount: string }) => amount)).toEqual(['714.00', '50.00']);
    expect(body.data[0].account).toEqual({ id: acme, accountName: 'Acme' });
  });
});
