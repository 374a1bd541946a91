import { addMonths, type CivilDate, earlier, lastDay, later } from '../kernel/calendar.ts';
import { unreachable } from '../kernel/decider.ts';
import type { DecimalString, RoundingMode } from '../kernel/decimal.ts';
import type {
  AccountId,
  BillingRunId,
  ClaimId,
  ContractId,
  ContractLineId,
  InvoiceId,
  SellerId,
} from '../kernel/ids.ts';
import type { Principal } from '../kernel/principal.ts';
import {
  type Agreement,
  type AmendmentEvent,
  amended,
  effectiveDay,
  initialAgreement,
  isAmendment,
} from './agreement.ts';
import type { Charge, ContractEvent, ContractLine, DraftLine } from './events.ts';
import type { ContractTerms } from './terms.ts';

/** A billing period of one line, by its first and last day. */
export interface ChargedPeriod {
  readonly lineId: ContractLineId;
  /** The account that bears it; null: the buyer. */
  readonly accountId: AccountId | null;
  readonly component: Charge['component'];
  readonly start: CivilDate;
  readonly lastDay: CivilDate;
}

export interface Claim {
  readonly claimId: ClaimId;
  readonly runId: BillingRunId;
  readonly invoiceId: InvoiceId;
  /** Whose document it is; null: the buyer's. */
  readonly bearer: AccountId | null;
  readonly from: CivilDate | null;
  readonly through: CivilDate;
  readonly charges: readonly Charge[];
  /** The billing periods of lines that it charges, each once, in order of their first days. */
  readonly periods: readonly ChargedPeriod[];
  readonly isReleased: boolean;
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

export function evolveContract(state: ContractState, event: ContractEvent): ContractState {
  if (event.type === 'ContractDrafted') {
    const { contractId, contractNumber, sellerId, lines, ...terms } = event.data;
    return { status: 'draft', contractId, contractNumber, sellerId, lines, terms, approval: null };
  }
  if (state.status === 'draft') {
    return evolveDraft(state, event);
  }
  if (state.status === 'active' || state.status === 'cancelled') {
    return isAmendment(event) ? withChange(state, event) : evolveBinding(state, event);
  }
  throw new Error(`${event.type} cannot follow on a contract that is ${state.status}`);
}

function evolveDraft(state: DraftContract, event: ContractEvent): ContractState {
  switch (event.type) {
    case 'ContractDraftRevised': {
      const { lines, ...changed } = event.data;
      return { ...state, terms: { ...state.terms, ...changed }, lines: lines ?? state.lines, approval: null };
    }
    case 'ContractDetailsChanged':
      return { ...state, terms: { ...state.terms, ...event.data } };
    case 'ContractActivated': {
      const { contractId, contractNumber, sellerId, terms } = state;
      const { lines, rounding } = event.data;
      return {
        ...initialAgreement(terms, lines),
        status: 'active',
        contractId,
        contractNumber,
        sellerId,
        terms,
        rounding,
        signed: { terms, lines },
        changes: [],
        declinedRenewal: null,
        claims: [],
        settledBefore: null,
        reopenedFrom: null,
      };
    }
    case 'ContractSubmitted': {
      const { steps, reason: _, ...submission } = event.data;
      return {
        ...state,
        approval: { ...submission, status: 'pending', steps: steps.map((role) => ({ role, approvedBy: null })) },
      };
    }
    case 'ContractApproved':
      return { ...state, approval: withApproval(state.approval, event.data.step, event.data.approvedBy) };
    case 'ContractRejected':
      return { ...state, approval: state.approval === null ? null : { ...state.approval, status: 'rejected' } };
    case 'ContractDraftDiscarded': {
      const { approval: _, ...draft } = state;
      return { ...draft, status: 'discarded' };
    }
    default:
      throw new Error(`${event.type} cannot happen to a draft contract`);
  }
}

function withApproval(approval: Approval | null, step: number, approvedBy: Principal): Approval | null {
  if (approval === null) {
    return null;
  }
  const steps = approval.steps.map((each, index) => (index === step - 1 ? { ...each, approvedBy } : each));
  const isComplete = steps.every((each) => each.approvedBy !== null);
  return { ...approval, steps, status: isComplete ? 'approved' : 'pending' };
}

function withChange(state: BindingContract, event: AmendmentEvent): BindingContract {
  const change: Change = { number: state.changes.length + 1, event, isWithdrawn: false };
  const next = withAgreement({ ...state, changes: [...state.changes, change] }, amended(agreementOf(state), event));
  return { ...next, ...reopen(state, effectiveDay(event)) };
}

/** The agreement alone: what stands beside it in the state is no part of it. */
function agreementOf(state: BindingContract): Agreement {
  const { lines, plans, discounts, pauses, splits, agreedTerms, cancellation, serviceStart, serviceEnd } = state;
  return { lines, plans, discounts, pauses, splits, agreedTerms, cancellation, serviceStart, serviceEnd };
}

/** The terms that people see follow the agreement. */
function withAgreement(state: BindingContract, agreement: Agreement): BindingContract {
  const plan = agreement.plans.at(-1);
  const term = agreement.agreedTerms.at(-1);
  const shown =
    plan === undefined || term === undefined
      ? {}
      : {
          endDate: term.endDate,
          contractValue: term.contractValue,
          billingFrequency: plan.frequency,
          billingIntervalMonths: plan.intervalMonths,
          billingInAdvance: plan.billingInAdvance,
        };
  const status = agreement.cancellation === null ? 'active' : 'cancelled';
  return { ...state, ...agreement, status, terms: { ...state.terms, ...shown } };
}

function evolveBinding(state: BindingContract, event: Exclude<ContractEvent, AmendmentEvent>): BindingContract {
  switch (event.type) {
    case 'ContractDetailsChanged':
      return { ...state, terms: { ...state.terms, ...event.data } };
    case 'RenewalDeclined':
      return {
        ...state,
        declinedRenewal: { declinedOn: event.data.declinedOn, afterTerm: state.agreedTerms.length },
      };
    case 'ChangeWithdrawn':
      return withoutChange(state, event.data.change);
    case 'ChargesRaised': {
      const { claimId, runId, invoiceId, bearer, from, through, charges } = event.data;
      const periods = chargedPeriods(charges);
      const claim: Claim = { claimId, runId, invoiceId, bearer, from, through, charges, periods, isReleased: false };
      return { ...state, claims: [...state.claims, claim], ...settle(state, from, through) };
    }
    case 'ChargesReleased': {
      const released = state.claims.find((claim) => claim.claimId === event.data.claimId);
      const claims = state.claims.map((claim) => (claim === released ? { ...claim, isReleased: true } : claim));
      const firstDay = released?.periods[0]?.start;
      return { ...state, claims, ...(firstDay === undefined ? {} : reopen(state, firstDay)) };
    }
    case 'ContractDrafted':
    case 'ContractDraftRevised':
    case 'ContractSubmitted':
    case 'ContractApproved':
    case 'ContractRejected':
    case 'ContractActivated':
    case 'ContractDraftDiscarded':
      throw new Error(`${event.type} cannot happen to an active contract`);
    default:
      return unreachable(event);
  }
}

/** Tells the agreement again without a change. Those that stood on it, such as the end of its pause, lose nothing. */
function withoutChange(state: BindingContract, number: number): BindingContract {
  const changes = state.changes.map((change) => (change.number === number ? { ...change, isWithdrawn: true } : change));
  const agreement = changes
    .filter(({ isWithdrawn }) => !isWithdrawn)
    .reduce((told, { event }) => amended(told, event), initialAgreement(state.signed.terms, state.signed.lines));
  const withdrawn = state.changes.find((change) => change.number === number);
  const reopened = withdrawn === undefined ? {} : reopen(state, effectiveDay(withdrawn.event));
  return { ...withAgreement({ ...state, changes }, agreement), ...reopened };
}

/** A claim for a part of the periods (from a day on) says nothing about the ones before. */
function settle(
  state: BindingContract,
  from: CivilDate | null,
  through: CivilDate,
): Pick<BindingContract, 'settledBefore' | 'reopenedFrom'> {
  if (state.splits.some(({ value }) => value?.invoicing === 'each')) {
    // A claim for one of several accounts says nothing about the others: such a contract is compared as a whole.
    return { settledBefore: null, reopenedFrom: state.reopenedFrom };
  }
  const until = settledUntil(state, through);
  const moves = from === null && until !== null && (state.settledBefore === null || state.settledBefore < until);
  return {
    settledBefore: moves ? until : state.settledBefore,
    reopenedFrom: until === through ? null : deferredFrom(state.reopenedFrom, until),
  };
}

/** What is more in the year that is running waits for its end, also where it was agreed for a day before it. */
function deferredFrom(reopenedFrom: CivilDate | null, yearStart: CivilDate | null): CivilDate | null {
  return reopenedFrom === null || yearStart === null ? reopenedFrom : later(reopenedFrom, yearStart);
}

/** Yearly true-ups leave the year that is running open. */
function settledUntil({ terms, serviceStart, serviceEnd }: BindingContract, through: CivilDate): CivilDate | null {
  if (terms.policies.trueUps !== 'yearly' || through >= serviceEnd) {
    return through;
  }
  let years = 0;
  while (addMonths(serviceStart, 12 * (years + 1)) <= through) {
    years += 1;
  }
  return years === 0 ? null : addMonths(serviceStart, 12 * years);
}

function chargedPeriods(charges: readonly Charge[]): ChargedPeriod[] {
  const periods = new Map<string, ChargedPeriod>();
  for (const { lineId, accountId, component, periodStart, periodEnd } of charges) {
    periods.set(`${lineId} ${accountId} ${component} ${periodStart} ${periodEnd}`, {
      lineId,
      accountId,
      component,
      start: periodStart,
      lastDay: periodEnd,
    });
  }
  return [...periods.values()].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
}

function reopen(state: BindingContract, from: CivilDate): Pick<BindingContract, 'settledBefore' | 'reopenedFrom'> {
  return {
    settledBefore: state.settledBefore === null ? null : earlier(state.settledBefore, from),
    reopenedFrom: state.reopenedFrom === null ? from : earlier(state.reopenedFrom, from),
  };
}

/** Last day of service. */
export function lastServiceDay(state: BindingContract): CivilDate {
  return lastDay({ start: state.serviceStart, end: state.serviceEnd });
}
