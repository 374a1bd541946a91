import { addDays, type CivilDate, earlier, later } from '../kernel/calendar.ts';
import { unreachable } from '../kernel/decider.ts';
import type { DecimalString } from '../kernel/decimal.ts';
import type { ContractLineId } from '../kernel/ids.ts';
import { type DatedDiscount, dated } from '../rating/discount.ts';
import type { BillingPlan } from '../rating/owed.ts';
import { type Effective, type LineTimeline, withValue } from '../rating/timeline.ts';
import type { BillingFrequency, ContractEvent, ContractLine, ContractSplit } from './events.ts';
import type { PauseEffect } from './policies.ts';
import type { ContractTerms } from './terms.ts';

/** One line with its whole history by effective date. */
export interface ActiveLine extends Omit<LineTimeline, 'service'> {
  readonly setupFeeDistinct: boolean;
  readonly seatLimits: ContractLine['seatLimits'];
  /** First day of service. */
  readonly startsOn: CivilDate;
  /** First day without it, where it ends before the contract. */
  readonly endsBefore: CivilDate | null;
}

/** A billing plan and what people call it. */
export interface AgreedPlan extends BillingPlan {
  readonly frequency: BillingFrequency;
}

export interface Pause {
  readonly start: CivilDate;
  /** First day of service again; null while it lasts. */
  readonly end: CivilDate | null;
  readonly effect: PauseEffect;
}

/** One term: the first, or that of a renewal. Days inclusive. */
export interface Term {
  readonly startDate: CivilDate;
  readonly endDate: CivilDate;
  readonly contractValue: DecimalString | null;
}

export interface Cancellation {
  readonly lastServiceDay: CivilDate;
  readonly billedThrough: CivilDate;
  readonly fee: DecimalString | null;
}

/** What the parties have agreed, by effective date: all that billing reads besides the charges. */
export interface Agreement {
  readonly lines: readonly ActiveLine[];
  readonly plans: readonly AgreedPlan[];
  /** On the whole contract. */
  readonly discounts: readonly DatedDiscount[];
  readonly pauses: readonly Pause[];
  /** Who bears the cost, from a day on; empty: the buyer all of it. */
  readonly splits: readonly Effective<ContractSplit | null>[];
  readonly agreedTerms: readonly Term[];
  readonly cancellation: Cancellation | null;
  /** First day of service: the start, after the trial. */
  readonly serviceStart: CivilDate;
  /** First day after the last day of service. */
  readonly serviceEnd: CivilDate;
}

/** The events that change an agreement from a day on. They are the numbered changes of a contract. */
const AMENDMENTS = [
  'SeatsAdjusted',
  'LineRepriced',
  'CommitmentChanged',
  'DiscountGranted',
  'DiscountEnded',
  'LineAdded',
  'LineRemoved',
  'TermExtended',
  'BillingScheduleChanged',
  'ContractPaused',
  'ContractResumed',
  'ContractRenewed',
  'CostSplitAgreed',
  'ContractCancelled',
] as const;

export type AmendmentEvent = Extract<ContractEvent, { type: (typeof AMENDMENTS)[number] }>;

export function isAmendment(event: ContractEvent): event is AmendmentEvent {
  return (AMENDMENTS as readonly string[]).includes(event.type);
}

/** The first day of what an amendment changes. */
export function effectiveDay(event: AmendmentEvent): CivilDate {
  return event.type === 'ContractCancelled' ? addDays(event.data.lastServiceDay, 1) : event.data.effectiveOn;
}

/** What is agreed when a contract becomes binding. */
export function initialAgreement(terms: ContractTerms, lines: readonly ContractLine[]): Agreement {
  const serviceStart = addDays(terms.startDate, terms.trialDays);
  const plan: AgreedPlan = {
    anchor: terms.billingAnchor ?? serviceStart,
    intervalMonths: terms.billingIntervalMonths,
    billingInAdvance: terms.billingInAdvance,
    frequency: terms.billingFrequency,
    from: serviceStart,
    until: null,
  };
  const { startDate, endDate, contractValue } = terms;
  return {
    lines: lines.map((line) => activeLine(line, later(line.startDate ?? serviceStart, serviceStart), plan)),
    plans: [plan],
    discounts: terms.discounts.map((discount) => dated(discount, serviceStart, plan)),
    pauses: [],
    splits: [],
    agreedTerms: [{ startDate, endDate, contractValue }],
    cancellation: null,
    serviceStart,
    serviceEnd: addDays(endDate, 1),
  };
}

