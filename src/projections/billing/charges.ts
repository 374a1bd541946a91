import { applyProjection } from '../runner/apply-projection.ts';
import { rowsAsJson } from '../runner/row-sql.ts';
import type { ChargeRow } from './queries/rows.ts';

/** Every charge as it was raised. Whether it still stands, its claim says. */
export const charges = applyProjection({
  name: 'charges',
  on: {
    contract: {
      ContractDrafted: 'ignored',
      ContractDraftRevised: 'ignored',
      ContractSubmitted: 'ignored',
      ContractApproved: 'ignored',
      ContractRejected: 'ignored',
      ContractActivated: 'ignored',
      SeatsAdjusted: 'ignored',
      LineRepriced: 'ignored',
      ContractDetailsChanged: 'ignored',
      CommitmentChanged: 'ignored',
      DiscountGranted: 'ignored',
      DiscountEnded: 'ignored',
      LineAdded: 'ignored',
      LineRemoved: 'ignored',
      TermExtended: 'ignored',
      BillingScheduleChanged: 'ignored',
      ContractPaused: 'ignored',
      ContractResumed: 'ignored',
      ContractRenewed: 'ignored',
      CostSplitAgreed: 'ignored',
      RenewalDeclined: 'ignored',
      ChangeWithdrawn: 'ignored',
      ContractCancelled: 'ignored',
      ContractDraftDiscarded: 'ignored',
      ChargesRaised: 'applied',
      ChargesReleased: 'ignored',
    },
  },
  async apply(events, tx) {
    const rows = events.flatMap(({ id, stream, revision, event: { data }, metadata }) =>
      data.charges.map(
        (charge): ChargeRow => ({
          tenant_id: stream.tenantId,
          charge_id: charge.chargeId,
          claim_id: data.claimId,
          contract_id: stream.id,
          invoice_id: data.invoiceId,
          line_id: charge.lineId,
          component: charge.component,
          period_start: charge.periodStart,
          period_end: charge.periodEnd,
          service_start: charge.serviceStart,
          service_end: charge.serviceEnd,
          days: charge.days,
          days_of_period: charge.daysOfPeriod,
          quantity: charge.quantity,
          rate: charge.rate,
          list_price: charge.listPrice,
          unit_price: charge.unitPrice,
          amount: charge.amount,
          tax_category: charge.taxCategory,
          reduces: charge.reduces,
          contract_revision: revision,
          event_id: id,
          raised_at: metadata.recordedAt,
        }),
      ),
    );
    await tx.run('INSERT INTO charges SELECT * FROM json_populate_recordset(null::charges, $1::json)', [
      rowsAsJson(rows),
    ]);
  },
});
