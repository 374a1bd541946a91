import { z } from 'zod';
import { zHoldReason, zTaxTotal } from '../../../domain/invoice/events.ts';
import { zSection } from '../../../domain/invoice/section.ts';
import { decimal } from '../../../domain/kernel/decimal.ts';
import { zTaxCategory } from '../../../domain/kernel/fields.ts';
import { exactAmount } from '../../../domain/kernel/money.ts';
import { SHOWN_STATUSES } from '../../../projections/billing/queries/invoice-status.ts';
import type { InvoiceListRow } from '../../../projections/billing/queries/invoices.ts';
import type { InvoiceItemRow } from '../../../projections/billing/queries/rows.ts';
import { zMetadataAnswer, zMoneyText, zTimestamp, zWireDate, zWireUuid } from '../../values.ts';

const zText = z.string().nullable();

/** The fields of an invoice or a credit note on the wire. */
export const invoiceFields = {
  id: zWireUuid,
  documentType: z.enum(['invoice', 'credit_note']),
  /** Null until it is finalised. */
  invoiceNumber: zText,
  sellerId: zWireUuid,
  accountId: zWireUuid,
  billToAccountId: zWireUuid,
  /** Null when the items are of several contracts. */
  contractId: zWireUuid.nullable(),
  purchaseOrderNumber: zText,
  issueDate: zWireDate.nullable(),
  dueDate: zWireDate.nullable(),
  taxPointDate: zWireDate.nullable(),
  periodStart: zWireDate.nullable(),
  periodEnd: zWireDate.nullable(),
  subtotal: zMoneyText,
  tax: zMoneyText,
  discount: zMoneyText,
  total: zMoneyText,
  currency: z.string(),
  status: z.enum([...SHOWN_STATUSES, 'issued']),
  creditedAmount: zMoneyText,
  writtenOffAmount: zMoneyText,
  paidAmount: zMoneyText,
  balanceDue: zMoneyText,
  paidDate: zWireDate.nullable(),
  deliveryStatus: zText,
  billingType: z.string(),
  consolidated: z.boolean(),
  parentInvoiceId: zWireUuid.nullable(),
  corrects: z.array(zWireUuid),
  runId: zWireUuid.nullable(),
  origin: z.enum(['run', 'manual', 'credit']).meta({ description: 'From charges by a run, or by hand' }),
  taxTotals: z.array(zTaxTotal),
  sections: z
    .array(zSection)
    .meta({ description: 'Subtotals of the accounts whose cost the items are, when there are several' }),
  holdReasons: z.array(zHoldReason).meta({ description: 'Why it is held, and what would release it' }),
  issueBy: zWireDate
    .nullable()
    .meta({ description: 'Of a held invoice: the last day on which the law wants it issued' }),
  creditKind: z.enum(['goodwill', 'rebill']).nullable().meta({ description: 'Of a credit note by hand' }),
  voidedOn: zWireDate.nullable(),
  voidReason: zText,
  related: z
    .array(z.strictObject({ relation: z.enum(['rebills', 'rebilled_by']), invoiceId: zWireUuid }))
    .meta({ description: 'The document that it bills again, or those that bill it again' }),
  notes: zText,
  internalNotes: zText,
  metadata: zMetadataAnswer,
  createdAt: zTimestamp,
  updatedAt: zTimestamp,
};

const zInvoice = z.strictObject(invoiceFields);
export type InvoiceRecord = z.input<typeof zInvoice>;

export const zInvoiceItem = z
  .strictObject({
    id: zWireUuid,
    invoiceId: zWireUuid,
    productId: zWireUuid.nullable(),
    description: z.string(),
    quantity: zMoneyText,
    unitPrice: zMoneyText,
    listPrice: zMoneyText.nullable(),
    days: z.int().nullable(),
    daysOfPeriod: z.int().nullable(),
    amount: zMoneyText,
    taxCategory: zTaxCategory,
    taxRatePercent: zMoneyText,
    accountId: zWireUuid,
    contractId: zWireUuid.nullable(),
    periodStart: zWireDate.nullable(),
    periodEnd: zWireDate.nullable(),
  })
  .meta({ id: 'InvoiceItem' });
