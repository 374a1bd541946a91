import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { AccountId, ContractId } from '../../../src/domain/kernel/ids.ts';
import { type BillingApi, billingApi } from '../../support/billing-api.ts';
import { type BillingDatabase, billingDatabase } from '../../support/billing-database.ts';
import { wholeRun } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld } from '../../support/billing-world.ts';

let tables: BillingDatabase;
let world: BillingWorld;
let api: BillingApi;
let acme: AccountId;
let contractId: ContractId;
/** 10 seats at 20.00 a month, quarterly: 600.00, 714.00 with tax. */
let invoice: { id: string; items: { id: string }[] };

beforeAll(async () => {
  tables = await billingDatabase();
});
afterAll(() => tables.database.drop());

beforeEach(async () => {
  await tables.empty();
  world = await billingWorld();
  api = await billingApi(world, tables);
  acme = await world.account('Acme');
  contractId = await world.contract({ account: acme });
  invoice = (await api.call('POST', '/api/billing/generate', { contractId })).body.data;
});

const reason = 'Sent to the wrong company';
const read = async (id = invoice.id) => (await api.call('GET', `/api/invoices/${id}`)).body.data;

/** An account's own figures on a day. */
async function figures(day: string) {
  const [row] = await tables.rows<{ billed: string; overdue: string }>(
    `select billed, overdue from account_figures where account_id = $1 and currency = 'EUR' and day <= $2::date
     order by day desc limit 1`,
    [acme, day],
  );
  return row;
}

/** The same log again, from nothing, in one go and event by event. */
async function expectRebuilt() {
  await api.catchUp();
  const live = await tables.digest();
  for (const size of [1, 7, 5_000]) {
    await tables.empty();
    await tables.project(world.store.log(), size);
    expect(await tables.digest()).toEqual(live);
  }
}

describe('POST /api/invoices/:id/void', () => {
  it('shows it void, asking for nothing, and takes it out of the roll-ups from that day on', async () => {
    world.clock.advance(40 * 86_400_000); // 10 February; due on 31 January
    const answer = await api.call('POST', `/api/invoices/${invoice.id}/void`, { reason });
    expect(answer.body.data).toMatchObject({ status: 'void', balanceDue: '0.00', total: '714.00' });
    expect(await read()).toMatchObject({
      status: 'void',
      invoiceNumber: 'INV-2026-000001',
      balanceDue: '0.00',
      voidedOn: '2026-02-10',
      voidReason: reason,
    });
    expect((await api.call('GET', '/api/invoices?status[eq]=void')).body.data).toHaveLength(1);
    expect(await figures('2026-02-09')).toEqual({ billed: '714.00', overdue: '714.00' });
    expect(await figures('2026-02-10')).toEqual({ billed: '0.00', overdue: '0.00' });
    await expectRebuilt();
  });

  it('by PATCH, and not with a credit note on it', async () => {
    await api.call('POST', `/api/invoices/${invoice.id}/credit`, { kind: 'goodwill', reason });
    const refused = await api.call('PATCH', `/api/invoices/${invoice.id}`, { status: 'void' });
    expect([refused.status, refused.body.error.code]).toEqual([409, 'VOID_NOT_POSSIBLE']);
    const again = (await api.call('POST', '/api/billing/generate', { contractId, periodEnd: '2026-04-01' })).body.data;
    const voided = await api.call('PATCH', `/api/invoices/${again.id}`, { status: 'void' });
    expect(voided.body.data.status).toBe('void');
  });
});

