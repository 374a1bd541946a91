import type { RecordedEvent } from '../../application/ports/event-store.ts';
import type { InvoiceEvent } from '../../domain/invoice/events.ts';
import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import type { FollowUpRow } from './queries/rows.ts';

/** What is begun on documents after (or, for a credit note by hand, before) they are drafted, and may have stopped half way. */
export const followUps = rowProjection<FollowUpRow>()({
  table: 'document_follow_ups',
  columns: { tenant_id: 'uuid', invoice_id: 'uuid', kind: 'text', pending: 'boolean' },
  key: ['tenant_id', 'invoice_id', 'kind'],
  keyOf: ({ stream, event }: RecordedEvent) => ({
    tenant_id: stream.tenantId,
    invoice_id: stream.id,
    kind: kindOf(event as InvoiceEvent), // asked for events of the category below only
  }),
  on: {
    invoice: {
      InvoiceOpened: 'ignored',
      InvoiceDrafted: 'ignored',
      InvoiceFoundEmpty: 'ignored',
      InvoiceDiscarded: 'ignored',
      InvoiceHeld: 'ignored',
      InvoiceFinalisationStarted: 'ignored',
      InvoiceFinalised: 'ignored',
      SummaryIssued: 'ignored',
      PaymentApplied: 'ignored',
      PaymentUnapplied: 'ignored',
      PaymentRefused: 'ignored',
      // What a void credit note had taken is to be given back; other documents have no such row.
      InvoiceVoided: (row) => (row === undefined ? KEEP : { ...row, pending: true }),
      CreditOpened: (_row, _recorded, key) => ({ ...key, pending: true }),
      InvoiceCredited: 'ignored',
      InvoiceCreditWithdrawn: 'ignored',
      CreditSettled: (_row, _recorded, key) => ({ ...key, pending: false }),
      RebillRequested: (_row, _recorded, key) => ({ ...key, pending: true }),
      InvoiceRelated: 'ignored',
      RebillEnded: (_row, _recorded, key) => ({ ...key, pending: false }),
      DraftLinesChanged: (_row, { event: { data } }, key) =>
        data.removed.some(({ line }) => line.chargeId !== null) ? { ...key, pending: true } : KEEP,
      DraftLinesSettled: (_row, _recorded, key) => ({ ...key, pending: false }),
    },
  },
});

function kindOf({ type }: InvoiceEvent): FollowUpRow['kind'] {
  switch (type) {
    case 'RebillRequested':
    case 'RebillEnded':
      return 'rebill';
    case 'DraftLinesChanged':
    case 'DraftLinesSettled':
      return 'lines';
    default:
      return 'credit';
  }
}
