import type { RecordedEvent } from '../../application/ports/event-store.ts';
import type { InvoiceEvent, InvoiceLine } from '../../domain/invoice/events.ts';
import type { DraftedInvoice } from '../../domain/invoice/state.ts';
import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import { applied, unapplied } from './applied-payments.ts';
import type { InvoiceRow } from './queries/rows.ts';

function changed(
  row: InvoiceRow | undefined,
  { revision, metadata }: RecordedEvent,
  changes: Partial<Omit<InvoiceRow, 'tenant_id' | 'invoice_id'>>,
) {
  return row === undefined ? KEEP : { ...row, ...changes, revision, updated_at: metadata.recordedAt };
}

/** The contract of all lines, or null when they are of several. */
export function contractOf(lines: readonly Pick<InvoiceLine, 'contractId'>[]): string | null {
  const contracts = new Set(lines.map((line) => line.contractId));
  const [only = null] = contracts;
  return contracts.size === 1 ? only : null;
}

/** More than one contract was charged on it; those that owed nothing do not count. */
export function isConsolidated({ members }: Pick<DraftedInvoice, 'members'>): boolean {
  return members.filter((member) => member.outcome === 'claimed').length > 1;
}

/**
 * One row per invoice or credit note, from the draft on. A document that was only opened shows nothing that anybody
 * could read, so it has no row. `credited_amount` is written by credits.ts.
 */
