import { chargesOverTerm, owedBy } from '../../domain/contract/charges-due.ts';
import type { BindingContract } from '../../domain/contract/state.ts';
import { addDays, addMonths, type CivilDate } from '../../domain/kernel/calendar.ts';
import type { DecimalString } from '../../domain/kernel/decimal.ts';
import { exactAmount, sumDecimals } from '../../domain/kernel/money.ts';
import type { DueCharge } from '../../domain/rating/due.ts';
import { owedOnce } from '../../domain/rating/one-time.ts';
import { owedPeriods, periodKey } from '../../domain/rating/owed-periods.ts';

/** A billing period with what it charges; what is charged once stands in the period in which it is billed. */
export interface QuotedPeriod {
  readonly periodStart: CivilDate;
  readonly periodEnd: CivilDate;
  /** The day from which billing charges it. */
  readonly dueOn: CivilDate;
  readonly total: DecimalString;
  readonly charges: readonly DueCharge[];
}

/** Everything that billing would charge over the term, by billing period. Periods that come to nothing are shown too. */
export function quotedPeriods(contract: BindingContract): QuotedPeriod[] {
  const owed = owedBy(contract);
  const periods = [...owedPeriods(owed, contract.serviceStart)];
  const dueOnce = new Map(
    owedOnce(owed).map(({ line, component, period }) => [`${line.lineId} ${component}`, period.dueOn]),
  );
  const charged = new Map<string, DueCharge[]>(periods.map(({ period }) => [periodKey(period), []]));
  for (const charge of chargesOverTerm(contract)) {
    const dueOn = dueOnce.get(`${charge.lineId} ${charge.component}`);
    const key =
      dueOn === undefined
        ? periodKey({ start: charge.periodStart, lastDay: charge.periodEnd })
        : periodKey((periods.find((other) => other.dueOn >= dueOn) ?? lastOf(periods)).period);
    charged.get(key)?.push(charge);
  }
  return periods.map(({ period, dueOn }) => {
    const charges = charged.get(periodKey(period)) ?? [];
    return { periodStart: period.start, periodEnd: period.lastDay, dueOn, total: totalOf(contract, charges), charges };
  });
}

export function totalOf({ terms }: BindingContract, charges: readonly DueCharge[]): DecimalString {
  return exactAmount(sumDecimals(charges.map(({ amount }) => amount)), terms.currency);
}

/** A year of the contract, counted from its start. */
export interface QuotedYear {
  readonly year: number;
  readonly from: CivilDate;
  readonly through: CivilDate;
  readonly total: DecimalString;
}

/** What each year of the contract costs: a charge counts in the year in which its first day falls. */
export function quotedYears(contract: BindingContract, periods: readonly QuotedPeriod[]): QuotedYear[] {
  const { startDate, endDate } = contract.terms;
  const charges = periods.flatMap((period) => period.charges);
  const years: QuotedYear[] = [];
  for (let year = 1; addMonths(startDate, 12 * (year - 1)) <= endDate; year += 1) {
    const from = addMonths(startDate, 12 * (year - 1));
    const end = addMonths(startDate, 12 * year);
    const ofYear = charges.filter(({ serviceStart }) => from <= serviceStart && serviceStart < end);
    const last = addDays(end, -1);
    years.push({ year, from, through: last < endDate ? last : endDate, total: totalOf(contract, ofYear) });
  }
  return years;
}

function lastOf<T>(items: readonly T[]): T {
  const last = items.at(-1);
  if (last === undefined) {
    throw new Error('A contract that is served has a billing period');
  }
  return last;
}
