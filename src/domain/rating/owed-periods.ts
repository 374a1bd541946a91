import { addDays, type CivilDate, type DaySpan, earlier, intersect, later } from '../kernel/calendar.ts';
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
  let waiting: OwedPeriod | undefined;
  for (const plan of owed.plans) {
    for (const next of periodsOfPlan(owed, plan, later(day, plan.from))) {
      // A change of plan within a period of the same shape leaves one period, billed by both.
      if (waiting !== undefined && periodKey(waiting.period) === periodKey(next.period)) {
        waiting = { ...waiting, clips: [...waiting.clips, ...next.clips] };
      } else {
        if (waiting !== undefined) {
          yield waiting;
        }
        waiting = next;
      }
    }
  }
  if (waiting !== undefined) {
    yield waiting;
  }
}

function* periodsOfPlan(owed: Owed, plan: BillingPlan, day: CivilDate): Generator<OwedPeriod> {
  const end = plan.until === null ? owed.serviceEnd : earlier(plan.until, owed.serviceEnd);
  for (let index = periodIndexOf(plan, day); billingPeriod(plan, index).start < end; index += 1) {
    const period = billingPeriod(plan, index);
    const clip = intersect(period, { start: plan.from, end });
    if (clip !== undefined) {
      yield {
        period,
        intervalMonths: plan.intervalMonths,
        clips: [clip],
        firstDay: clip.start,
        dueOn: dueDay(owed, plan, period, clip),
      };
    }
  }
}

/** In advance the first day, in arrears the last one of the period; some days earlier where that was agreed. */
function dueDay(owed: Owed, plan: BillingPlan, period: BillingPeriod, clip: DaySpan): CivilDate {
  const day = plan.billingInAdvance ? clip.start : period.lastDay;
  return owed.invoiceLeadDays === 0 ? day : addDays(day, -owed.invoiceLeadDays);
}

/** What tells periods apart: the first days of two plans may be the same, and so may the last. */
export function periodKey({ start, lastDay }: Pick<BillingPeriod, 'start' | 'lastDay'>): string {
  return `${start}/${lastDay}`;
}
