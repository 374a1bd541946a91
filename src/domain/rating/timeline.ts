import { type CivilDate, type DaySpan, intersect } from '../kernel/calendar.ts';
import type { TaxCategory } from '../kernel/fields.ts';
import type { ContractLineId, ProductId } from '../kernel/ids.ts';
import type { PriceTerms, Rate } from './price.ts';
import { billedQuantity, rateFor } from './rate.ts';

/** A value from a day on, until the next one. */
export interface Effective<T> {
  readonly effectiveOn: CivilDate;
  readonly value: T;
}

/** Everything that was agreed for one line, by date. Both lists are sorted and start on the first service day. */
export interface LineTimeline {
  readonly lineId: ContractLineId;
  readonly productId: ProductId | null;
  readonly description: string;
  readonly taxCategory: TaxCategory;
  readonly committedQuantity: number;
  readonly quantities: readonly Effective<number>[];
  readonly prices: readonly Effective<PriceTerms>[];
  /** Days on which the line is served at all. */
  readonly service: DaySpan;
}

/** A stretch of days with constant terms: so many units at that rate. */
export interface Segment extends DaySpan {
  readonly quantity: number;
  readonly rate: Rate;
}

/** The value in force on a day. The list is sorted; before its first day that one's value counts. */
export function valueOn<T>(values: readonly Effective<T>[], day: CivilDate): T {
  let found = values[0];
  for (const candidate of values) {
    if (candidate.effectiveOn > day) {
      break;
    }
    found = candidate;
  }
  if (found === undefined) {
    throw new Error('A timeline has at least one value');
  }
  return found.value;
}

/** Adds a value from a day on; one that was there for the same day is replaced. Later ones stand. */
export function withValue<T>(values: readonly Effective<T>[], effectiveOn: CivilDate, value: T): Effective<T>[] {
  return [...values.filter((other) => other.effectiveOn !== effectiveOn), { effectiveOn, value }].sort((a, b) =>
    a.effectiveOn < b.effectiveOn ? -1 : 1,
  );
}

/** Cuts the days of `span` on which the line is served into segments of constant terms; days with no unit are left out. */
export function segmentsWithin(line: LineTimeline, span: DaySpan): Segment[] {
  const served = intersect(line.service, span);
  if (served === undefined) {
    return [];
  }
  const starts = new Set<CivilDate>([served.start]);
  for (const { effectiveOn } of [...line.quantities, ...line.prices]) {
    if (effectiveOn > served.start && effectiveOn < served.end) {
      starts.add(effectiveOn);
    }
  }
  const cuts = [...starts].sort();
  const segments: Segment[] = [];
  for (const [index, start] of cuts.entries()) {
    const end = cuts[index + 1] ?? served.end;
    const price = valueOn(line.prices, start);
    const quantity = billedQuantity(price, valueOn(line.quantities, start), line.committedQuantity);
    const rate = rateFor(price, quantity);
    if (rate === undefined) {
      throw new Error(`Line ${line.lineId} has no price for ${quantity} units on ${start}`);
    }
    if (quantity > 0) {
      appendSegment(segments, { start, end, quantity, rate });
    }
  }
  return segments;
}

/** Neighbours with the same terms are one segment. */
function appendSegment(segments: Segment[], next: Segment): void {
  const last = segments.at(-1);
  if (
    last !== undefined &&
    last.end === next.start &&
    last.quantity === next.quantity &&
    sameRate(last.rate, next.rate)
  ) {
    segments[segments.length - 1] = { ...last, end: next.end };
  } else {
    segments.push(next);
  }
}

/** Rates are the same when they cost the same: the tier that they come from does not matter. */
export function sameRate(a: Rate, b: Rate): boolean {
  return rateKey(a) === rateKey(b);
}

export function rateKey(rate: Rate): string {
  return `${rate.unitPrice}/${rate.intervalMonths}`;
}
