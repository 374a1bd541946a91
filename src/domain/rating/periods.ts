import { addDays, addMonths, type CivilDate, type DaySpan, daysBetween } from '../kernel/calendar.ts';

/** How a contract is cut into billing periods: whole months counted from the anchor, in both directions. */
export interface PeriodPlan {
  /** First day of period 0. */
  readonly anchor: CivilDate;
  readonly intervalMonths: number;
  readonly billingInAdvance: boolean;
}

/** Billing period `index`. Whole and aligned: never cut by the start or end of the contract. */
export interface BillingPeriod extends DaySpan {
  readonly index: number;
  readonly lastDay: CivilDate;
  readonly days: number;
}

/** Plans whose periods are remembered. Contracts share start dates, so a run meets few plans and each of them often. */
const PLANS_MAX = 2_000;

/** Calendar facts only, the same for everybody: remembering them changes no answer, just four Temporal operations. */
const periodsByPlan = new Map<string, Map<number, BillingPeriod>>();

function rememberedPeriods(plan: PeriodPlan): Map<number, BillingPeriod> {
  const key = `${plan.anchor}/${plan.intervalMonths}`;
  const known = periodsByPlan.get(key);
  if (known !== undefined) {
    return known;
  }
  if (periodsByPlan.size >= PLANS_MAX) {
    periodsByPlan.clear();
  }
  const periods = new Map<number, BillingPeriod>();
  periodsByPlan.set(key, periods);
  return periods;
}

/** Period n is computed from the anchor, never from period n−1: 31 Jan → 28 Feb → 31 Mar. */
export function billingPeriod(plan: PeriodPlan, index: number): BillingPeriod {
  const periods = rememberedPeriods(plan);
  const known = periods.get(index);
  if (known !== undefined) {
    return known;
  }
  const start = addMonths(plan.anchor, index * plan.intervalMonths);
  const end = addMonths(plan.anchor, (index + 1) * plan.intervalMonths);
  const period = { index, start, end, lastDay: addDays(end, -1), days: daysBetween(start, end) };
  periods.set(index, period);
  return period;
}

/** The number of the period in which `date` falls; below 0 before the anchor. */
export function periodIndexOf(plan: PeriodPlan, date: CivilDate): number {
  // A guess by calendar months that is never too late, then at most a step or two forward.
  let index = Math.floor((monthsBetween(plan.anchor, date) - 1) / plan.intervalMonths);
  while (billingPeriod(plan, index).end <= date) {
    index += 1;
  }
  return index;
}

/** From month to month, days left aside. */
export function monthsBetween(from: CivilDate, until: CivilDate): number {
  const years = Number(until.slice(0, 4)) - Number(from.slice(0, 4));
  return years * 12 + Number(until.slice(5, 7)) - Number(from.slice(5, 7));
}

/** Days of a part of `period`; the whole one needs no arithmetic. */
export function daysWithin(period: BillingPeriod, span: DaySpan): number {
  return span.start === period.start && span.end === period.end ? period.days : daysBetween(span.start, span.end);
}

/** Last day of a part of `period`. */
export function lastDayWithin(period: BillingPeriod, span: DaySpan): CivilDate {
  return span.end === period.end ? period.lastDay : addDays(span.end, -1);
}

/** The days of `period` from `first` to `last`, both included, as a half-open span. */
export function spanWithin(period: BillingPeriod, first: CivilDate, last: CivilDate): DaySpan {
  return { start: first, end: last === period.lastDay ? period.end : addDays(last, 1) };
}
