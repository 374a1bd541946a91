import { addDays, addMonths, type CivilDate, type DaySpan, daysBetween } from '../kernel/calendar.ts';

/** How a contract is cut into billing periods: whole months counted from the anchor. */
export interface PeriodPlan {
  readonly anchor: CivilDate;
  readonly intervalMonths: number;
  readonly billingInAdvance: boolean;
}

/** Billing period `index`, from 0. Whole and aligned: never cut by the start or end of the contract. */
export interface BillingPeriod extends DaySpan {
  readonly index: number;
  readonly lastDay: CivilDate;
  readonly days: number;
}

/** Plans whose periods are remembered. Contracts share start dates, so a run meets few plans and each of them often. */
const PLANS_MAX = 2_000;

/** Calendar facts only, the same for everybody: remembering them changes no answer, just four Temporal operations. */
const periodsByPlan = new Map<string, BillingPeriod[]>();

function rememberedPeriods(plan: PeriodPlan): BillingPeriod[] {
  const key = `${plan.anchor}/${plan.intervalMonths}`;
  const known = periodsByPlan.get(key);
  if (known !== undefined) {
    return known;
  }
  if (periodsByPlan.size >= PLANS_MAX) {
    periodsByPlan.clear();
  }
  const periods: BillingPeriod[] = [];
  periodsByPlan.set(key, periods);
  return periods;
}

/** Period n is computed from the anchor, never from period n−1: 31 Jan → 28 Feb → 31 Mar. */
export function billingPeriod(plan: PeriodPlan, index: number): BillingPeriod {
  const periods = rememberedPeriods(plan);
  const known = periods[index];
  if (known !== undefined) {
    return known;
  }
  const start = addMonths(plan.anchor, index * plan.intervalMonths);
  const end = addMonths(plan.anchor, (index + 1) * plan.intervalMonths);
  const period = { index, start, end, lastDay: addDays(end, -1), days: daysBetween(start, end) };
  periods[index] = period;
  return period;
}

/** The number of the period in which `date` falls; 0 when `date` is before the anchor. */
export function periodIndexOf(plan: PeriodPlan, date: CivilDate): number {
  // A guess by calendar months that is never too late, then at most a step or two forward.
  let index = Math.max(0, Math.floor((monthsBetween(plan.anchor, date) - 1) / plan.intervalMonths));
  while (billingPeriod(plan, index).end <= date) {
    index += 1;
  }
  return index;
}

/** From month to month, days left aside. */
function monthsBetween(from: CivilDate, until: CivilDate): number {
  const years = Number(until.slice(0, 4)) - Number(from.slice(0, 4));
  return years * 12 + Number(until.slice(5, 7)) - Number(from.slice(5, 7));
}

/** The first horizon at which a period is due: in advance its first day, in arrears its last (billing-rules: dates). */
export function dueDay(plan: PeriodPlan, period: BillingPeriod): CivilDate {
  return plan.billingInAdvance ? period.start : period.lastDay;
}

export function isDueAt(plan: PeriodPlan, period: BillingPeriod, horizon: CivilDate): boolean {
  return dueDay(plan, period) <= horizon;
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
