import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';

/**
 * A civil date `YYYY-MM-DD` (ISO 8601), with no time and no zone. As text it sorts like a date, so comparisons are
 * string comparisons; arithmetic goes through Temporal.PlainDate.
 */
export type CivilDate = string & z.core.$brand<'CivilDate'>;

const PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;

/** By hand: each date of each event and each request passes here, and Temporal takes many times as long. */
function isCivilDate(text: string): boolean {
  const [, year, month, day] = (PATTERN.exec(text) ?? []).map(Number);
  return year !== undefined && month !== undefined && day !== undefined && day >= 1 && day <= daysOf(year, month);
}

/** Days of a month of the Gregorian calendar; 0 of one that does not exist. */
function daysOf(year: number, month: number): number {
  if (month === 2) {
    return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  }
  return [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

export const DATE_TEXT = 'must be a date that exists, as YYYY-MM-DD';

export const zCivilDate = z.string().refine(isCivilDate, { error: DATE_TEXT, abort: true }).brand<'CivilDate'>();

export const SENT_DATE_TEXT = 'must be a date from 1900 to 2999';

/**
 * A date that somebody sends us: nobody bills before 1900 or after 2999, but a hand slips, and a term of eight thousand
 * years would be planned month by month. For the border only: what stands in a log is read whatever it is.
 */
export const zSentDate = zCivilDate.refine((date) => date >= '1900-01-01' && date <= '2999-12-31', SENT_DATE_TEXT);

/** Reads a civil date. Throws a RangeError for a date that does not exist, such as 2025-02-29. */
export function civilDate(text: string): CivilDate {
  if (!isCivilDate(text)) {
    throw new RangeError(`${text} is not a date that exists; write it as YYYY-MM-DD`);
  }
  return text as CivilDate;
}

function plain(date: CivilDate): Temporal.PlainDate {
  return Temporal.PlainDate.from(date);
}

export function addDays(date: CivilDate, days: number): CivilDate {
  return plain(date).add({ days }).toString() as CivilDate;
}

/**
 * The day `months` after `anchor`, by the anchor's own day of month, limited to the length of the month it falls in:
 * 31 Jan + 1 → 28/29 Feb, 31 Jan + 2 → 31 Mar. Always computed from the anchor, never from the period before.
 */
export function addMonths(anchor: CivilDate, months: number): CivilDate {
  return plain(anchor).add({ months }, { overflow: 'constrain' }).toString() as CivilDate;
}

/** Whole days from `from` (included) to `until` (excluded); negative when `until` is earlier. */
export function daysBetween(from: CivilDate, until: CivilDate): number {
  return plain(from).until(plain(until), { largestUnit: 'days' }).days;
}

/** Last day of the month in which `date` falls. */
export function endOfMonth(date: CivilDate): CivilDate {
  const day = plain(date);
  return day.with({ day: day.daysInMonth }).toString() as CivilDate;
}

/** The civil date on which `instant` (ISO 8601, UTC) falls in `timeZone` (IANA name). */
export function civilDateIn(timeZone: string, instant: string): CivilDate {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString() as CivilDate;
}

export function yearOf(date: CivilDate): number {
  return plain(date).year;
}

export function earlier<D extends CivilDate>(a: D, b: D): D {
  return a <= b ? a : b;
}

export function later<D extends CivilDate>(a: D, b: D): D {
  return a >= b ? a : b;
}

/** Half-open span of days: `start` belongs to it, `end` does not. */
export interface DaySpan {
  readonly start: CivilDate;
  readonly end: CivilDate;
}

/** The days that two spans share, or undefined when they share none. */
export function intersect(a: DaySpan, b: DaySpan): DaySpan | undefined {
  const start = later(a.start, b.start);
  const end = earlier(a.end, b.end);
  return start < end ? { start, end } : undefined;
}

/** Last day of a half-open span: what people see. */
export function lastDay(span: DaySpan): CivilDate {
  return addDays(span.end, -1);
}
