import type { CivilDate } from '../kernel/calendar.ts';
import type { RoundingMode } from '../kernel/decimal.ts';
import type { BillingRunId, ClaimId, ContractId, ContractLineId, InvoiceId, SellerId } from '../kernel/ids.ts';
import type { PriceTerms } from '../rating/price.ts';
import type { ContractLine, DraftLine } from './events.ts';
import type { ContractTerms } from './state.ts';

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
    }
  | {
      readonly kind: 'adjustSeats';
      /** May be left out where the contract has one line. */
      readonly lineId: ContractLineId | null;
      readonly effectiveOn: CivilDate;
      readonly quantity: number;
      readonly reason: string | null;
    }
  | {
      readonly kind: 'reprice';
      readonly lineId: ContractLineId | null;
      readonly effectiveOn: CivilDate;
      readonly price: PriceTerms;
      readonly reason: string | null;
    }
  | { readonly kind: 'changeDetails'; readonly details: Partial<ContractDetails> }
  | {
      readonly kind: 'cancel';
      readonly cancelledOn: CivilDate;
      readonly lastServiceDay: CivilDate;
      readonly reason: string | null;
    }
  | { readonly kind: 'discardDraft'; readonly reason: string | null }
  | {
      readonly kind: 'raiseCharges';
      readonly claimId: ClaimId;
      readonly runId: BillingRunId;
      readonly invoiceId: InvoiceId;
      readonly from: CivilDate | null;
      readonly through: CivilDate;
    }
  | { readonly kind: 'releaseCharges'; readonly invoiceId: InvoiceId; readonly reason: string };

export type CommandOf<Kind extends ContractCommand['kind']> = Extract<ContractCommand, { kind: Kind }>;
