import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { discardInvoice } from '../../../src/application/billing/draft-documents.ts';
import { startRun } from '../../../src/application/billing/start-run.ts';
import type { RecordedEvent } from '../../../src/application/ports/event-store.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { InvoiceId } from '../../../src/domain/kernel/ids.ts';
import type { InvoiceRow } from '../../../src/projections/billing/queries/rows.ts';
import { type BillingDatabase, billingDatabase } from '../../support/billing-database.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';

let tables: BillingDatabase;
let world: BillingWorld;

beforeAll(async () => {
  tables = await billingDatabase();
});
afterAll(() => tables.database.drop());

beforeEach(async () => {
  await tables.empty();
  world = await billingWorld();
});

async function bill(through: string, finalise = true): Promise<void> {
  const wanted = { sellerId: SELLER, through: civilDate(through), finalise };
  const started = await startRun(world.deps, wanted, world.by());
  expect(started.outcome).toBe('accepted');
  await world.work();
}

async function adjustSeats(contractId: Parameters<BillingWorld['on']>[0], quantity: number, effectiveOn: string) {
  const command = { kind: 'adjustSeats', lineId: null, quantity, effectiveOn: civilDate(effectiveOn), reason: null };
  await world.on(contractId, command as Parameters<BillingWorld['on']>[1]);
}

/** Acme has two contracts that go on one invoice, Beta one. Then Acme's seats go up, and down, and Beta's too. */
async function story(): Promise<readonly RecordedEvent[]> {
  const [acme, beta] = [await world.account('Acme'), await world.account('Beta')];
  const first = await world.contract({ account: acme, seats: 10 });
  await world.contract({ account: acme, seats: 3 });
  const third = await world.contract({ account: beta, seats: 7 });
  await bill('2026-01-01');
  await adjustSeats(first, 15, '2026-02-01');
  await bill('2026-02-01');
  await adjustSeats(first, 5, '2026-02-01');
  await adjustSeats(third, 2, '2026-03-01');
  await bill('2026-03-01');
  await bill('2026-04-01', false);
  const drafts = world.store.log().filter(({ event }) => event.type === 'InvoiceDrafted');
  const invoiceId = drafts.at(-1)?.stream.id as InvoiceId;
  await discardInvoice(world.deps, { invoiceId, reason: 'Not yet' }, world.by());
  await bill('2026-04-01');
  return world.store.log();
}

