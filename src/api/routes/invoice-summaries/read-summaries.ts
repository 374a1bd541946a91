import { z } from 'zod';
import { zInvoiceId } from '../../../domain/kernel/ids.ts';
import { exactAmount, sumDecimals } from '../../../domain/kernel/money.ts';
import type { BillingTables } from '../../../projections/billing/queries/rows.ts';
import { findSummary, openOnDocumentsOf, summaryRows } from '../../../projections/billing/queries/summaries.ts';
import { defineRoute } from '../../define-route.ts';
import { list, single, zList, zSingle } from '../../envelope.ts';
import type { ListDeclaration } from '../../list-fields.ts';
import { fetchPage } from '../../list-page.ts';
import { foundOr404 } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { shownDocuments, summaryRowRecord, zSummary, zSummaryRow } from './summary-record.ts';

const summaryList: ListDeclaration = {
  name: 'invoice-summaries',
  idColumn: 'i.invoice_id',
  fields: {
    accountId: { column: 'i.addressee_id', type: 'uuid', sortable: false },
    sellerId: { column: 'i.seller_id', type: 'uuid', sortable: false },
    runId: { column: 'i.run_id', type: 'uuid', sortable: false },
    currency: { column: 'i.currency', type: 'text', sortable: false },
    issueDate: { column: 'i.issued_on', type: 'date' },
    createdAt: { column: 'i.created_at', type: 'timestamp' },
  },
};

const common = { method: 'GET', permission: 'invoice.read', tags: ['Invoices'], groups: BILLING_GROUPS } as const;

export const listSummaries = defineRoute({
  ...common,
  url: '/api/invoice-summaries',
  summary: 'Summaries over the invoices of several buyers',
  description: 'A summary is no tax document: payments go to the invoices that it shows.',
  list: summaryList,
  response: { 200: zList(zSummaryRow) },
  handler: async ({ list: query, read }) => {
    const page = await read(async ({ db }: TenantRead<BillingTables>) => fetchPage(db, summaryRows(db), query));
    return list(page.rows.map(summaryRowRecord), page.paging);
  },
});

export const getSummary = defineRoute({
  ...common,
  url: '/api/invoice-summaries/:id',
  summary: 'One summary with what it shows, and what is open on it by now',
  params: z.strictObject({ id: zInvoiceId }),
  response: { 200: zSingle(zSummary) },
  handler: async ({ params: { id }, read }) => {
    const { row, open } = await read(async ({ db, client }: TenantRead<BillingTables>) => ({
      row: foundOr404(await findSummary(db, id), `summary ${id}`),
      open: await openOnDocumentsOf(client, id),
    }));
    const documents = shownDocuments(row.documents, open, row.currency);
    const balanceDue = exactAmount(sumDecimals(documents.map((each) => each.balanceDue)), row.currency);
    return single({ ...summaryRowRecord(row), balanceDue, documents });
  },
});