function activeLine(line: ContractLine, startsOn: CivilDate, plan: BillingPlan): ActiveLine {
  const { quantity, committedQuantity, price, ramp, startDate: _, endDate, discounts, ...rest } = line;
  const later = ramp.filter(({ effectiveOn }) => effectiveOn > startsOn);
  const quantities = later.flatMap((step) => (step.quantity === null ? [] : [{ ...step, value: step.quantity }]));
  const prices = later.flatMap((step) => (step.price === null ? [] : [{ ...step, value: step.price }]));
  return {
    ...rest,
    startsOn,
    endsBefore: endDate === null ? null : addDays(endDate, 1),
    commitments: [{ effectiveOn: startsOn, value: committedQuantity }],
    quantities: quantities.reduce(
      (all, { effectiveOn, value }) => withValue(all, effectiveOn, value),
      [{ effectiveOn: startsOn, value: quantity }],
    ),
    prices: prices.reduce(
      (all, { effectiveOn, value }) => withValue(all, effectiveOn, value),
      [{ effectiveOn: startsOn, value: price }],
    ),
    discounts: discounts.map((discount) => dated(discount, startsOn, plan)),
  };
}

/** An agreement after an amendment. */
export function amended(agreement: Agreement, event: AmendmentEvent): Agreement {
  switch (event.type) {
    case 'SeatsAdjusted': {
      const { lineId, effectiveOn, to } = event.data;
      return onLine(agreement, lineId, (line) => ({
        ...line,
        quantities: withValue(line.quantities, effectiveOn, to),
      }));
    }
    case 'LineRepriced': {
      const { lineId, effectiveOn, price } = event.data;
      return onLine(agreement, lineId, (line) => ({ ...line, prices: withValue(line.prices, effectiveOn, price) }));
    }
    case 'CommitmentChanged': {
      const { lineId, effectiveOn, to } = event.data;
      return onLine(agreement, lineId, (line) => ({
        ...line,
        commitments: withValue(line.commitments, effectiveOn, to),
      }));
    }
    case 'DiscountGranted': {
      const { lineId, effectiveOn, discount } = event.data;
      const granted = dated(discount, effectiveOn, planOn(agreement, effectiveOn));
      return lineId === null
        ? { ...agreement, discounts: [...agreement.discounts, granted] }
        : onLine(agreement, lineId, (line) => ({ ...line, discounts: [...line.discounts, granted] }));
    }
    case 'DiscountEnded':
      return discountEnded(agreement, event.data.discountId, event.data.effectiveOn);
    case 'LineAdded': {
      const { effectiveOn, line } = event.data;
      const added = activeLine(line, effectiveOn, planOn(agreement, effectiveOn));
      return { ...agreement, lines: [...agreement.lines, added] };
    }
    case 'LineRemoved': {
      const { lineId, effectiveOn } = event.data;
      return onLine(agreement, lineId, (line) => ({ ...line, endsBefore: effectiveOn }));
    }
    case 'TermExtended':
      return withTermEnd(agreement, event.data.endDate);
    case 'BillingScheduleChanged': {
      const { effectiveOn, billingFrequency, billingIntervalMonths, billingInAdvance, billingAnchor } = event.data;
      return withPlan(agreement, effectiveOn, {
        anchor: billingAnchor,
        intervalMonths: billingIntervalMonths,
        billingInAdvance,
        frequency: billingFrequency,
      });
    }
    case 'ContractPaused': {
      const { effectiveOn, effect } = event.data;
      return { ...agreement, pauses: [...agreement.pauses, { start: effectiveOn, end: null, effect }] };
    }
    case 'ContractResumed': {
      const { effectiveOn, endDate } = event.data;
      const pauses = agreement.pauses.map((pause) => (pause.end === null ? { ...pause, end: effectiveOn } : pause));
      return withTermEnd({ ...agreement, pauses }, endDate);
    }
    case 'ContractRenewed':
      return renewed(agreement, event.data);
    case 'CostSplitAgreed': {
      const { effectiveOn, split } = event.data;
      return { ...agreement, splits: withValue(agreement.splits, effectiveOn, split) };
    }
    case 'ContractCancelled': {
      const { lastServiceDay, billedThrough, fee } = event.data;
      const cancellation = { lastServiceDay, billedThrough, fee };
      return { ...agreement, cancellation, serviceEnd: addDays(lastServiceDay, 1) };
    }
    default:
      return unreachable(event);
  }
}

