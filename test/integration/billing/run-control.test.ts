import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ContractId } from '../../../src/domain/kernel/ids.ts';
import { type BillingApi, billingApi } from '../../support/billing-api.ts';
import { type BillingDatabase, billingDatabase } from '../../support/billing-database.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';

let tables: BillingDatabase;
let world: BillingWorld;
let api: BillingApi;
let billed: ContractId;
let failing: ContractId;

beforeAll(async () => {
  tables = await billingDatabase();
});
afterAll(() => tables.database.drop());

beforeEach(async () => {
  await tables.empty();
  world = await billingWorld();
  api = await billingApi(world, tables);
  billed = await world.contract({ account: await world.account('Acme') });
  failing = await world.contract({ account: await world.account('Exempt', { taxCategory: 'exempt' }) });
});

const start = (changes: object = {}) =>
  api.call('POST', '/api/billing/runs', { sellerId: SELLER, through: '2026-01-01', ...changes });
const verb = (id: string, name: string, body?: object) => api.call('POST', `/api/billing/runs/${id}/${name}`, body);
const run = async (id: string) => (await api.call('GET', `/api/billing/runs/${id}`)).body.data;

async function work(): Promise<void> {
  await world.work();
  await api.catchUp();
}

it('a run over some contracts says what it was asked for', async () => {
  const scope = { kind: 'contracts', contractIds: [billed] };
  const started = await start({ scope, grouping: 'per_contract', staggerDays: 2, finalise: false });
  expect(started.status).toBe(202);
  const { id } = started.body.data;
  expect(started.body.data).toMatchObject({ status: 'planning', scope, grouping: 'per_contract', staggerDays: 2 });
  await work();
  expect(await run(id)).toMatchObject({
    status: 'completed',
    scope: 'contracts',
    scopeDetails: scope,
    finalise: false,
    contracts: 1,
    documents: 1,
    totals: [{ currency: 'EUR', invoices: 1, invoiceTotal: '714.00' }],
  });
  expect((await start({ scope: { kind: 'contracts', contractIds: [] } })).status).toBe(400);
});

it('a run is paused, resumed and, unless it has ended, cancelled', async () => {
  const { id } = (await start()).body.data;
  expect((await verb(id, 'pause')).status).toBe(400); // a reason is wanted
  expect((await verb(id, 'pause', { reason: 'Prices are wrong' })).body.data).toMatchObject({ status: 'paused' });
  expect(await run(id)).toMatchObject({ status: 'paused', statusReason: 'Prices are wrong' });
  await work();
  expect((await verb(id, 'resume')).body.data).toMatchObject({ status: 'planning' });
  await work();
  expect(await run(id)).toMatchObject({ status: 'completed', statusReason: null });
  const late = await verb(id, 'cancel', { reason: 'Too late' });
  expect([late.status, late.body.error.code]).toEqual([409, 'BILLING_RUN_COMPLETED']);

  const other = (await start()).body.data.id;
  expect((await verb(other, 'cancel', { reason: 'Wrong month' })).body.data).toMatchObject({ status: 'cancelled' });
  const listed = await api.call('GET', '/api/billing/runs?status[eq]=cancelled');
  expect(listed.body.data).toMatchObject([{ id: other, statusReason: 'Wrong month' }]);
});

it('an exception is tried again, and accepted', async () => {
  const { id } = (await start()).body.data;
  await work();
  expect(await run(id)).toMatchObject({ status: 'completed', exceptions: 1, acceptedExceptions: 0 });
  expect((await verb(id, 'retry-exceptions')).body.data).toMatchObject({ status: 'running', exceptions: 0 });
  const exceptions = () => api.call('GET', `/api/billing/runs/${id}/exceptions`);
  expect((await exceptions()).body.data).toMatchObject([{ contractId: failing, status: 'retried', attempts: 1 }]);
  await work();
  expect((await exceptions()).body.data).toMatchObject([{ status: 'open', attempts: 2, chunk: 2 }]);
  expect((await run(id)).chunks).toMatchObject([{ retry: false }, { retry: true, exceptions: 1 }]);

  const accepted = await verb(id, 'accept-exception', { contractId: failing, reason: 'In dispute' });
  expect(accepted.body.data).toMatchObject({ status: 'completed', exceptions: 0 });
  expect((await exceptions()).body.data).toMatchObject([{ status: 'accepted', acceptedReason: 'In dispute' }]);
  expect(await run(id)).toMatchObject({ exceptions: 0, acceptedExceptions: 1 });
  const wrong = await verb(id, 'accept-exception', { contractId: billed, reason: 'Why not' });
  expect([wrong.status, wrong.body.error.code]).toEqual([404, 'BILLING_RUN_EXCEPTION_NOT_FOUND']);
});

it('a run that is not there is not changed', async () => {
  const answer = await verb(billed, 'pause', { reason: 'Wait' });
  expect([answer.status, answer.body.error.code]).toEqual([404, 'BILLING_RUN_NOT_FOUND']);
});

it('a preview shows what a run would bill, and writes nothing', async () => {
  const before = world.store.log().length;
  const { status, body } = await api.call('POST', '/api/billing/preview', { sellerId: SELLER, through: '2026-01-01' });
  expect(status).toBe(200);
  expect(body.data).toMatchObject({
    through: '2026-01-01',
    groups: 2,
    documents: [{ total: '714.00', contractIds: [billed], items: [{ quantity: '10', amount: '600.00' }] }],
    exceptions: [{ contractId: failing, code: 'TAX_RATE_MISSING' }],
    totals: [{ currency: 'EUR', invoices: 1, invoiceTotal: '714.00' }],
    next: null,
  });
  expect(world.store.log()).toHaveLength(before);
});

it('the drafts of a run are approved together, and doing it again changes nothing', async () => {
  await world.contract({ account: await world.account('Borealis'), seats: 3 });
  const { id } = (await start({ finalise: false })).body.data;
  await work();
  expect((await api.call('GET', '/api/invoices?status[eq]=draft')).body.data).toHaveLength(2);

  const approved = await verb(id, 'finalise-drafts');
  expect(approved.status).toBe(200);
  expect(approved.body.data).toMatchObject({ held: [], refused: [], remaining: 0, next: null });
  expect(approved.body.data.finalised).toHaveLength(2);
  await api.catchUp();
  const sent = (await api.call('GET', '/api/invoices?status[eq]=sent&sort=invoiceNumber')).body.data;
  expect(sent.map(({ invoiceNumber }: { invoiceNumber: string }) => invoiceNumber)).toEqual([
    'INV-2026-000001',
    'INV-2026-000002',
  ]);
  expect((await verb(id, 'finalise-drafts')).body.data).toMatchObject({ finalised: [], remaining: 0 });
  expect((await verb('0190a000-0000-7000-8000-000000000000', 'finalise-drafts')).status).toBe(404);
});
