import { isSameJson } from '../kernel/changed-fields.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { SellerEvent } from './events.ts';
import { type Seller, type SellerRegistration, type SeriesChange, type SeriesKind, seriesIn } from './state.ts';

/** Years in which a document of a kind has its number already. */
export type NumberedYears = Readonly<Record<SeriesKind, readonly number[]>>;

/** Each series counts by itself, so two that can write the same text would give one number twice. */
export function seriesFault({ invoice, credit_note }: SellerRegistration['numberSeries']): Decision<never> | undefined {
  const [shorter = '', longer = ''] = [invoice, credit_note]
    .map(({ pattern }) => pattern.replace('{YYYY}', '0000').replace(/\{0+\}$/, ''))
    .sort((a, b) => a.length - b.length);
  const isAmbiguous = longer.startsWith(shorter) && /^\d*$/.test(longer.slice(shorter.length));
  return isAmbiguous
    ? reject(
        'NUMBER_SERIES_AMBIGUOUS',
        `Invoices (${invoice.pattern}) and credit notes (${credit_note.pattern}) could get the same number.`,
        { 'numberSeries.creditNote.pattern': 'must begin unlike that of invoices' },
      )
    : undefined;
}

/** The same for every year from which something changes. */
export function seriesFaultInAnyYear(seller: Seller): Decision<never> | undefined {
  for (const { fromYear } of seller.seriesChanges) {
    const [invoice, credit_note] = (['invoice', 'credit_note'] as const).map((kind) =>
      seriesIn(seller, kind, fromYear),
    );
    const fault = invoice && credit_note ? seriesFault({ invoice, credit_note }) : undefined;
    if (fault !== undefined) {
      return fault;
    }
  }
  return undefined;
}

/** Another pattern or base from a year on, unless a number was given in a year that it would change. */
export function changeSeries(
  change: SeriesChange,
  seller: Seller,
  numbered: NumberedYears,
  reason: string,
): Decision<SellerEvent> {
  const { kind, fromYear, pattern, base } = change;
  const before = seriesIn(seller, kind, fromYear);
  const after = { pattern, base };
  if (isSameJson(before, after)) {
    return accept();
  }
  const next = seller.seriesChanges.find((each) => each.kind === kind && each.fromYear > fromYear)?.fromYear;
  const used = numbered[kind].find((year) => year >= fromYear && (next === undefined || year < next));
  if (used !== undefined) {
    const field = kind === 'invoice' ? 'numberSeries.invoice' : 'numberSeries.creditNote';
    return reject(
      'NUMBER_SERIES_USED',
      `Numbers of ${used} were given as ${before.pattern}; that is fixed. Change them from ${used + 1} on.`,
      { [field]: `is fixed up to ${used}` },
    );
  }
  return accept({ type: 'SellerNumberSeriesChanged', data: { kind, fromYear, before, after, reason } });
}