export type InvoiceItemRecord = z.input<typeof zInvoiceItem>;

/** What lists show beside the fields. */
export const besideFields = {
  account: z.strictObject({ id: zWireUuid, accountName: z.string() }).nullable(),
  contract: z.strictObject({ id: zWireUuid, contractNumber: z.string(), contractName: z.string() }).nullable(),
  _count: z.strictObject({ items: z.int() }),
};

export const zInvoiceRow = z.strictObject({ ...invoiceFields, ...besideFields }).meta({ id: 'InvoiceRow' });

export function money(text: string, currency: string): string {
  return exactAmount(decimal(text), currency);
}

/** What somebody owes: nothing on a credit note, nor on a draft that was thrown away. */
export function owed(status: InvoiceRecord['status'], balance: string): string {
  return status === 'cancelled' || status === 'void' || status === 'issued' ? '0' : balance;
}

/** Facts that no event of this build states yet. */
export const NOT_YET = {
  deliveryStatus: null,
  internalNotes: null,
  metadata: {},
};

export function recordOfRow(row: InvoiceListRow): InvoiceRecord {
  const amount = (text: string) => money(text, row.currency);
  return {
    id: row.invoice_id,
    documentType: row.document_type,
    invoiceNumber: row.invoice_number,
    sellerId: row.seller_id,
    accountId: row.account_id,
    billToAccountId: row.bill_to_account_id,
    contractId: row.contract_id,
    purchaseOrderNumber: row.purchase_order_number,
    issueDate: row.issue_date,
    dueDate: row.due_date,
    taxPointDate: row.tax_point_date,
    periodStart: row.period_start,
    periodEnd: row.period_end,
    subtotal: amount(row.subtotal),
    tax: amount(row.tax),
    discount: amount(row.discount),
    total: amount(row.total),
    currency: row.currency,
    status: row.shown_status,
    creditedAmount: amount(row.credited_amount),
    writtenOffAmount: amount('0'),
    paidAmount: amount(row.paid_amount),
    balanceDue: amount(owed(row.shown_status, row.balance_due)),
    paidDate: row.paid_date,
    billingType: row.billing_type,
    consolidated: row.consolidated,
    corrects: [...row.corrects],
    runId: row.run_id,
    origin: row.origin,
    parentInvoiceId: row.parent_invoice_id,
    taxTotals: [...row.tax_totals],
    sections: [...row.sections],
    holdReasons: [...(row.hold_reasons ?? [])],
    issueBy: row.issue_by,
    notes: row.notes,
    creditKind: row.credit_kind,
    voidedOn: row.voided_on,
    voidReason: row.void_reason,
    related: [...row.related],
    ...NOT_YET,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function listRecordOf(row: InvoiceListRow) {
  return { ...recordOfRow(row), ...besideOf(row) };
}

/** Account and contract by name, as far as the lists know them. */
export function besideOf(row: InvoiceListRow) {
  const { contract_id, contract_number, contract_name } = row;
  return {
    account: row.account_name === null ? null : { id: row.account_id, accountName: row.account_name },
    contract:
      contract_id === null || contract_number === null || contract_name === null
        ? null
        : { id: contract_id, contractNumber: contract_number, contractName: contract_name },
    _count: { items: row.item_count },
  };
}

export function itemOfRow(row: InvoiceItemRow): InvoiceItemRecord {
  return {
    id: row.line_id,
    invoiceId: row.invoice_id,
    productId: row.product_id,
    description: row.description,
    quantity: row.quantity,
    unitPrice: row.unit_price,
    listPrice: row.list_price,
    days: row.days,
    daysOfPeriod: row.days_of_period,
    amount: row.amount,
    taxCategory: row.tax_category,
    taxRatePercent: row.tax_rate_percent,
    accountId: row.account_id,
    contractId: row.contract_id,
    periodStart: row.period_start,
    periodEnd: row.period_end,
  };
}
