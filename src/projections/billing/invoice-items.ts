import type { RecordedEvent } from '../../application/ports/event-store.ts';
import type { InvoiceEvent, InvoiceLine } from '../../domain/invoice/events.ts';
import { applyProjection } from '../runner/apply-projection.ts';
import type { ProjectionTransaction } from '../runner/projection.ts';
import { rowsAsJson } from '../runner/row-sql.ts';
import type { InvoiceItemRow } from './queries/rows.ts';

/** The lines of each document in their order. They stay when a draft is discarded, so that it can still be looked at. */
export const invoiceItems = applyProjection({
  name: 'invoice_items',
  on: {
    invoice: {
      InvoiceOpened: 'ignored',
      InvoiceDrafted: 'applied',
      InvoiceFoundEmpty: 'ignored',
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
      DraftLinesChanged: 'applied',
      DraftLinesSettled: 'ignored',
    },
  },
  async apply(events, tx) {
    const drafted = events.flatMap(({ stream, event }) =>
      event.type === 'InvoiceDrafted' ? rowsOf(stream, event.data.lines, 0) : [],
    );
    if (drafted.length > 0) {
      await tx.run(INSERT, [rowsAsJson(drafted)]);
    }
    // Few, and each builds on the one before; whatever is changed was drafted above or in an earlier batch.
    for (const { stream, event } of events) {
      if (event.type === 'DraftLinesChanged') {
        await change(stream, event.data, tx);
      }
    }
  },
});

const INSERT = 'INSERT INTO invoice_items SELECT * FROM json_populate_recordset(null::invoice_items, $1::json)';

const REMOVE = `
  DELETE FROM invoice_items WHERE tenant_id = $1::uuid AND invoice_id = $2::uuid AND line_id = ANY ($3::uuid[])`;

const LAST = `
  SELECT coalesce(max(line_no), 0) AS line_no FROM invoice_items WHERE tenant_id = $1::uuid AND invoice_id = $2::uuid`;

type Stream = RecordedEvent['stream'];
type Change = Extract<InvoiceEvent, { type: 'DraftLinesChanged' }>['data'];

/** What is added stands below what is left. */
async function change(stream: Stream, { added, removed }: Change, tx: ProjectionTransaction): Promise<void> {
  const lineIds = removed.map(({ line }) => line.lineId);
  await tx.run(REMOVE, [stream.tenantId, stream.id, lineIds]);
  const [last] = await tx.rows<{ line_no: number }>(LAST, [stream.tenantId, stream.id]);
  if (added.length > 0) {
    await tx.run(INSERT, [rowsAsJson(rowsOf(stream, added, last?.line_no ?? 0))]);
  }
}

function rowsOf(stream: Stream, lines: readonly InvoiceLine[], after: number): InvoiceItemRow[] {
  return lines.map((line, index) => ({
    tenant_id: stream.tenantId,
    invoice_id: stream.id,
    line_no: after + index + 1,
    line_id: line.lineId,
    charge_id: line.chargeId,
    contract_id: line.contractId,
    account_id: line.accountId,
    product_id: line.productId,
    description: line.description,
    period_start: line.periodStart,
    period_end: line.periodEnd,
    quantity: line.quantity,
    unit_price: line.unitPrice,
    list_price: line.listPrice,
    days: line.days,
    days_of_period: line.daysOfPeriod,
    amount: line.amount,
    tax_category: line.taxCategory,
    tax_rate_percent: line.taxRatePercent,
    reason: line.reason,
    credits_invoice_id: line.credits?.invoiceId ?? null,
    credits_line_id: line.credits?.lineId ?? null,
  }));
}