describe('invoices', () => {
  it('have a row from the draft on, with what the draft says', async () => {
    const account = await world.account('Acme');
    const contractId = await world.contract({ account, seats: 10, purchaseOrderNumber: 'PO-7' });
    await bill('2026-01-01', false);
    await tables.project(world.store.log());

    const [row] = await tables.rows<InvoiceRow>('SELECT * FROM invoices');
    // 10 seats at 20 a month, for a quarter: 600; 19 % of it is 114.
    expect(row).toMatchObject({
      document_type: 'invoice',
      status: 'draft',
      invoice_number: null,
      account_id: account,
      bill_to_account_id: account,
      contract_id: contractId,
      purchase_order_number: 'PO-7',
      currency: 'EUR',
      subtotal: '600.00',
      tax: '114.00',
      discount: '0',
      total: '714.00',
      credited_amount: '0',
      balance_due: '714.00',
      period_start: '2026-01-01',
      period_end: '2026-03-31',
      issue_date: null,
      due_date: null,
      billing_type: 'recurring',
      consolidated: false,
      item_count: 1,
      corrects: [],
      seller: null,
      buyer: null,
      revision: 0,
    });
    expect(await tables.rows('SELECT * FROM invoice_items')).toMatchObject([
      { line_no: 1, contract_id: contractId, quantity: '10', unit_price: '60', amount: '600.00', days: 90 },
    ]);
    expect(await tables.rows('SELECT * FROM charges')).toMatchObject([
      { contract_id: contractId, amount: '600.00', reduces: null, contract_revision: 2, service_end: '2026-03-31' },
    ]);
  });

  it('get number, dates and frozen copies when they are finalised', async () => {
    await world.contract({ seats: 10 });
    await bill('2026-01-01');
    await tables.project(world.store.log());

    const [row] = await tables.rows<InvoiceRow>('SELECT * FROM invoices');
    expect(row).toMatchObject({
      status: 'finalised',
      invoice_number: 'INV-2026-000001',
      issue_date: '2026-01-01',
      tax_point_date: '2026-01-01',
      due_date: '2026-01-31',
      seller: { legalName: 'Seats GmbH', taxRegistration: 'DE123456789' },
      buyer: { accountName: 'Acme', country: 'DE', contact: null },
      tax_totals: [{ category: 'standard', ratePercent: '19', taxable: '600.00', tax: '114.00', note: null }],
      revision: 2,
    });
    expect(await tables.rows('SELECT * FROM number_register')).toEqual([
      expect.objectContaining({ series: row?.series, number_revision: 0, invoice_id: row?.invoice_id }),
    ]);
  });

  it('of several contracts are consolidated and belong to none of them', async () => {
    const account = await world.account('Acme');
    await world.contract({ account, seats: 10 });
    await world.contract({ account, seats: 3 });
    await bill('2026-01-01');
    await tables.project(world.store.log());
    expect(await tables.rows('SELECT * FROM invoices')).toMatchObject([
      { consolidated: true, contract_id: null, item_count: 2, total: '928.20' }, // 13 × 60 × 1.19
    ]);
    expect(await tables.rows('SELECT line_no, amount FROM invoice_items ORDER BY line_no')).toHaveLength(2);
  });
});

describe('credits', () => {
  it('go whole to the one invoice that a credit note corrects', async () => {
    const contractId = await world.contract({ seats: 10 });
    await bill('2026-01-01');
    await adjustSeats(contractId, 5, '2026-02-01');
    await bill('2026-02-01');
    await tables.project(world.store.log());
    // 5 seats × 60 × 59/90 = 196.67; with 19 % = 234.04.
    expect(
      await tables.rows('SELECT document_type, total, credited_amount, balance_due FROM invoices ORDER BY 1 DESC'),
    ).toEqual([
      { document_type: 'invoice', total: '714.00', credited_amount: '234.04', balance_due: '479.96' },
      { document_type: 'credit_note', total: '234.04', credited_amount: '0', balance_due: '234.04' },
    ]);
  });

  it('of several invoices are spread by what the lines reduce, and sum to the note', async () => {
    const contractId = await world.contract({ seats: 10 });
    await bill('2026-01-01');
    await adjustSeats(contractId, 15, '2026-02-01');
    await bill('2026-02-01');
    await adjustSeats(contractId, 5, '2026-02-01');
    await bill('2026-03-01');
    await tables.project(world.store.log());
    // Charged: 600 and 196.67. Owed: 31/90 × 600 + 59/90 × 300 = 403.33. So 393.34 net goes back, half of it on each
    // charge, and 468.07 with tax: 234.035 rounded up, and the rest.
    const [note] = await tables.rows<InvoiceRow>(`SELECT * FROM invoices WHERE document_type = 'credit_note'`);
    expect(note).toMatchObject({ total: '468.07', subtotal: '393.34' });
    expect(note?.corrects).toHaveLength(2);
    const invoices = await tables.rows<InvoiceRow>(
      `SELECT * FROM invoices WHERE document_type = 'invoice' ORDER BY invoice_number`,
    );
    const credited = invoices.map((row) => row.credited_amount);
    expect(credited.toSorted()).toEqual(['234.03', '234.04']);
    // The true-up cannot be credited by more than it charged.
    expect(Number(invoices[1]?.credited_amount)).toBeLessThanOrEqual(Number(invoices[1]?.total));
  });
});

