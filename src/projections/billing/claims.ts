import type { RecordedEvent } from '../../application/ports/event-store.ts';
import type { ContractEvent } from '../../domain/contract/events.ts';
import type { InvoiceEvent } from '../../domain/invoice/events.ts';
import { toDecimalString } from '../../domain/kernel/decimal.ts';
import { sumDecimals } from '../../domain/kernel/money.ts';
import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import type { ClaimRow } from './queries/rows.ts';

/** The claims that an event is about: one for a contract's event, all that a draft lists for a document's. */
function claimsOf(event: ContractEvent | InvoiceEvent): string[] {
  switch (event.type) {
    case 'ChargesRaised':
    case 'ChargesReleased':
    case 'ChargesWaived':
      return [event.data.claimId];
    case 'InvoiceDrafted':
      return event.data.members.flatMap((member) => (member.outcome === 'claimed' ? [member.claimId] : []));
    default:
      return [];
  }
}

/**
 * What contracts are charged with, by document. A claim that is neither listed by its document nor released, once that
 * document is closed, is stranded: the sweeper releases it.
 */
export const claims = rowProjection<ClaimRow>()({
  table: 'claims',
  columns: {
    tenant_id: 'uuid',
    claim_id: 'uuid',
    contract_id: 'uuid',
    invoice_id: 'uuid',
    run_id: 'uuid',
    service_from: 'date',
    service_through: 'date',
    amount: 'numeric',
    charge_count: 'integer',
    charges_left: 'integer',
    listed: 'boolean',
    released: 'boolean',
    release_reason: 'text',
    raised_at: 'timestamptz',
    released_at: 'timestamptz',
  },
  key: ['tenant_id', 'claim_id'],
  keyOf: ({ stream, event }: RecordedEvent) =>
    // Asked for events of the two categories below only.
    claimsOf(event as ContractEvent | InvoiceEvent).map((claim_id) => ({ tenant_id: stream.tenantId, claim_id })),
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
      ChargesRaised: (_row, { stream, event: { data }, metadata }, key) => ({
        ...key,
        contract_id: stream.id,
        invoice_id: data.invoiceId,
        run_id: data.runId,
        service_from: data.from,
        service_through: data.through,
        amount: toDecimalString(sumDecimals(data.charges.map((charge) => charge.amount))),
        charge_count: data.charges.length,
        charges_left: data.charges.length,
        listed: false,
        released: false,
        release_reason: null,
        raised_at: metadata.recordedAt,
        released_at: null,
      }),
      ChargesReleased: (row, { event: { data }, metadata }) =>
        row === undefined
          ? KEEP
          : without(row, data.chargeIds?.length ?? row.charges_left, {
              release_reason: data.reason,
              released_at: metadata.recordedAt,
            }),
      // What is forgiven is for ever; nothing of it is left to release.
      ChargesWaived: (row, { event: { data }, metadata }) =>
        row === undefined
          ? KEEP
          : without(row, data.chargeIds.length, { release_reason: data.reason, released_at: metadata.recordedAt }),
      CreditGranted: 'ignored',
      CreditWithdrawn: 'ignored',
      GoodwillSetOff: 'ignored',
    },
    invoice: {
      InvoiceOpened: 'ignored',
      InvoiceDrafted: (row) => (row === undefined ? KEEP : { ...row, listed: true }),
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
      DraftLinesChanged: 'ignored',
      DraftLinesSettled: 'ignored',
    },
  },
});

/** A claim of which nothing is left is over. */
function without(row: ClaimRow, charges: number, end: Pick<ClaimRow, 'release_reason' | 'released_at'>): ClaimRow {
  const left = row.charges_left - charges;
  return left > 0 ? { ...row, charges_left: left } : { ...row, charges_left: 0, released: true, ...end };
}