function onLine(agreement: Agreement, lineId: ContractLineId, change: (line: ActiveLine) => ActiveLine): Agreement {
  return { ...agreement, lines: agreement.lines.map((line) => (line.lineId === lineId ? change(line) : line)) };
}

function discountEnded(agreement: Agreement, discountId: string, day: CivilDate): Agreement {
  const ended = (discount: DatedDiscount) =>
    discount.discountId === discountId
      ? { ...discount, end: discount.end === null ? day : earlier(discount.end, day) }
      : discount;
  return {
    ...agreement,
    discounts: agreement.discounts.map(ended),
    lines: agreement.lines.map((line) => ({ ...line, discounts: line.discounts.map(ended) })),
  };
}

/** A cancellation holds whatever becomes of the term. Seats that go down after the term still do, when it ends later. */
function withTermEnd(agreement: Agreement, endDate: CivilDate): Agreement {
  const [last, ...before] = agreement.agreedTerms.toReversed();
  const serviceEnd = agreement.cancellation === null ? addDays(endDate, 1) : agreement.serviceEnd;
  const waits = (effectiveOn: CivilDate) => (effectiveOn === agreement.serviceEnd ? serviceEnd : effectiveOn);
  return {
    ...agreement,
    lines: agreement.lines.map((line) => ({
      ...line,
      quantities: line.quantities.map((entry) => ({ ...entry, effectiveOn: waits(entry.effectiveOn) })),
    })),
    agreedTerms: last === undefined ? [] : [...before.toReversed(), { ...last, endDate }],
    serviceEnd,
  };
}

/** The plan that bills a day. */
export function planOn({ plans }: Agreement, day: CivilDate): AgreedPlan {
  const plan = plans.find(({ until }) => until === null || day < until);
  if (plan === undefined) {
    throw new Error('The last plan of a contract is open');
  }
  return plan;
}

function withPlan(agreement: Agreement, from: CivilDate, plan: Omit<AgreedPlan, 'from' | 'until'>): Agreement {
  const before = agreement.plans
    .filter((other) => other.from < from)
    .map((other) => (other.until === null || other.until > from ? { ...other, until: from } : other));
  return { ...agreement, plans: [...before, { ...plan, from, until: null }] };
}

function renewed(agreement: Agreement, data: Extract<AmendmentEvent, { type: 'ContractRenewed' }>['data']): Agreement {
  const { effectiveOn, endDate, contractValue, billingAnchor, lines } = data;
  const changed = lines.reduce(
    (all, { lineId, quantity, committedQuantity, price }) =>
      onLine(all, lineId, (line) => ({
        ...line,
        quantities: replacedFrom(line.quantities, effectiveOn, quantity),
        commitments: replacedFrom(line.commitments, effectiveOn, committedQuantity),
        prices: replacedFrom(line.prices, effectiveOn, price),
      })),
    agreement,
  );
  const lastPlan = planOn(agreement, effectiveOn);
  const planned =
    billingAnchor === null ? changed : withPlan(changed, effectiveOn, { ...lastPlan, anchor: billingAnchor });
  // An early renewal cuts the term that it replaces.
  const before = agreement.agreedTerms.map((term) =>
    term.endDate >= effectiveOn ? { ...term, endDate: addDays(effectiveOn, -1) } : term,
  );
  return {
    ...planned,
    agreedTerms: [...before, { startDate: effectiveOn, endDate, contractValue }],
    serviceEnd: addDays(endDate, 1),
  };
}

/** From a day on only the new value: what was planned for later in the old term is replaced. Null changes nothing. */
function replacedFrom<T>(values: ActiveValues<T>, day: CivilDate, value: T | null): ActiveValues<T> {
  return value === null
    ? values
    : withValue(
        values.filter((entry) => entry.effectiveOn < day),
        day,
        value,
      );
}

type ActiveValues<T> = readonly { readonly effectiveOn: CivilDate; readonly value: T }[];
