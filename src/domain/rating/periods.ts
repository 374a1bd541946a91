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
  readonly days: number;
}

/** Period n is computed from the anchor, never from period n−1: 31 Jan → 28 Feb → 31 Mar. */
export function billingPeriod(plan: PeriodPlan, index: number): BillingPeriod {
  const start = addMonths(plan.anchor, index * plan.intervalMonths);
  const end = addMonths(plan.anchor, (index + 1) * plan.intervalMonths);
  return { index, start, end, days: daysBetween(start, end) };
}

/** The number of the period in which `date` falls; `date` is not before the anchor. */
export function periodIndexOf(plan: PeriodPlan, date: CivilDate): number {
  // A guess by average length that is never too late, then at most a few steps forward.
  const days = daysBetween(plan.anchor, date);
  let index = Math.max(0, Math.floor(days / (31 * plan.intervalMonths)));
  while (billingPeriod(plan, index).end <= date) {
    index += 1;
  }
  return index;
}

/**
 * Whether a period is due at `horizon`: in advance from its first day on, in arrears from its last day on
 * (billing-rules: dates).
 */
export function isDueAt(plan: PeriodPlan, period: BillingPeriod, horizon: CivilDate): boolean {
  return plan.billingInAdvance ? period.start <= horizon : period.end <= addDays(horizon, 1);
}
