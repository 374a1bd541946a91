import { z } from 'zod';
import { zSection } from '../../../domain/invoice/section.ts';
import type { IssuedSummary } from '../../../domain/invoice/state.ts';
import type { SummaryListRow } from '../../../projections/billing/queries/summaries.ts';
import { zMoneyText, zTimestamp, zWireDate, zWireUuid } from '../../values.ts';
import { money } from '../invoices/invoice-record.ts';

/** The fields of a summary that its list shows. */
const summaryFields = {
  id: zWireUuid,
  accountId: zWireUuid.meta({ description: 'Whom it is for' }),
  account: z.strictObject({ id: zWireUuid, accountName: z.string() }).nullable(),
  sellerId: zWireUuid,
  runId: zWireUuid,
  currency: z.string(),
  issueDate: zWireDate,
  periodStart: zWireDate,
  periodEnd: zWireDate,
  subtotal: zMoneyText,
  tax: zMoneyText,
  total: zMoneyText,
  documentCount: z.int(),
  sections: z.array(zSection).meta({ description: 'Subtotals by buyer' }),
  createdAt: zTimestamp,
};

export const zSummaryRow = z.strictObject(summaryFields).meta({ id: 'InvoiceSummaryRow' });

export const zSummary = z
  .strictObject({
    ...summaryFields,
    balanceDue: zMoneyText.meta({ description: 'What is open by now on the invoices that it shows' }),
    documents: z.array(
      z.strictObject({
        invoiceId: zWireUuid,
        invoiceNumber: z.string(),
        documentType: z.enum(['invoice', 'credit_note']),
        accountId: zWireUuid,
        accountName: z.string(),
        dueDate: zWireDate,
        subtotal: zMoneyText,
        tax: zMoneyText,
        total: zMoneyText,
        balanceDue: zMoneyText,
      }),
    ),
  })
  .meta({ id: 'InvoiceSummary' });

export function summaryRowRecord(row: SummaryListRow): z.input<typeof zSummaryRow> {
  const amount = (text: string) => money(text, row.currency);
  return {
    id: row.invoice_id,
    accountId: row.addressee_id,
    account: row.account_name === null ? null : { id: row.addressee_id, accountName: row.account_name },
    sellerId: row.seller_id,
    runId: row.run_id,
    currency: row.currency,
    issueDate: row.issued_on,
    periodStart: row.period_start,
    periodEnd: row.period_end,
    subtotal: amount(row.subtotal),
    tax: amount(row.tax),
    total: amount(row.total),
    documentCount: row.document_count,
    sections: [...row.sections],
    createdAt: row.created_at,
  };
}

/** The documents, each with what is open on it; one that the lists do not know yet owes all of it. */
export function shownDocuments(
  documents: IssuedSummary['documents'],
  open: ReadonlyMap<string, string>,
  currency: string,
) {
  return documents.map((each) => ({
    ...each,
    balanceDue: money(open.get(each.invoiceId) ?? (each.documentType === 'invoice' ? each.total : '0'), currency),
  }));
}
