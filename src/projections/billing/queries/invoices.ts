import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { DocumentType } from '../../../domain/invoice/events.ts';
import { impliedBy, type ShownStatus, shownStatusSql } from './invoice-status.ts';
import type { BillingTables, InvoiceItemRow, StoredInvoice } from './rows.ts';

/** Queries here run in a transaction that sees one tenant (row-level security), so they name no tenant themselves. */

/** A document with what lists show beside it. Account and contract are null while they have not been projected yet. */
export interface InvoiceListRow extends StoredInvoice {
  readonly shown_status: ShownStatus;
  readonly account_name: string | null;
  readonly contract_number: string | null;
  readonly contract_name: string | null;
}

export interface InvoiceSearch {
  /** From invoiceCandidates: no other document has to be looked at. */
  readonly candidates?: readonly string[] | undefined;
  /** Statuses to which the caller's filters limit the list anyway. */
  readonly statuses?: readonly ShownStatus[] | undefined;
}

/** The day at `now` (ISO 8601, UTC) where the seller `s` is. */
function todayOfSeller(now: string): RawBuilder<string> {
  return sql<string>`(${now}::timestamptz at time zone coalesce(s.time_zone, 'UTC'))::date`;
}

/** Documents of a type as `i`; the caller adds filters and order. `now` decides what is overdue. */
export function invoiceRows(db: Kysely<BillingTables>, type: DocumentType, now: string, search: InvoiceSearch = {}) {
  const stored = db
    .selectFrom('billing.invoices as k')
    .leftJoin('directory.sellers as s', (join) =>
      join.onRef('s.tenant_id', '=', 'k.tenant_id').onRef('s.id', '=', 'k.seller_id'),
    )
    .leftJoin('directory.accounts as a', (join) =>
      join.onRef('a.tenant_id', '=', 'k.tenant_id').onRef('a.id', '=', 'k.account_id'),
    )
    .leftJoin('billing.contracts as c', (join) =>
      join.onRef('c.tenant_id', '=', 'k.tenant_id').onRef('c.id', '=', 'k.contract_id'),
    )
    .where('k.document_type', '=', type)
    .selectAll('k')
    .select([
      shownStatusSql(todayOfSeller(now)).as('shown_status'),
      'a.account_name',
      'c.contract_number',
      'c.contract_name',
    ]);
  const { candidates, statuses } = search;
  const among = statuses === undefined ? stored : stored.where(impliedBy(statuses));
  const narrowed =
    candidates === undefined ? among : among.where(sql<boolean>`k.invoice_id = any (${candidates}::uuid[])`);
  return db.selectFrom(narrowed.as('i')).selectAll('i');
}

export async function findInvoice(
  db: Kysely<BillingTables>,
  type: DocumentType,
  now: string,
  invoiceId: string,
): Promise<InvoiceListRow | undefined> {
  return invoiceRows(db, type, now).where('i.invoice_id', '=', invoiceId).executeTakeFirst();
}

/** The lines in the order of the document. */
export async function itemsOf(client: Pick<ClientBase, 'query'>, invoiceId: string): Promise<InvoiceItemRow[]> {
  const { rows } = await client.query<InvoiceItemRow>(
    'SELECT * FROM billing.invoice_items WHERE invoice_id = $1 ORDER BY line_no',
    [invoiceId],
  );
  return rows;
}

/** What other documents and streams have done to a document, for an answer that is built from its own decision. */
export type InvoiceSurroundings = Pick<
  StoredInvoice,
  'revision' | 'credited_amount' | 'paid_amount' | 'parent_invoice_id' | 'created_at' | 'updated_at'
>;

export async function surroundingsOf(
  client: Pick<ClientBase, 'query'>,
  invoiceId: string,
): Promise<InvoiceSurroundings | undefined> {
  const { rows } = await client.query<InvoiceSurroundings>(
    `SELECT revision, credited_amount, paid_amount, parent_invoice_id, created_at, updated_at
     FROM billing.invoices WHERE invoice_id = $1`,
    [invoiceId],
  );
  return rows[0];
}

/** A credit note's share of an invoice, from either side. */
export interface CreditInBrief {
  readonly credit_note_id: string;
  readonly credit_note_number: string | null;
  readonly invoice_id: string;
  readonly invoice_number: string | null;
  readonly amount: string;
  readonly credited_on: string;
}

/** Credits on an invoice, or the parts of a credit note. */
export async function creditsAround(
  client: Pick<ClientBase, 'query'>,
  invoiceId: string,
  side: 'invoice_id' | 'credit_note_id',
): Promise<CreditInBrief[]> {
  const { rows } = await client.query<CreditInBrief>(
    `SELECT c.credit_note_id, n.invoice_number AS credit_note_number, c.invoice_id, i.invoice_number, c.amount,
       c.credited_on
     FROM billing.invoice_credits AS c
     LEFT JOIN billing.invoices AS n ON n.tenant_id = c.tenant_id AND n.invoice_id = c.credit_note_id
     LEFT JOIN billing.invoices AS i ON i.tenant_id = c.tenant_id AND i.invoice_id = c.invoice_id
     WHERE c.${side} = $1 AND c.credited_until IS NULL ORDER BY c.credited_on, c.credit_note_id, c.invoice_id`,
    [invoiceId],
  );
  return rows;
}
