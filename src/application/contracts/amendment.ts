import type { ContractCommand } from '../../domain/contract/commands.ts';
import type { BillingFrequency } from '../../domain/contract/events.ts';
import type { EarlyEndFee, PauseEffect } from '../../domain/contract/policies.ts';
import { intervalMonthsOf } from '../../domain/contract/term.ts';
import { addDays, type CivilDate, later } from '../../domain/kernel/calendar.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { DecimalString } from '../../domain/kernel/decimal.ts';
import type { AccountId, ContractLineId, DiscountId } from '../../domain/kernel/ids.ts';
import type { PriceTerms } from '../../domain/rating/price.ts';
import type { CostSplit } from '../../domain/rating/split.ts';
import { derivedId } from '../derived-ids.ts';
import type { Provenance } from '../ports/event-store.ts';
import type { ContractLineInput } from './contract-lines.ts';
import { intervalMissing, openAccount } from './contract-terms.ts';
import { type DiscountInput, discountOf } from './discount-input.ts';
import { type Contract, type ContractDeps, todayOf } from './existing-contract.ts';
import { lineOf } from './priced-lines.ts';
import { shareCommand, stopSharingCommand } from './share-contract.ts';

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

/** The command that an amendment means for a contract today. */
export async function commandOf(
  deps: ContractDeps,
  state: Contract,
  amendment: Amendment,
  { tenantId, commandId }: Pick<Provenance, 'tenantId' | 'commandId'>,
): Promise<ContractCommand | { readonly rejection: Rejection }> {
  const today = await todayOf(deps, tenantId, state.sellerId);
  switch (amendment.kind) {
    case 'adjustSeats':
    case 'reprice':
    case 'changeCommitment':
    case 'endDiscount':
    case 'removeLine':
    case 'pause':
    case 'resume':
      return { ...amendment, effectiveOn: amendment.effectiveOn ?? firstDay(state, today) };
    case 'grantDiscount': {
      const discountId = derivedId(commandId, 'discount', state.contractId) as DiscountId; // a fresh UUID of ours
      const discount = discountOf(amendment.discount, discountId, state.terms.billingIntervalMonths);
      return { ...amendment, discount, effectiveOn: amendment.effectiveOn ?? firstDay(state, today) };
    }
    case 'addLine': {
      const effectiveOn = amendment.effectiveOn ?? amendment.line.startDate ?? firstDay(state, today);
      const seller = { tenantId, sellerId: state.sellerId };
      const lineId = addedLineId(commandId, state);
      const line = await lineOf(deps.eventStore, seller, amendment.line, lineId, state.terms, effectiveOn);
      return 'rejection' in line ? line : { ...amendment, line, effectiveOn };
    }
    case 'changeSchedule': {
      const months = intervalMonthsOf(amendment.billingFrequency, amendment.billingIntervalMonths);
      return months === undefined
        ? intervalMissing()
        : {
            ...amendment,
            billingIntervalMonths: months,
            billingInAdvance: amendment.billingInAdvance ?? state.terms.billingInAdvance,
            effectiveOn: amendment.effectiveOn ?? firstDay(state, today),
          };
    }
    case 'share': {
      const account = await openAccount(deps.eventStore, tenantId, amendment.accountId, 'accountId');
      return 'rejection' in account ? account : shareCommand(state, amendment, firstDay(state, today));
    }
    case 'stopSharing':
      return stopSharingCommand(state, amendment, firstDay(state, today));
    case 'extendTerm':
      return amendment;
    case 'renew':
      return { ...amendment, renewedOn: today, isAutomatic: false };
    case 'declineRenewal':
      return { ...amendment, declinedOn: today };
    case 'withdrawChange':
      return { ...amendment, withdrawnOn: today };
    case 'cancel': {
      const { atTermEnd, ...rest } = amendment;
      const lastServiceDay = amendment.lastServiceDay ?? (atTermEnd ? null : lastDayToday(state, today));
      return { ...rest, cancelledOn: today, lastServiceDay };
    }
  }
}

function addedLineId(commandId: string, { contractId }: Contract): ContractLineId {
  return derivedId(commandId, 'line', contractId) as ContractLineId; // a fresh UUID of ours
}

function firstDay({ terms }: Contract, today: CivilDate): CivilDate {
  return later(today, addDays(terms.startDate, terms.trialDays));
}

/** The last day of service of a contract that is cancelled today. */
export function lastDayToday({ terms }: Contract, today: CivilDate): CivilDate {
  const serviceStart = addDays(terms.startDate, terms.trialDays);
  return today < serviceStart ? addDays(serviceStart, -1) : today;
}
