import { z } from 'zod';
import type { DirectoryUseCases } from '../../../application/directory/use-cases.ts';
import type { DocumentType } from '../../../domain/invoice/events.ts';
import { type TenantId, zInvoiceId } from '../../../domain/kernel/ids.ts';
import { invoiceCandidates } from '../../../projections/billing/queries/candidates.ts';
import {
  type CreditInBrief,
  creditsAround,
  findInvoice,
  type InvoiceListRow,
  invoiceRows,
  itemsOf,
} from '../../../projections/billing/queries/invoices.ts';
import type { BillingTables, InvoiceItemRow } from '../../../projections/billing/queries/rows.ts';
import { setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { list, single, zList, zSingle } from '../../envelope.ts';
import { fetchPage } from '../../list-page.ts';
import type { ListQuery } from '../../list-query.ts';
import { foundOr404 } from '../../refusal.ts';
import type { TenantRead, TenantReader } from '../../tenant-read.ts';
import { zMoneyText, zWireDate, zWireUuid } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { invoiceList, statusesOf, textsOf } from './invoice-list.ts';
import {
  besideFields,
  invoiceFields,
  itemOfRow,
  listRecordOf,
  money,
  zInvoiceItem,
  zInvoiceRow,
} from './invoice-record.ts';

/** One page of documents of a type; credit notes are listed by the same means. */
export async function documentPage(read: TenantReader, type: DocumentType, query: ListQuery, now: string) {
  const page = await read(async ({ db }: TenantRead<BillingTables>) => {
    const candidates = await invoiceCandidates(db, textsOf(query));
    return fetchPage(db, invoiceRows(db, type, now, { candidates, statuses: statusesOf(query) }), query);
  });
  return list(page.rows.map(listRecordOf), page.paging);
}

export const listInvoices = defineRoute({
  method: 'GET',
  url: '/api/invoices',
  permission: 'invoice.read',
  summary: 'Invoices',
  description: 'Credit notes have a list of their own. A status is that of today: overdue follows from the due date.',
  tags: ['Invoices'],
  list: invoiceList,
  groups: BILLING_GROUPS,
  response: { 200: zList(zInvoiceRow) },
  handler: async ({ list: query, deps, read }) => documentPage(read, 'invoice', query, deps.clock.now()),
});

const zText = z.string().nullable();

/** A single document: fields, items, credits, and the parties as they were frozen. */
export const zDocumentDetail = z
  .strictObject({
    ...invoiceFields,
    ...besideFields,
    items: z.array(zInvoiceItem),
    credits: z
      .array(
        z.strictObject({
          creditNoteId: zWireUuid,
          creditNoteNumber: zText,
          invoiceId: zWireUuid,
          invoiceNumber: zText,
          amount: zMoneyText,
          creditedOn: zWireDate,
        }),
      )
      .meta({ description: 'Of an invoice: what credit notes took back. Of a credit note: its parts by invoice' }),
    seller: z
      .strictObject({
        legalName: z.string(),
        addressLines: z.array(z.string()),
        country: z.string(),
        taxRegistration: zText,
        bankAccount: zText,
        invoiceFooter: zText,
      })
      .nullable(),
    buyer: z
      .strictObject({
        accountName: z.string(),
        taxId: zText,
        country: zText,
        contact: z.record(z.string(), zText).nullable(),
      })
      .nullable()
      .meta({ description: 'Null until the document is finalised; the contact is null when its key was destroyed' }),
  })
  .meta({ id: 'InvoiceDetail' });

export interface FoundDocument {
  readonly row: InvoiceListRow;
  readonly items: readonly InvoiceItemRow[];
  readonly credits: readonly CreditInBrief[];
}

export async function findDocument(
  read: TenantReader,
  type: DocumentType,
  id: string,
  now: string,
): Promise<FoundDocument> {
  return read(async ({ db, client }: TenantRead<BillingTables>) => ({
    row: foundOr404(await findInvoice(db, type, now, id), `${type === 'invoice' ? 'invoice' : 'credit note'} ${id}`),
    items: await itemsOf(client, id),
    credits: await creditsAround(client, id, type === 'invoice' ? 'invoice_id' : 'credit_note_id'),
  }));
}

export async function detailOf(
  { row, items, credits }: FoundDocument,
  directory: Pick<DirectoryUseCases, 'readContacts'>,
  tenantId: TenantId,
) {
  const { buyer } = row;
  const [contact] = buyer?.contact
    ? await directory.readContacts(tenantId, [{ form: buyer.contact, contact: null, address: null }])
    : [];
  return {
    ...listRecordOf(row),
    items: items.map(itemOfRow),
    credits: credits.map((credit) => ({
      creditNoteId: credit.credit_note_id,
      creditNoteNumber: credit.credit_note_number,
      invoiceId: credit.invoice_id,
      invoiceNumber: credit.invoice_number,
      amount: money(credit.amount, row.currency),
      creditedOn: credit.credited_on,
    })),
    seller: row.seller,
    buyer: buyer === null ? null : { ...buyer, contact: contact === undefined ? null : { ...contact } },
  };
}

export const getInvoice = defineRoute({
  method: 'GET',
  url: '/api/invoices/:id',
  permission: 'invoice.read',
  summary: 'One invoice with its items',
  tags: ['Invoices'],
  params: z.strictObject({ id: zInvoiceId }),
  groups: BILLING_GROUPS,
  response: { 200: zSingle(zDocumentDetail) },
  handler: async ({ params: { id }, deps, identity, read, reply }) => {
    const found = await findDocument(read, 'invoice', id, deps.clock.now());
    setRevision(reply, found.row.revision);
    return single(await detailOf(found, deps.useCases.directory, identity().tenantId));
  },
});