describe('POST /api/invoices/:id/credit', () => {
  it('credits a line by an amount, which shows on the invoice; void, it counts no more', async () => {
    const lines = [{ lineId: invoice.items[0]?.id, amount: 100 }];
    const answer = await api.call('POST', `/api/invoices/${invoice.id}/credit`, { kind: 'goodwill', lines, reason });
    expect(answer.status).toBe(201);
    const note = answer.body.data;
    expect(note).toMatchObject({ invoiceNumber: 'CN-2026-000001', total: '119.00', creditKind: 'goodwill' });
    expect(await read()).toMatchObject({ creditedAmount: '119.00', balanceDue: '595.00' });
    expect(await figures('2026-03-01')).toEqual({ billed: '595.00', overdue: '595.00' });

    await api.call('POST', `/api/credit-notes/${note.id}/void`, { reason });
    expect(await read()).toMatchObject({ creditedAmount: '0.00', balanceDue: '714.00', credits: [] });
    expect(await figures('2026-03-01')).toEqual({ billed: '714.00', overdue: '714.00' });
    expect((await api.call('GET', `/api/credit-notes/${note.id}`)).body.data.status).toBe('void');
    await expectRebuilt();
  });

  it.each([
    ['an amount and a quantity', { lines: [{ lineId: 'LINE', amount: '1', quantity: '1' }] }, 400],
    ['more than there is', { lines: [{ lineId: 'LINE', amount: '600.01' }] }, 409],
    ['no reason', { reason: '' }, 400],
    ['another kind', { kind: 'correction' }, 400],
  ])('refuses %s', async (_what, changes, status) => {
    const body = { kind: 'goodwill', reason, ...changes };
    const text = JSON.stringify(body).replaceAll('LINE', invoice.items[0]?.id ?? '');
    const answer = await api.call('POST', `/api/invoices/${invoice.id}/credit`, JSON.parse(text));
    expect(answer.status).toBe(status);
  });
});

describe('POST /api/invoices/:id/rebill', () => {
  it('answers the old document with the new one', async () => {
    const { status, body } = await api.call('POST', `/api/invoices/${invoice.id}/rebill`, { reason });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ status: 'void', related: [{ relation: 'rebilled_by' }] });
    const next = await read(body.data.related[0].invoiceId);
    expect(next).toMatchObject({
      invoiceNumber: 'INV-2026-000002',
      status: 'sent',
      related: [{ relation: 'rebills', invoiceId: invoice.id }],
    });
    await expectRebuilt();
  });
});

describe('POST /api/invoices/:id/regenerate', () => {
  it('drafts anew what is owed by now', async () => {
    await wholeRun(world, '2026-04-01', false);
    await api.catchUp();
    const [draft] = (await api.call('GET', '/api/invoices?status[eq]=draft')).body.data;
    await world.on(contractId, {
      kind: 'adjustSeats',
      lineId: null,
      effectiveOn: civilDate('2026-04-01'),
      quantity: 12,
      reason: null,
    });
    const answer = await api.call('POST', `/api/invoices/${draft.id}/regenerate`, { reason: 'Two seats more' });
    expect(answer.body.data).toMatchObject({ status: 'cancelled' });
    // 12 × 20.00 × 3 = 720.00 and 19 %
    expect(await read(answer.body.data.regeneratedAs[0])).toMatchObject({ status: 'draft', total: '856.80' });
    const final = await api.call('POST', `/api/invoices/${invoice.id}/regenerate`, { reason });
    expect(final.body.error.code).toBe('INVOICE_FINALISED');
  });
});

describe('the items of a draft', () => {
  it('are taken off, forgiven and adjusted, which the rows show', async () => {
    await world.contract({ account: acme, lines: 3, seats: 1 });
    await wholeRun(world, '2026-01-01', false);
    await api.catchUp();
    const [draft] = (await api.call('GET', '/api/invoices?status[eq]=draft')).body.data;
    const [one, two] = (await read(draft.id)).items;
    const body = { description: 'For the trouble', quantity: '-1', unitPrice: 10, reason };
    expect((await api.call('POST', `/api/invoices/${draft.id}/items`, body)).status).toBe(201);
    expect((await api.call('DELETE', `/api/invoices/${draft.id}/items/${one.id}`)).status).toBe(200);
    const waived = await api.call('POST', `/api/invoices/${draft.id}/items/${two.id}/waive`, { reason });
    // 3 × 60.00 − 10.00 − 60.00 − 60.00 = 50.00, and 19 %
    expect(waived.body.data).toMatchObject({ subtotal: '50.00', total: '59.50' });
    const shown = await read(draft.id);
    expect(shown).toMatchObject({ total: '59.50', _count: { items: 2 } });
    expect(shown.items.map((item: { amount: string }) => item.amount)).toEqual(['60.00', '-10.00']);
    await expectRebuilt();
  });
});
