import type { RecordedEvent } from '../../../application/ports/event-store.ts';
import { automaticRenewalOn } from '../../../domain/contract/automatic-renewal.ts';
import type { ContractEvent } from '../../../domain/contract/events.ts';
import { evolveContract } from '../../../domain/contract/evolve.ts';
import { nextDueOn } from '../../../domain/contract/next-due.ts';
import {
  type BindingContract,
  type ContractState,
  type DraftContract,
  initialContract,
} from '../../../domain/contract/state.ts';
import type { KeyOf } from '../../runner/row-definition.ts';
import { rowProjection } from '../../runner/row-projection.ts';
import type { ContractRow } from './queries/rows.ts';

type Key = KeyOf<ContractRow, 'tenant_id' | 'id'>;

/**
 * The fold needs to know which periods a claim charges, not how: without charges, and without the claims that were
 * released, the state stays small, however old the contract.
 */
function withoutCharges(state: BindingContract): BindingContract {
  const inForce = state.claims.filter((claim) => !claim.isReleased);
  return { ...state, claims: inForce.map((claim) => ({ ...claim, charges: [] })) };
}

function stored(state: ContractState): DraftContract | BindingContract | undefined {
  switch (state.status) {
    case 'none':
    case 'discarded':
      return undefined;
    case 'draft':
      return state;
    default:
      return withoutCharges(state);
  }
}

/** One handler for all: the contract's own fold says what the row is. */
function folded(row: ContractRow | undefined, recorded: RecordedEvent<ContractEvent>, key: Key) {
  const { event, metadata, revision } = recorded;
  const state = stored(evolveContract(row?.state ?? initialContract, event));
  if (state === undefined) {
    return undefined;
  }
  const { terms } = state;
  const isBinding = state.status !== 'draft';
  return {
    ...key,
    contract_number: state.contractNumber,
    contract_name: terms.contractName,
    status: state.status,
    seller_id: state.sellerId,
    account_id: terms.accountId,
    bill_to_account_id: terms.billToAccountId,
    currency: terms.currency,
    purchase_order_number: terms.purchaseOrderNumber,
    payment_terms: terms.paymentTerms,
    payment_terms_days: terms.paymentTermsDays,
    start_date: terms.startDate,
    end_date: terms.endDate,
    service_end: isBinding ? state.serviceEnd : null,
    contract_value: terms.contractValue,
    billing_frequency: terms.billingFrequency,
    billing_interval_months: terms.billingIntervalMonths,
    billing_in_advance: terms.billingInAdvance,
    auto_renew: terms.autoRenew,
    term_count: isBinding ? state.agreedTerms.length : 0,
    settled_before: isBinding ? state.settledBefore : null,
    next_due_on: isBinding ? nextDueOn(state) : null,
    renews_on: isBinding ? automaticRenewalOn(state) : null,
    state,
    revision,
    created_at: row?.created_at ?? metadata.recordedAt,
    updated_at: metadata.recordedAt,
  };
}

/** What is sold to whom, and when something is due for it. */
export const contracts = rowProjection<ContractRow>()({
  table: 'contracts',
  columns: {
    tenant_id: 'uuid',
    id: 'uuid',
    contract_number: 'text',
    contract_name: 'text',
    status: 'text',
    seller_id: 'uuid',
    account_id: 'uuid',
    bill_to_account_id: 'uuid',
    currency: 'text',
    purchase_order_number: 'text',
    payment_terms: 'text',
    payment_terms_days: 'integer',
    start_date: 'date',
    end_date: 'date',
    service_end: 'date',
    contract_value: 'numeric',
    billing_frequency: 'text',
    billing_interval_months: 'integer',
    billing_in_advance: 'boolean',
    auto_renew: 'boolean',
    term_count: 'integer',
    settled_before: 'date',
    next_due_on: 'date',
    renews_on: 'date',
    state: 'jsonb',
    revision: 'integer',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
  },
  key: ['tenant_id', 'id'],
  keyOf: ({ stream }) => ({ tenant_id: stream.tenantId, id: stream.id }),
  on: {
    contract: {
      ContractDrafted: folded,
      ContractDraftRevised: folded,
      ContractSubmitted: folded,
      ContractApproved: folded,
      ContractRejected: folded,
      ContractActivated: folded,
      SeatsAdjusted: folded,
      LineRepriced: folded,
      ContractDetailsChanged: folded,
      CommitmentChanged: folded,
      DiscountGranted: folded,
      DiscountEnded: folded,
      LineAdded: folded,
      LineRemoved: folded,
      TermExtended: folded,
      BillingScheduleChanged: folded,
      ContractPaused: folded,
      ContractResumed: folded,
      ContractRenewed: folded,
      CostSplitAgreed: folded,
      RenewalDeclined: folded,
      ChangeWithdrawn: folded,
      ContractCancelled: folded,
      ContractDraftDiscarded: folded,
      ChargesRaised: folded,
      ChargesReleased: folded,
      ChargesWaived: folded,
      CreditGranted: folded,
      CreditWithdrawn: folded,
      GoodwillSetOff: folded,
    },
  },
});
