import { addDays, type CivilDate, later } from '../kernel/calendar.ts';
import type { DecimalString } from '../kernel/decimal.ts';
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

export function activeLine(line: ContractLine, startsOn: CivilDate, plan: BillingPlan): ActiveLine {
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

/** The plan that bills a day. */
export function planOn({ plans }: Agreement, day: CivilDate): AgreedPlan {
  const plan = plans.find(({ until }) => until === null || day < until);
  if (plan === undefined) {
    throw new Error('The last plan of a contract is open');
  }
  return plan;
}
