import { unreachable } from '../kernel/decider.ts';
import type { Principal } from '../kernel/principal.ts';
import { type Agreement, type AmendmentEvent, effectiveDay, initialAgreement, isAmendment } from './agreement.ts';
import { amended } from './amended.ts';
import type { ContractEvent } from './events.ts';
import { evolveCredits } from './evolve-credits.ts';
import { chargedPeriods, reopen, settle } from './fence.ts';
import { released } from './released.ts';
import type { Approval, BindingContract, Change, Claim, ContractState, DraftContract } from './state.ts';

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
        waived: [],
        credits: [],
        setOffs: [],
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
    case 'ChargesReleased':
      return released(state, event.data);
    case 'ChargesWaived':
    case 'CreditGranted':
    case 'CreditWithdrawn':
    case 'GoodwillSetOff':
      return evolveCredits(state, event);
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
