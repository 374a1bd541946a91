import { applyProjection } from '../runner/apply-projection.ts';
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
    },
  },
  async apply(events, tx) {
    const rows = events.flatMap(({ stream, event: { data } }) =>
      data.lines.map(
        (line, index): InvoiceItemRow => ({
          tenant_id: stream.tenantId,
          invoice_id: stream.id,
          line_no: index + 1,
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
        }),
      ),
    );
    await tx.run('INSERT INTO invoice_items SELECT * FROM json_populate_recordset(null::invoice_items, $1::json)', [
      rowsAsJson(rows),
    ]);
  },
});
