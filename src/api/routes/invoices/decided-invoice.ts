import { z } from 'zod';
import type { InvoiceLine } from '../../../domain/invoice/events.ts';
import { type Application, applicationsOf } from '../../../domain/invoice/settlement.ts';
import type { DraftedInvoice, InvoiceState } from '../../../domain/invoice/state.ts';
import { decimal, ZERO } from '../../../domain/kernel/decimal.ts';
import type { InvoiceId } from '../../../domain/kernel/ids.ts';
import { exactAmount, sumDecimals } from '../../../domain/kernel/money.ts';
import { shownStatus } from '../../../projections/billing/queries/invoice-status.ts';
import { type InvoiceSurroundings, surroundingsOf } from '../../../projections/billing/queries/invoices.ts';
import { refusal } from '../../refusal.ts';
import type { TenantReader } from '../../tenant-read.ts';
import {
  type InvoiceItemRecord,
  type InvoiceRecord,
  invoiceFields,
  money,
  NOT_YET,
  owed,
  zInvoiceItem,
} from './invoice-record.ts';

/** A document as its command decided it. `invoiceId` is `id` again: the front end looks for both. */
export const zDecidedInvoice = z
  .strictObject({ ...invoiceFields, invoiceId: invoiceFields.id, items: z.array(zInvoiceItem) })
  .meta({ id: 'DecidedInvoice' });

export interface Decided {
  readonly invoiceId: InvoiceId;
  readonly state: InvoiceState;
  readonly revision: number;
}

/**
 * The record of what was decided, out of the document's own state. What others did to it before (credit notes), and when
 * it was drafted, is not in that state and never hangs on this decision: the lists are asked for it, and a document that
 * they do not know yet is new.
 */
export async function recordOfDecision(decided: Decided, read: TenantReader, now: string) {
  const known = await read(({ client }) => surroundingsOf(client, decided.invoiceId));
  return decidedRecord(decided, known, now);
}

export function decidedRecord(
  { invoiceId, state, revision }: Decided,
  known: InvoiceSurroundings | undefined,
  now: string,
) {
  if (!('draft' in state)) {
    throw refusal('CONCURRENT_CHANGE', 'The document is being made by somebody else at this moment; ask again.');
  }
  const { draft } = state;
  const record = recordOfState(invoiceId, state, known, {
    createdAt: known?.created_at ?? now,
    updatedAt: known?.revision === revision ? known.updated_at : now,
    today: now.slice(0, 10),
  });
  return { ...record, invoiceId, items: draft.lines.map((line) => itemOfLine(invoiceId, line)) };
}

interface Moments {
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly today: string;
}

function recordOfState(
  id: InvoiceId,
  state: Extract<InvoiceState, { draft: DraftedInvoice }>,
  known: InvoiceSurroundings | undefined,
  { createdAt, updatedAt, today }: Moments,
): InvoiceRecord {
  const { draft } = state;
  const final = 'final' in state ? state.final : undefined;
  const { currency, total } = draft;
  const credited = known?.credited_amount ?? '0';
  const payments = state.status === 'finalised' ? applicationsOf(state.settlement) : [];
  const paid = sumDecimals(payments.map(({ amount }) => amount)).toFixed();
  const balance = exactAmount(decimal(total).minus(decimal(credited)).minus(decimal(paid)), currency);
  const dueDate = final?.dueDate ?? null;
  const { documentType } = draft;
  const facts = { documentType, status: state.status, dueDate, balanceDue: balance, paidAmount: paid };
  const status = shownStatus(facts, today);
  const claimed = draft.members.filter((member) => member.outcome === 'claimed');
  const contracts = new Set(draft.lines.map((line) => line.contractId));
  return {
    id,
    documentType,
    invoiceNumber: final?.invoiceNumber ?? null,
    sellerId: draft.sellerId,
    accountId: draft.accountId,
    billToAccountId: draft.billToAccountId,
    contractId: contracts.size === 1 ? (draft.lines[0]?.contractId ?? null) : null,
    purchaseOrderNumber: final?.purchaseOrderNumber ?? draft.purchaseOrderNumber,
    issueDate: final?.issueDate ?? null,
    dueDate,
    taxPointDate: final?.taxPointDate ?? null,
    periodStart: draft.periodStart,
    periodEnd: draft.periodEnd,
    subtotal: draft.subtotal,
    tax: draft.tax,
    discount: money('0', currency),
    total,
    currency,
    status,
    creditedAmount: money(credited, currency),
    writtenOffAmount: money('0', currency),
    paidAmount: money(paid, currency),
    balanceDue: money(owed(status, balance), currency),
    paidDate: decimal(balance).gt(ZERO) ? null : lastDayOf(payments),
    billingType: draft.billingType,
    consolidated: claimed.length > 1,
    corrects: [...draft.corrects],
    runId: draft.runId,
    origin: draft.origin,
    parentInvoiceId: known?.parent_invoice_id ?? null,
    taxTotals: [...draft.taxTotals],
    sections: final?.sections ?? [],
    holdReasons: state.status === 'held' ? [...state.hold.reasons] : [],
    issueBy: state.status === 'held' ? state.hold.issueBy : null,
    notes: draft.notes,
    creditKind: draft.creditKind,
    voidedOn: state.status === 'void' ? state.voided.voidedOn : null,
    voidReason: state.status === 'void' ? state.voided.reason : null,
    related: 'aftermath' in state ? [...state.aftermath.related] : [],
    ...NOT_YET,
    createdAt,
    updatedAt,
  };
}

function lastDayOf(payments: readonly Application[]): string | null {
  return (
    payments
      .map(({ appliedOn }) => appliedOn)
      .sort()
      .at(-1) ?? null
  );
}

function itemOfLine(invoiceId: string, line: InvoiceLine): InvoiceItemRecord {
  return {
    id: line.lineId,
    invoiceId,
    productId: line.productId,
    description: line.description,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    listPrice: line.listPrice,
    days: line.days,
    daysOfPeriod: line.daysOfPeriod,
    amount: line.amount,
    taxCategory: line.taxCategory,
    taxRatePercent: line.taxRatePercent,
    accountId: line.accountId,
    contractId: line.contractId,
    periodStart: line.periodStart,
    periodEnd: line.periodEnd,
  };
}
