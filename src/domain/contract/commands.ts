import type { CivilDate } from '../kernel/calendar.ts';
import type { DecimalString, RoundingMode } from '../kernel/decimal.ts';
import type {
  AccountId,
  BillingRunId,
  ClaimId,
  ContractId,
  ContractLineId,
  DiscountId,
  InvoiceId,
  SellerId,
} from '../kernel/ids.ts';
import type { Principal } from '../kernel/principal.ts';
import type { Discount } from '../rating/discount.ts';
import type { PriceTerms } from '../rating/price.ts';
import type { CreditKind } from './credit-events.ts';
import type { BillingFrequency, ContractLine, ContractSplit, DraftLine, RenewedLine } from './events.ts';
import type { EarlyEndFee, PauseEffect } from './policies.ts';
import type { ContractTerms } from './terms.ts';

/** Facts that can change without changing what is owed. */
export type ContractDetails = Pick<
  ContractTerms,
  | 'contractName'
  | 'purchaseOrderNumber'
  | 'paymentTerms'
  | 'paymentTermsDays'
  | 'autoRenew'
  | 'renewalNoticeDays'
  | 'notes'
  | 'metadata'
>;

/** A change that holds from a day on. */
interface Dated {
  /** First day of the new terms. */
  readonly effectiveOn: CivilDate;
  readonly reason: string | null;
}

interface DatedOnLine extends Dated {
  /** May be left out where the contract has one line. */
  readonly lineId: ContractLineId | null;
}

export type ContractCommand =
  | {
      readonly kind: 'draft';
      readonly contractId: ContractId;
      readonly contractNumber: string;
      readonly sellerId: SellerId;
      readonly terms: ContractTerms;
      readonly lines: readonly DraftLine[];
    }
  | {
      readonly kind: 'reviseDraft';
      readonly terms: Partial<ContractTerms>;
      readonly lines?: readonly DraftLine[] | undefined;
    }
  | {
      readonly kind: 'activate';
      readonly activatedOn: CivilDate;
      /** The draft's lines, each with its price: from the draft, else from the catalogue. */
      readonly lines: readonly ContractLine[];
      readonly rounding: RoundingMode;
      /** The roles that must have approved; none where the seller's policy asks for nobody. */
      readonly approvals: readonly string[];
    }
  | {
      readonly kind: 'submit';
      readonly submittedOn: CivilDate;
      readonly submittedBy: Principal;
      readonly value: DecimalString;
      readonly discountPercent: DecimalString;
      /** The roles that must approve, in their order. */
      readonly steps: readonly string[];
      readonly reason: string | null;
    }
  /** `roles`: those of the person. */
  | {
      readonly kind: 'approve';
      readonly by: Principal;
      readonly roles: readonly string[];
      readonly reason: string | null;
    }
  | { readonly kind: 'reject'; readonly by: Principal; readonly roles: readonly string[]; readonly reason: string }
  | ({ readonly kind: 'adjustSeats'; readonly quantity: number } & DatedOnLine)
  | ({ readonly kind: 'reprice'; readonly price: PriceTerms } & DatedOnLine)
  | ({ readonly kind: 'changeCommitment'; readonly committedQuantity: number } & DatedOnLine)
  /** Without a line the discount is on the whole contract. */
  | ({ readonly kind: 'grantDiscount'; readonly discount: Discount } & DatedOnLine)
  | ({ readonly kind: 'endDiscount'; readonly discountId: DiscountId } & Dated)
  | ({ readonly kind: 'addLine'; readonly line: ContractLine } & Dated)
  | ({ readonly kind: 'removeLine' } & DatedOnLine)
  /** Null: from that day on the buyer bears all of it. */
  | ({ readonly kind: 'agreeSplit'; readonly split: ContractSplit | null } & Dated)
  | { readonly kind: 'extendTerm'; readonly endDate: CivilDate; readonly reason: string | null }
  | ({
      readonly kind: 'changeSchedule';
      readonly billingFrequency: BillingFrequency;
      readonly billingIntervalMonths: number;
      readonly billingInAdvance: boolean;
      /** First day of some period of the new rhythm; null: the day from which it holds. */
      readonly billingAnchor: CivilDate | null;
    } & Dated)
  /** The effect is the contract's policy where it is null. */
  | ({ readonly kind: 'pause'; readonly effect: PauseEffect | null } & Dated)
  | ({ readonly kind: 'resume' } & Dated)
  | {
      readonly kind: 'renew';
      readonly renewedOn: CivilDate;
      /** First day of the new term; null: right after the last one. */
      readonly effectiveOn: CivilDate | null;
      /** Null: the length that the contract says. */
      readonly endDate: CivilDate | null;
      readonly contractValue: DecimalString | null;
      readonly isAutomatic: boolean;
      readonly lines: readonly RenewedLine[];
      readonly reason: string | null;
    }
  | { readonly kind: 'declineRenewal'; readonly declinedOn: CivilDate; readonly reason: string | null }
  | {
      readonly kind: 'withdrawChange';
      readonly change: number;
      readonly withdrawnOn: CivilDate;
      readonly reason: string;
    }
  | { readonly kind: 'changeDetails'; readonly details: Partial<ContractDetails> }
  | {
      readonly kind: 'cancel';
      readonly cancelledOn: CivilDate;
      /** Null: the last day of the term. */
      readonly lastServiceDay: CivilDate | null;
      /** Whether charged days that are not served come back; null: as the contract says. */
      readonly creditUnusedDays: boolean | null;
      /** Null: as the contract says. */
      readonly fee: EarlyEndFee | null;
      readonly reason: string | null;
    }
  | { readonly kind: 'discardDraft'; readonly reason: string | null }
  | {
      readonly kind: 'raiseCharges';
      readonly claimId: ClaimId;
      readonly runId: BillingRunId;
      readonly invoiceId: InvoiceId;
      /** Whose document it is: an account that gets its own, or null for the buyer. */
      readonly bearer: AccountId | null;
      readonly from: CivilDate | null;
      readonly through: CivilDate;
    }
  | {
      readonly kind: 'releaseCharges';
      readonly invoiceId: InvoiceId;
      /** Null: all that the document has. */
      readonly chargeIds: readonly string[] | null;
      readonly reason: string;
    }
  | { readonly kind: 'releaseCredited'; readonly creditNoteId: InvoiceId; readonly reason: string }
  | {
      readonly kind: 'waiveCharges';
      readonly invoiceId: InvoiceId;
      readonly chargeIds: readonly string[];
      readonly reason: string;
    }
  | {
      readonly kind: 'grantCredit';
      readonly creditNoteId: InvoiceId;
      readonly creditKind: CreditKind;
      readonly credits: readonly { readonly chargeId: string; readonly amount: DecimalString }[];
      /** Reductions whose documents are final. One that stands on a draft may still go, so nothing is built on it. */
      readonly settledReductions: readonly string[];
      readonly reason: string;
    }
  | { readonly kind: 'withdrawCredit'; readonly creditNoteId: InvoiceId; readonly reason: string };

export type CommandOf<Kind extends ContractCommand['kind']> = Extract<ContractCommand, { kind: Kind }>;
