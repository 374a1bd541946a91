import { addDays, type CivilDate, earlier } from '../kernel/calendar.ts';
import { unreachable } from '../kernel/decider.ts';
import type { RoundingMode } from '../kernel/decimal.ts';
import type { BillingRunId, ClaimId, ContractId, ContractLineId, InvoiceId, SellerId } from '../kernel/ids.ts';
import type { PriceTerms } from '../rating/price.ts';
import { type Effective, withValue } from '../rating/timeline.ts';
import type { Charge, ContractEvent, ContractLine, DraftLine } from './events.ts';

type DraftedData = Extract<ContractEvent, { type: 'ContractDrafted' }>['data'];

/** The terms as they stand: what was drafted, with every later change folded in. */
export type ContractTerms = Omit<DraftedData, 'contractId' | 'contractNumber' | 'sellerId' | 'lines'>;

/** A billing period of one line, by its first day. */
export interface ChargedPeriod {
  readonly lineId: ContractLineId;
  readonly start: CivilDate;
}

export interface Claim {
  readonly claimId: ClaimId;
  readonly runId: BillingRunId;
  readonly invoiceId: InvoiceId;
  readonly from: CivilDate | null;
  readonly through: CivilDate;
  readonly charges: readonly Charge[];
  /** The billing periods of lines that it charges, each once, in order of their first days. */
  readonly periods: readonly ChargedPeriod[];
  readonly isReleased: boolean;
}

/** One line of an active contract with its whole history by effective date. */
export interface ActiveLine extends ContractLine {
  readonly lineId: ContractLineId;
  readonly quantities: readonly Effective<number>[];
  readonly prices: readonly Effective<PriceTerms>[];
}

interface Identity {
  readonly contractId: ContractId;
  readonly contractNumber: string;
  readonly sellerId: SellerId;
  readonly terms: ContractTerms;
}

export interface DraftContract extends Identity {
  readonly status: 'draft';
  readonly lines: readonly DraftLine[];
}

export interface DiscardedContract extends Identity {
  readonly status: 'discarded';
  readonly lines: readonly DraftLine[];
}

/** A contract that was activated, also after its end: what it owes can still change and must still be billed. */
export interface BindingContract extends Identity {
  readonly status: 'active' | 'cancelled';
  readonly lines: readonly ActiveLine[];
  readonly rounding: RoundingMode;
  /** First day after the last day of service. */
  readonly serviceEnd: CivilDate;
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
    return { status: 'draft', contractId, contractNumber, sellerId, lines, terms };
  }
  if (state.status === 'draft') {
    return evolveDraft(state, event);
  }
  if (state.status === 'active' || state.status === 'cancelled') {
    return evolveBinding(state, event);
  }
  throw new Error(`${event.type} cannot follow on a contract that is ${state.status}`);
}

function evolveDraft(state: DraftContract, event: ContractEvent): ContractState {
  switch (event.type) {
    case 'ContractDraftRevised': {
      const { lines, ...changed } = event.data;
      return { ...state, terms: { ...state.terms, ...changed }, lines: lines ?? state.lines };
    }
    case 'ContractDetailsChanged':
      return { ...state, terms: { ...state.terms, ...event.data } };
    case 'ContractActivated':
      return {
        status: 'active',
        contractId: state.contractId,
        contractNumber: state.contractNumber,
        sellerId: state.sellerId,
        terms: state.terms,
        lines: event.data.lines.map((line) => ({
          ...line,
          quantities: [{ effectiveOn: state.terms.startDate, value: line.quantity }],
          prices: [{ effectiveOn: state.terms.startDate, value: line.price }],
        })),
        rounding: event.data.rounding,
        serviceEnd: addDays(state.terms.endDate, 1),
        claims: [],
        settledBefore: null,
        reopenedFrom: null,
      };
    case 'ContractDraftDiscarded':
      return { ...state, status: 'discarded' };
    default:
      throw new Error(`${event.type} cannot happen to a draft contract`);
  }
}

function evolveBinding(state: BindingContract, event: ContractEvent): BindingContract {
  switch (event.type) {
    case 'SeatsAdjusted': {
      const { lineId, effectiveOn, to } = event.data;
      const lines = changeLine(state, lineId, (line) => ({
        ...line,
        quantities: withValue(line.quantities, effectiveOn, to),
      }));
      return { ...state, lines, ...reopen(state, effectiveOn) };
    }
    case 'LineRepriced': {
      const { lineId, effectiveOn, price } = event.data;
      const lines = changeLine(state, lineId, (line) => ({
        ...line,
        prices: withValue(line.prices, effectiveOn, price),
      }));
      return { ...state, lines, ...reopen(state, effectiveOn) };
    }
    case 'ContractDetailsChanged':
      return { ...state, terms: { ...state.terms, ...event.data } };
    case 'ContractCancelled': {
      const serviceEnd = addDays(event.data.lastServiceDay, 1);
      return { ...state, status: 'cancelled', serviceEnd, ...reopen(state, serviceEnd) };
    }
    case 'ChargesRaised': {
      const { claimId, runId, invoiceId, from, through, charges } = event.data;
      const periods = chargedPeriods(charges);
      const claim: Claim = { claimId, runId, invoiceId, from, through, charges, periods, isReleased: false };
      // A claim for a part of the periods (from a day on) says nothing about the ones before.
      const settledBefore =
        from === null && (state.settledBefore === null || state.settledBefore < through)
          ? through
          : state.settledBefore;
      return { ...state, claims: [...state.claims, claim], settledBefore, reopenedFrom: null };
    }
    case 'ChargesReleased': {
      const released = state.claims.find((claim) => claim.claimId === event.data.claimId);
      const claims = state.claims.map((claim) => (claim === released ? { ...claim, isReleased: true } : claim));
      const firstDay = released?.periods[0]?.start;
      return { ...state, claims, ...(firstDay === undefined ? {} : reopen(state, firstDay)) };
    }
    case 'ContractDrafted':
    case 'ContractDraftRevised':
    case 'ContractActivated':
    case 'ContractDraftDiscarded':
      throw new Error(`${event.type} cannot happen to an active contract`);
    default:
      return unreachable(event);
  }
}

function chargedPeriods(charges: readonly Charge[]): ChargedPeriod[] {
  const periods = new Map<string, ChargedPeriod>();
  for (const { lineId, periodStart } of charges) {
    periods.set(`${lineId} ${periodStart}`, { lineId, start: periodStart });
  }
  return [...periods.values()].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
}

function changeLine(
  state: BindingContract,
  lineId: ContractLineId,
  change: (line: ActiveLine) => ActiveLine,
): ActiveLine[] {
  return state.lines.map((line) => (line.lineId === lineId ? change(line) : line));
}

function reopen(state: BindingContract, from: CivilDate): Pick<BindingContract, 'settledBefore' | 'reopenedFrom'> {
  return {
    settledBefore: state.settledBefore === null ? null : earlier(state.settledBefore, from),
    reopenedFrom: state.reopenedFrom === null ? from : earlier(state.reopenedFrom, from),
  };
}
