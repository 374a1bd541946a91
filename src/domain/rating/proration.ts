import { z } from 'zod';
import { addMonths, type CivilDate, type DaySpan, daysBetween } from '../kernel/calendar.ts';
import { dividedBy, minus, plus, RATIO_ONE, type Ratio, ratio } from '../kernel/ratio.ts';
import { type BillingPeriod, daysWithin, monthsBetween } from './periods.ts';

/**
 * How a part of a billing period is priced (billing-rules §3). `actual_days`: days served ÷ days of the period.
 * `days_30_360`: the same with months of 30 days. `whole_months`: whole months from the start of the period, then days
 * of the month begun. `none`: a period begun is a period owed, at the terms of its first day.
 */
export const zProration = z.enum(['actual_days', 'days_30_360', 'whole_months', 'none']);
export type Proration = z.infer<typeof zProration>;

/** The share of the whole aligned period that a part of it costs. Shares of parts sum to the share of the whole. */
export function shareOf(span: DaySpan, period: BillingPeriod, proration: Proration): Ratio {
  if (span.start === period.start && span.end === period.end) {
    return RATIO_ONE;
  }
  switch (proration) {
    case 'none':
      return RATIO_ONE;
    case 'actual_days':
      return ratio(daysWithin(period, span), period.days);
    case 'days_30_360':
      return ratio(days360(span.start, span.end), days360(period.start, period.end));
    case 'whole_months':
      return dividedBy(
        minus(monthsInto(period, span.end), monthsInto(period, span.start)),
        monthsInto(period, period.end),
      );
  }
}

/** The difference in days on the calendar of 30-day months: the 31st is the 30th, right across months and years. */
function days360(from: CivilDate, until: CivilDate): number {
  return dayNumber360(until) - dayNumber360(from);
}

function dayNumber360(day: CivilDate): number {
  const [year = 0, month = 0, dayOfMonth = 0] = day.split('-').map(Number);
  return year * 360 + month * 30 + Math.min(dayOfMonth, 30);
}

/** How far a day is into its period: whole months, and the share of the month begun. */
function monthsInto(period: BillingPeriod, day: CivilDate): Ratio {
  let months = 0;
  while (monthMark(period, months + 1) <= day) {
    months += 1;
  }
  const monthStart = monthMark(period, months);
  const rest = daysBetween(monthStart, day);
  return rest === 0
    ? ratio(months)
    : plus(ratio(months), ratio(rest, daysBetween(monthStart, monthMark(period, months + 1))));
}

/**
 * Where month `n` of a period begins. Counted from whichever end has the later day of the month: a quarter from 30 April to
 * 31 July (anchor 31) turns on 31 May and 30 June, and has three months, not three and a day.
 */
function monthMark({ start, end }: BillingPeriod, n: number): CivilDate {
  return start.slice(8) < end.slice(8) ? addMonths(end, n - monthsBetween(start, end)) : addMonths(start, n);
}