export const invoices = rowProjection<InvoiceRow>()({
  table: 'invoices',
  columns: {
    tenant_id: 'uuid',
    invoice_id: 'uuid',
    document_type: 'text',
    status: 'text',
    invoice_number: 'text',
    series: 'uuid',
    seller_id: 'uuid',
    account_id: 'uuid',
    bill_to_account_id: 'uuid',
    contract_id: 'uuid',
    purchase_order_number: 'text',
    payment_terms: 'text',
    payment_terms_days: 'integer',
    currency: 'text',
    subtotal: 'numeric',
    tax: 'numeric',
    discount: 'numeric',
    total: 'numeric',
    credited_amount: 'numeric',
    paid_amount: 'numeric',
    period_start: 'date',
    period_end: 'date',
    issue_date: 'date',
    due_date: 'date',
    tax_point_date: 'date',
    last_paid_on: 'date',
    applied_payments: 'jsonb',
    billing_type: 'text',
    consolidated: 'boolean',
    item_count: 'integer',
    run_id: 'uuid',
    origin: 'text',
    on_summary: 'boolean',
    parent_invoice_id: 'uuid',
    corrects: 'uuid[]',
    tax_totals: 'jsonb',
    seller: 'jsonb',
    buyer: 'jsonb',
    sections: 'jsonb',
    notes: 'text',
    hold_reasons: 'jsonb',
    issue_by: 'date',
    discard_reason: 'text',
    voided_on: 'date',
    void_reason: 'text',
    credit_kind: 'text',
    related: 'jsonb',
    revision: 'integer',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
  },
  key: ['tenant_id', 'invoice_id'],
  keyOf: ({ stream, event }: RecordedEvent) => {
    // Asked for events of the category below only.
    const told = event as InvoiceEvent;
    const documents = told.type === 'SummaryIssued' ? told.data.documents : [{ invoiceId: stream.id }];
    return documents.map(({ invoiceId }) => ({ tenant_id: stream.tenantId, invoice_id: invoiceId }));
  },
  on: {
    invoice: {
      InvoiceOpened: 'ignored',
      InvoiceDrafted: (_row, { event: { data }, metadata, revision }, key) => ({
        ...key,
        document_type: data.documentType,
        status: 'draft',
        invoice_number: null,
        series: null,
        seller_id: data.sellerId,
        account_id: data.accountId,
        bill_to_account_id: data.billToAccountId,
        contract_id: contractOf(data.lines),
        purchase_order_number: data.purchaseOrderNumber,
        payment_terms: data.paymentTerms,
        payment_terms_days: data.paymentTermsDays,
        currency: data.currency,
        subtotal: data.subtotal,
        tax: data.tax,
        discount: '0',
        total: data.total,
        credited_amount: '0',
        paid_amount: '0',
        period_start: data.periodStart,
        period_end: data.periodEnd,
        issue_date: null,
        due_date: null,
        tax_point_date: null,
        last_paid_on: null,
        applied_payments: [],
        billing_type: data.billingType,
        consolidated: isConsolidated(data),
        item_count: data.lines.length,
        run_id: data.runId,
        origin: data.origin,
        on_summary: data.onSummary,
        parent_invoice_id: null,
        corrects: data.corrects,
        tax_totals: data.taxTotals,
        seller: null,
        buyer: null,
        sections: [],
        notes: data.notes,
        hold_reasons: null,
        issue_by: null,
        discard_reason: null,
        voided_on: null,
        void_reason: null,
        credit_kind: data.creditKind,
        related: [],
        revision,
        created_at: metadata.recordedAt,
        updated_at: metadata.recordedAt,
      }),
      InvoiceFoundEmpty: 'ignored',
      InvoiceDiscarded: (row, recorded) =>
        changed(row, recorded, {
          status: 'discarded',
          discard_reason: recorded.event.data.reason,
          hold_reasons: null,
          issue_by: null,
        }),
      InvoiceHeld: (row, recorded) =>
        changed(row, recorded, {
          status: 'held',
          hold_reasons: recorded.event.data.reasons,
          issue_by: recorded.event.data.issueBy,
        }),
      InvoiceFinalisationStarted: (row, recorded) =>
        changed(row, recorded, {
          status: 'finalising',
          series: recorded.event.data.series,
          hold_reasons: null,
          issue_by: null,
        }),
      InvoiceFinalised: (row, recorded) => {
        const { data } = recorded.event;
        return changed(row, recorded, {
          status: 'finalised',
          invoice_number: data.invoiceNumber,
          issue_date: data.issueDate,
          due_date: data.dueDate,
          tax_point_date: data.taxPointDate,
          subtotal: data.subtotal,
          tax: data.tax,
          total: data.total,
          tax_totals: data.taxTotals,
          corrects: data.corrects,
          seller: data.seller,
          buyer: data.buyer,
          sections: data.sections,
          purchase_order_number: data.purchaseOrderNumber ?? row?.purchase_order_number ?? null,
        });
      },
      PaymentApplied: (row, recorded) =>
        row === undefined ? KEEP : changed(row, recorded, applied(row, recorded.event.data)),
      PaymentUnapplied: (row, recorded) =>
        row === undefined ? KEEP : changed(row, recorded, unapplied(row, recorded.event.data)),
      PaymentRefused: (row, recorded) => changed(row, recorded, {}),
      // Not an event of these documents' own streams: their revision stays.
      SummaryIssued: (row, { stream }) => (row === undefined ? KEEP : { ...row, parent_invoice_id: stream.id }),
      InvoiceVoided: (row, recorded) =>
        changed(row, recorded, {
          status: 'void',
          voided_on: recorded.event.data.voidedOn,
          void_reason: recorded.event.data.reason,
        }),
      CreditOpened: 'ignored',
      InvoiceCredited: (row, recorded) => changed(row, recorded, {}),
      InvoiceCreditWithdrawn: (row, recorded) => changed(row, recorded, {}),
      CreditSettled: (row, recorded) => changed(row, recorded, {}),
      RebillRequested: (row, recorded) => changed(row, recorded, {}),
      InvoiceRelated: (row, recorded) =>
        changed(row, recorded, { related: [...(row?.related ?? []), recorded.event.data] }),
      RebillEnded: (row, recorded) => changed(row, recorded, {}),
      DraftLinesChanged: (row, recorded) => {
        const { data } = recorded.event;
        return changed(row, recorded, {
          subtotal: data.subtotal,
          tax: data.tax,
          total: data.total,
          tax_totals: data.taxTotals,
          period_start: data.periodStart,
          period_end: data.periodEnd,
          item_count: (row?.item_count ?? 0) + data.added.length - data.removed.length,
        });
      },
      DraftLinesSettled: (row, recorded) => changed(row, recorded, {}),
    },
  },
});
