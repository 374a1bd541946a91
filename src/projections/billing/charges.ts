import type { RecordedEvent } from '../../application/ports/event-store.ts';
import type { ContractEvent } from '../../domain/contract/events.ts';
import { applyProjection } from '../runner/apply-projection.ts';
import { rowsAsJson } from '../runner/row-sql.ts';
import type { ChargeRow } from './queries/rows.ts';

type Applied = RecordedEvent<Extract<ContractEvent, { type: 'ChargesRaised' | 'ChargesReleased' | 'ChargesWaived' }>>;

/** Every charge as it was raised. Whether it still stands, its claim says, and where that was undone in part, its own row. */
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
      ChargesReleased: 'applied',
      ChargesWaived: 'applied',
      CreditGranted: 'ignored',
      CreditWithdrawn: 'ignored',
      GoodwillSetOff: 'ignored',
    },
  },
  async apply(events, tx) {
    const rows = events.flatMap(raisedBy);
    if (rows.length > 0) {
      await tx.run('INSERT INTO charges SELECT * FROM json_populate_recordset(null::charges, $1::json)', [
        rowsAsJson(rows),
      ]);
    }
    const ends = events.flatMap(endedBy);
    if (ends.length > 0) {
      await tx.run(END, [rowsAsJson(ends)]);
    }
  },
});

/** A charge ends once; whichever came first of two is what the contract's stream allows. */
const END = `
  UPDATE charges SET released = charges.released OR e.released, waived = charges.waived OR e.waived
  FROM json_to_recordset($1::json) AS e(tenant_id uuid, charge_id text, released boolean, waived boolean)
  WHERE charges.tenant_id = e.tenant_id AND charges.charge_id = e.charge_id`;

function endedBy({ stream, event }: Applied) {
  if (event.type === 'ChargesRaised') {
    return [];
  }
  const waived = event.type === 'ChargesWaived';
  return (event.data.chargeIds ?? []).map((charge_id) => ({
    tenant_id: stream.tenantId,
    charge_id,
    released: !waived,
    waived,
  }));
}

function raisedBy({ id, stream, revision, event, metadata }: Applied): ChargeRow[] {
  if (event.type !== 'ChargesRaised') {
    return [];
  }
  const { charges: raised, claimId, invoiceId } = event.data;
  return raised.map((charge) => ({
    tenant_id: stream.tenantId,
    charge_id: charge.chargeId,
    claim_id: claimId,
    contract_id: stream.id,
    invoice_id: invoiceId,
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
    released: false,
    waived: false,
  }));
}
