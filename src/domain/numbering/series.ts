import { type CivilDate, later } from '../kernel/calendar.ts';
import type { InvoiceId } from '../kernel/ids.ts';
import type { NumberSeries } from '../seller/events.ts';
import type { NumberingEvent } from './events.ts';

/** A number as it stands in its series. */
export interface AssignedNumber {
  readonly invoiceId: InvoiceId;
  readonly revision: number;
  readonly issueDate: CivilDate;
  readonly format: NumberSeries | null;
}

/**
 * `INV-{YYYY}-{000000}` with 2026 and 42 → `INV-2026-000042`. A number with more digits than zeros is written in full,
 * so that a series never ends.
 */
export function formatNumber(pattern: string, year: number, number: number): string {
  return pattern
    .replace('{YYYY}', String(year).padStart(4, '0'))
    .replace(/\{(0+)\}/, (_, zeros: string) => String(number).padStart(zeros.length, '0'));
}

/** The number of the event at `revision`: base + revision, so that no number is missing and none is twice. */
export function numberAt(base: number, revision: number): number {
  return base + revision;
}

/** What the next numbers follow on. */
export type LastNumber = Pick<AssignedNumber, 'issueDate' | 'format'>;

/** What numbers shall be like: the first one of the series decides how all are written. */
export interface WantedNumbers {
  readonly issueDate: CivilDate;
  readonly format: NumberSeries;
}

/** Numbers for documents that have none yet, in order, dated and written as the last one in the series allows. */
export function assignNumbers(
  missing: readonly InvoiceId[],
  wanted: WantedNumbers,
  last: LastNumber | null,
): NumberingEvent[] {
  const issueDate = last === null ? wanted.issueDate : later(wanted.issueDate, last.issueDate);
  const format = last?.format ?? wanted.format;
  return missing.map((invoiceId) => ({ type: 'NumberAssigned', data: { invoiceId, issueDate, format } }));
}