describe('claims', () => {
  it('are listed by their document', async () => {
    await world.contract({ seats: 10 });
    await bill('2026-01-01', false);
    await tables.project(world.store.log());
    expect(await tables.rows('SELECT amount, charge_count, listed, released FROM claims')).toEqual([
      { amount: '600', charge_count: 1, listed: true, released: false },
    ]);
  });

  it('say when and why they were released', async () => {
    await world.contract({ seats: 10 });
    await bill('2026-01-01', false);
    const drafted = world.store.log().find(({ event }) => event.type === 'InvoiceDrafted');
    await discardInvoice(world.deps, { invoiceId: drafted?.stream.id as InvoiceId, reason: 'Wrong price' }, world.by());
    await tables.project(world.store.log());
    expect(await tables.rows('SELECT released, release_reason, released_at FROM claims')).toEqual([
      { released: true, release_reason: 'Wrong price', released_at: '2026-01-01T09:00:00.000Z' },
    ]);
    expect(await tables.rows('SELECT status, discard_reason FROM invoices')).toEqual([
      { status: 'discarded', discard_reason: 'Wrong price' },
    ]);
  });
});

describe('runs', () => {
  it('show what was asked, how far they are and what they came to', async () => {
    const [acme, beta] = [await world.account('Acme'), await world.account('Beta')];
    await world.contract({ account: acme, seats: 10 });
    await world.contract({ account: beta, seats: 10, currency: 'USD' });
    await bill('2026-01-01');
    await tables.project(world.store.log());
    expect(await tables.rows('SELECT * FROM billing_runs')).toMatchObject([
      {
        status: 'completed',
        seller_id: SELLER,
        scope: 'batch',
        through: '2026-01-01',
        finalise: true,
        chunks_planned: 1,
        chunks_done: 1,
        contracts: 2,
        documents: 2,
        nothing_due: 0,
        exceptions: 0,
        totals: [
          { currency: 'EUR', invoices: 1, invoiceTotal: '714.00', creditNotes: 0, creditTotal: '0.00' },
          { currency: 'USD', invoices: 1, invoiceTotal: '714.00', creditNotes: 0, creditTotal: '0.00' },
        ],
        requested_by: { kind: 'user', id: 'tester' },
        completed_at: '2026-01-01T09:00:00.000Z',
      },
    ]);
    expect(await tables.rows('SELECT chunk, contracts, done FROM billing_run_chunks')).toEqual([
      { chunk: 1, contracts: 2, done: true },
    ]);
  });

  it('keep what could not be billed, and why', async () => {
    await world.seller();
    const account = await world.account('Exempt', { taxCategory: 'exempt' });
    const contractId = await world.contract({ account });
    await bill('2026-01-01');
    await tables.project(world.store.log());
    expect(await tables.rows('SELECT contract_id, chunk, code FROM billing_run_exceptions')).toEqual([
      { contract_id: contractId, chunk: 1, code: 'TAX_RATE_MISSING' },
    ]);
    expect(await tables.rows('SELECT exceptions, documents FROM billing_runs')).toEqual([
      { exceptions: 1, documents: 0 },
    ]);
  });
});

describe('the whole group', () => {
  it('holds the same rows however the log is cut into batches', async () => {
    const log = await story();
    const digests = [];
    for (const size of [1, 3, 17, 5_000]) {
      await tables.empty();
      await tables.project(log, size);
      digests.push(await tables.digest());
    }
    expect(digests[0]?.get('invoice_credits')?.rows).toBeGreaterThanOrEqual(2);
    for (const digest of digests.slice(1)) {
      expect(digest).toEqual(digests[0]);
    }
  });

  it('credits of each note sum to its total', async () => {
    await tables.project(await story());
    expect(
      await tables.rows(`
        SELECT i.invoice_number, i.total, sum(c.amount) AS credited
        FROM invoices i LEFT JOIN invoice_credits c ON c.credit_note_id = i.invoice_id
        WHERE i.document_type = 'credit_note' AND i.status = 'finalised'
        GROUP BY i.invoice_number, i.total HAVING i.total IS DISTINCT FROM sum(c.amount)`),
    ).toEqual([]);
  });
});
