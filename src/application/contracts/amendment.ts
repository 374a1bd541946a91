import type { BillingFrequency, ContractSplit } from '../../domain/contract/events.ts';
import type { EarlyEndFee, PauseEffect } from '../../domain/contract/policies.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { DecimalString } from '../../domain/kernel/decimal.ts';
import type { AccountId, ContractLineId, DiscountId } from '../../domain/kernel/ids.ts';
import type { PriceTerms } from '../../domain/rating/price.ts';
import type { CostSplit } from '../../domain/rating/split.ts';
import type { ContractLineInput } from './contract-lines.ts';
import type { DiscountInput } from './discount-input.ts';

interface OnDay {
  /** First day of the new terms, past or future; null: today where the seller is, or the start if that is later. */
  readonly effectiveOn: CivilDate | null;
  readonly reason: string | null;
}

interface OnLine extends OnDay {
  /** May be left out where the contract has one line. */
  readonly lineId: ContractLineId | null;
}

/** What can be asked of a binding contract. Defaults that depend on the day or the contract are still open. */
export type Amendment =
  | ({ readonly kind: 'adjustSeats'; readonly quantity: number } & OnLine)
  | ({ readonly kind: 'reprice'; readonly price: PriceTerms } & OnLine)
  | ({ readonly kind: 'changeCommitment'; readonly committedQuantity: number } & OnLine)
  | ({ readonly kind: 'grantDiscount'; readonly discount: DiscountInput } & OnLine)
  | ({ readonly kind: 'endDiscount'; readonly discountId: DiscountId } & OnDay)
  | ({ readonly kind: 'addLine'; readonly line: ContractLineInput } & OnDay)
  | ({ readonly kind: 'removeLine' } & OnLine)
  /** Lets one more account use the contract and bear a part of its cost, or changes its part. */
  | ({
      readonly kind: 'share';
      readonly accountId: AccountId;
      readonly seats: number | null;
      readonly percent: DecimalString | null;
      /** How the cost is split over all of them; null: as it is, else by what is given here. */
      readonly method: CostSplit['method'] | null;
      /** Whether accounts get documents of their own; null: as it is, else the buyer's names who bears what. */
      readonly invoicing: ContractSplit['invoicing'] | null;
    } & OnDay)
  | ({ readonly kind: 'stopSharing'; readonly accountId: AccountId } & OnDay)
  | { readonly kind: 'extendTerm'; readonly endDate: CivilDate; readonly reason: string | null }
  | ({
      readonly kind: 'changeSchedule';
      readonly billingFrequency: BillingFrequency;
      readonly billingIntervalMonths: number | null;
      /** Null: as before. */
      readonly billingInAdvance: boolean | null;
      readonly billingAnchor: CivilDate | null;
    } & OnDay)
  | ({ readonly kind: 'pause'; readonly effect: PauseEffect | null } & OnDay)
  | ({ readonly kind: 'resume' } & OnDay)
  | {
      readonly kind: 'renew';
      readonly effectiveOn: CivilDate | null;
      readonly endDate: CivilDate | null;
      readonly contractValue: DecimalString | null;
      readonly lines: readonly {
        readonly lineId: ContractLineId;
        readonly quantity: number | null;
        readonly committedQuantity: number | null;
        readonly price: PriceTerms | null;
      }[];
      readonly reason: string | null;
    }
  | { readonly kind: 'declineRenewal'; readonly reason: string | null }
  | { readonly kind: 'withdrawChange'; readonly change: number; readonly reason: string }
  | {
      readonly kind: 'cancel';
      /** Null: today where the seller is; before the start the contract is never served. */
      readonly lastServiceDay: CivilDate | null;
      readonly atTermEnd: boolean;
      readonly creditUnusedDays: boolean | null;
      readonly fee: EarlyEndFee | null;
      readonly reason: string | null;
    };
