import type { Charge } from '../contract/events.ts';
import { addDays, addMonths, type CivilDate } from '../kernel/calendar.ts';
import { type OwedPeriod, periodKey } from './owed-periods.ts';

/** Charges of what recurs, by period and line. */
export class ChargesByPeriod {
  readonly #byPeriod = new Map<string, Charge[]>();

  constructor(charges: readonly Charge[]) {
    for (const charge of charges) {
      if (charge.component === 'recurring') {
        const key = periodKey({ start: charge.periodStart, lastDay: charge.periodEnd });
        this.#byPeriod.set(key, [...(this.#byPeriod.get(key) ?? []), charge]);
      }
    }
  }

  of({ period }: OwedPeriod): readonly Charge[] {
    return this.#byPeriod.get(periodKey(period)) ?? [];
  }

  /** One charge of each period that was charged, in order of their days. */
  periods(): Charge[] {
    return [...this.#byPeriod.values()]
      .flatMap(([charge]) => (charge === undefined ? [] : [charge]))
      .sort((a, b) => (a.periodStart < b.periodStart ? -1 : 1));
  }
}

/** A period that was charged, but is of no plan any more: nothing is owed for it. */
export function formerPeriod({ periodStart, periodEnd, daysOfPeriod }: Charge): OwedPeriod {
  const period = { index: 0, start: periodStart, end: addDays(periodEnd, 1), lastDay: periodEnd, days: daysOfPeriod };
  return { period, intervalMonths: monthsOf(period), clips: [], firstDay: periodStart, dueOn: periodStart };
}

/** Whole months of an aligned period. */
function monthsOf({ start, end }: { readonly start: CivilDate; readonly end: CivilDate }): number {
  let months = 1;
  while (addMonths(start, months) < end) {
    months += 1;
  }
  return months;
}
