import { addDays, type CivilDate, type DaySpan, earlier, intersect, lastDay, later } from '../kernel/calendar.ts';
import type { BillingPlan, Owed } from './owed.ts';
import { type BillingPeriod, billingPeriod, periodIndexOf } from './periods.ts';

/** One aligned period with the days of it that are billed, and when. */
export interface OwedPeriod {
  readonly period: BillingPeriod;
  readonly intervalMonths: number;
  /** Days of the period that its plans bill. */
  readonly clips: readonly DaySpan[];
  /** First day billed. */
  readonly firstDay: CivilDate;
  /** The first horizon at which it is due (billing-rules §1). */
  readonly dueOn: CivilDate;
}

/** Every period from the one in which `day` falls on, in order, each once. Ends with the last one that is billed. */
export function* owedPeriods(owed: Owed, day: CivilDate): Generator<OwedPeriod> {
  const seen = new Set<string>();
  for (const plan of owed.plans) {
    const end = endOf(owed, plan);
    for (let index = periodIndexOf(plan, later(day, plan.from)); billingPeriod(plan, index).start < end; index += 1) {
      const period = billingPeriod(plan, index);
      const key = periodKey(period);
      const found = seen.has(key) ? undefined : owedPeriod(owed, plan, period);
      if (found !== undefined) {
        seen.add(key);
        yield found;
      }
    }
  }
}

/** A stretch of a period, with the plan that bills it. */
interface PlannedClip extends DaySpan {
  readonly plan: BillingPlan;
}

/** A change of plan within a period of the same shape leaves one period, billed by both. */
function owedPeriod(owed: Owed, { intervalMonths }: BillingPlan, period: BillingPeriod): OwedPeriod | undefined {
  const clips = owed.plans.flatMap((plan) => clipOf(owed, plan, period));
  const [first] = clips;
  return first === undefined
    ? undefined
    : { period, intervalMonths, clips, firstDay: first.start, dueOn: dueDay(owed, period, clips) };
}

function clipOf(owed: Owed, plan: BillingPlan, period: BillingPeriod): PlannedClip[] {
  const clip = intersect(period, { start: plan.from, end: endOf(owed, plan) });
  const isOfPlan =
    owed.plans.length === 1 || periodKey(billingPeriod(plan, periodIndexOf(plan, period.start))) === periodKey(period);
  return clip !== undefined && isOfPlan ? [{ ...clip, plan }] : [];
}

function endOf({ serviceEnd }: Owed, { until }: BillingPlan): CivilDate {
  return until === null ? serviceEnd : earlier(until, serviceEnd);
}

/**
 * In advance the first day, in arrears the last one of the period, or of what another plan leaves of it: what comes later
 * is due later. Some days earlier where that was agreed.
 */
function dueDay({ invoiceLeadDays }: Owed, period: BillingPeriod, clips: readonly PlannedClip[]): CivilDate {
  const day = clips
    .map((clip) => {
      const isCutByPlan = clip.end === clip.plan.until && !clips.some(({ start }) => start === clip.end);
      return clip.plan.billingInAdvance ? clip.start : isCutByPlan ? lastDay(clip) : period.lastDay;
    })
    .reduce(earlier);
  return invoiceLeadDays === 0 ? day : addDays(day, -invoiceLeadDays);
}

/** What tells periods apart: the first days of two plans may be the same, and so may the last. */
export function periodKey({ start, lastDay }: Pick<BillingPeriod, 'start' | 'lastDay'>): string {
  return `${start}/${lastDay}`;
}
