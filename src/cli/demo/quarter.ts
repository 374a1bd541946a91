import { addDays, addMonths, type CivilDate, civilDate } from '../../domain/kernel/calendar.ts';

/** A quarter of the calendar. */
export interface Quarter {
  /** Such as `2026-Q3`. */
  readonly name: string;
  readonly firstDay: CivilDate;
  readonly lastDay: CivilDate;
}

/** The last quarter that is over on a day: everything in it is due, nothing of it lies ahead. */
export function lastFullQuarter(today: CivilDate): Quarter {
  const year = Number(today.slice(0, 4));
  const quarter = Math.floor((Number(today.slice(5, 7)) - 1) / 3);
  return quarter === 0 ? quarterOf(year - 1, 4) : quarterOf(year, quarter);
}

function quarterOf(year: number, quarter: number): Quarter {
  const month = String(quarter * 3 - 2).padStart(2, '0');
  const firstDay = civilDate(`${year}-${month}-01`);
  return { name: `${year}-Q${quarter}`, firstDay, lastDay: addDays(addMonths(firstDay, 3), -1) };
}

/** The quarter of a name, or undefined when it names none. */
export function quarterNamed(name: string): Quarter | undefined {
  const [, year, quarter] = /^(\d{4})-Q([1-4])$/.exec(name) ?? [];
  return year === undefined || quarter === undefined ? undefined : quarterOf(Number(year), Number(quarter));
}
