import { rowProjection } from '../runner/row-projection.ts';
import type { EmptyDocumentRow } from './queries/rows.ts';

/** Documents that ended before they began. No list shows them; a claim for one of them is stranded. */
export const emptyDocuments = rowProjection<EmptyDocumentRow>()({
  table: 'empty_documents',
  columns: { tenant_id: 'uuid', invoice_id: 'uuid', members: 'jsonb', closed_at: 'timestamptz' },
  key: ['tenant_id', 'invoice_id'],
  keyOf: ({ stream }) => ({ tenant_id: stream.tenantId, invoice_id: stream.id }),
  on: {
    invoice: {
      InvoiceOpened: 'ignored',
      InvoiceDrafted: 'ignored',
      InvoiceFoundEmpty: (_row, { event: { data }, metadata }, key) => ({
        ...key,
        members: data.members,
        closed_at: metadata.recordedAt,
      }),
      InvoiceDiscarded: 'ignored',
      InvoiceHeld: 'ignored',
      InvoiceFinalisationStarted: 'ignored',
      InvoiceFinalised: 'ignored',
      SummaryIssued: 'ignored',
      PaymentApplied: 'ignored',
      PaymentUnapplied: 'ignored',
      PaymentRefused: 'ignored',
      InvoiceVoided: 'ignored',
      CreditOpened: 'ignored',
      InvoiceCredited: 'ignored',
      InvoiceCreditWithdrawn: 'ignored',
      CreditSettled: 'ignored',
      RebillRequested: 'ignored',
      InvoiceRelated: 'ignored',
      RebillEnded: 'ignored',
      DraftLinesChanged: 'ignored',
      DraftLinesSettled: 'ignored',
    },
  },
});
