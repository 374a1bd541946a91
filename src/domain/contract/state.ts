import { type CivilDate, lastDay } from '../kernel/calendar.ts';
import type { DecimalString, RoundingMode } from '../kernel/decimal.ts';
import type { AccountId, BillingRunId, ClaimId, ContractId, InvoiceId, SellerId } from '../kernel/ids.ts';
import type { Principal } from '../kernel/principal.ts';
import type { Agreement, AmendmentEvent } from './agreement.ts';
import type { ChargedPeriod } from './charge-id.ts';
import type { CreditKind } from './credit-events.ts';
import type { Charge, ContractLine, DraftLine } from './events.ts';
import type { ContractTerms } from './terms.ts';

export interface Claim {
  readonly claimId: ClaimId;
  readonly runId: BillingRunId;
  readonly invoiceId: InvoiceId;
  /** Whose document it is; null: the buyer's. */
  readonly bearer: AccountId | null;
  readonly from: CivilDate | null;
  readonly through: CivilDate;
  /** Without those that were released one by one. */
  readonly charges: readonly Charge[];
  /** The billing periods of lines that it charges, each once, in order of their first days. */
  readonly periods: readonly ChargedPeriod[];
  readonly isReleased: boolean;
}

/** What one credit note takes back of one charge; net, above zero. */
export interface Credit {
  readonly creditNoteId: InvoiceId;
  readonly kind: CreditKind;
  readonly chargeId: string;
  readonly amount: DecimalString;
}

/** So much of a reduction had been given away before; net, above zero. */
export interface SetOff {
  readonly claimId: ClaimId;
  readonly chargeId: string;
  readonly reduces: string;
  readonly amount: DecimalString;
}

interface Identity {
  readonly contractId: ContractId;
  readonly contractNumber: string;
  readonly sellerId: SellerId;
  readonly terms: ContractTerms;
}

/** How far the approval of a draft has come. Changing the draft ends it: what was approved is not what would be active. */
export interface Approval {
  readonly status: 'pending' | 'approved' | 'rejected';
  readonly submittedOn: CivilDate;
  readonly submittedBy: Principal;
  readonly value: DecimalString;
  readonly discountPercent: DecimalString;
  readonly steps: readonly { readonly role: string; readonly approvedBy: Principal | null }[];
}

export interface DraftContract extends Identity {
  readonly status: 'draft';
  /** Null before it is submitted. */
  readonly approval: Approval | null;
  readonly lines: readonly DraftLine[];
}

export interface DiscardedContract extends Identity {
  readonly status: 'discarded';
  readonly lines: readonly DraftLine[];
}

/** A change of a binding contract, with its number: the first is 1. */
export interface Change {
  readonly number: number;
  readonly event: AmendmentEvent;
  readonly isWithdrawn: boolean;
}

/** A contract that was activated, also after its end: what it owes can still change and must still be billed. */
export interface BindingContract extends Identity, Agreement {
  readonly status: 'active' | 'cancelled';
  readonly rounding: RoundingMode;
  /** What was signed: changes are told from here. */
  readonly signed: { readonly terms: ContractTerms; readonly lines: readonly ContractLine[] };
  readonly changes: readonly Change[];
  /** Somebody has said that it shall not go on after a term, counted from 1. A renewal agreed since goes before that. */
  readonly declinedRenewal: { readonly declinedOn: CivilDate; readonly afterTerm: number } | null;
  readonly claims: readonly Claim[];
  /** Charges that were forgiven. They count as charged. */
  readonly waived: readonly string[];
  /** Of charges in force, by credit notes that people made. */
  readonly credits: readonly Credit[];
  readonly setOffs: readonly SetOff[];
  /**
   * Every billing period that ends by this day is charged as owed: nothing to compare. A claim moves it on; an
   * amendment, a cancellation or a release moves it back to the first day that it touches.
   */
  readonly settledBefore: CivilDate | null;
  /**
   * The earliest day that an amendment, a cancellation or a release touched since the last claim: charged periods from
   * there on may disagree with what is owed. Null when none was touched.
   */
  readonly reopenedFrom: CivilDate | null;
}

export type ContractState = { readonly status: 'none' } | DraftContract | DiscardedContract | BindingContract;

export const initialContract: ContractState = { status: 'none' };

/** Charges in force: raised and not released. */
export function chargesInForce(contract: BindingContract): Charge[] {
  return contract.claims.flatMap((claim) => (claim.isReleased ? [] : claim.charges));
}

/** Last day of service. */
export function lastServiceDay(state: BindingContract): CivilDate {
  return lastDay({ start: state.serviceStart, end: state.serviceEnd });
}
