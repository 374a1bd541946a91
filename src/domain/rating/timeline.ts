import { type CivilDate, type DaySpan, intersect } from '../kernel/calendar.ts';
import type { DecimalString } from '../kernel/decimal.ts';
import type { TaxCategory } from '../kernel/fields.ts';
import type { ContractLineId, ProductId } from '../kernel/ids.ts';
import type { DatedDiscount } from './discount.ts';
import type { PriceTerms } from './price.ts';

/** A value from a day on, until the next one. */
export interface Effective<T> {
  readonly effectiveOn: CivilDate;
  readonly value: T;
}

/** Everything that was agreed for one line, by date. The lists are sorted and start on the first service day. */
export interface LineTimeline {
  readonly lineId: ContractLineId;
  readonly productId: ProductId | null;
  readonly description: string;
  readonly taxCategory: TaxCategory;
  /** `one_time`: charged once, on its first day. */
  readonly chargeType: 'recurring' | 'one_time';
  /** Once, with the first charge. */
  readonly setupFee: DecimalString | null;
  /** Lines with the same group find their tier by their units together. */
  readonly tierGroup: string | null;
  /** Billed units are never fewer than committed. */
  readonly commitments: readonly Effective<number>[];
  readonly quantities: readonly Effective<number>[];
  readonly prices: readonly Effective<PriceTerms>[];
  readonly discounts: readonly DatedDiscount[];
  /** Days from the first to the last of service. */
  readonly service: DaySpan;
}

/** The entry in force on a day. The list is sorted; before its first day that one counts. */
export function entryOn<T>(values: readonly Effective<T>[], day: CivilDate): Effective<T> {
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
  return found;
}

/** The value in force on a day. */
export function valueOn<T>(values: readonly Effective<T>[], day: CivilDate): T {
  return entryOn(values, day).value;
}

/** Adds a value from a day on; one that was there for the same day is replaced. Later ones stand. */
export function withValue<T>(values: readonly Effective<T>[], effectiveOn: CivilDate, value: T): Effective<T>[] {
  return [...values.filter((other) => other.effectiveOn !== effectiveOn), { effectiveOn, value }].sort((a, b) =>
    a.effectiveOn < b.effectiveOn ? -1 : 1,
  );
}

/** The days of `span` that are in none of `others`. */
export function without(span: DaySpan, others: readonly DaySpan[]): DaySpan[] {
  return others.reduce<DaySpan[]>((left, other) => left.flatMap((piece) => pieceWithout(piece, other)), [span]);
}

function pieceWithout(piece: DaySpan, other: DaySpan): DaySpan[] {
  const common = intersect(piece, other);
  return common === undefined
    ? [piece]
    : [
        { start: piece.start, end: common.start },
        { start: common.end, end: piece.end },
      ].filter(({ start, end }) => start < end);
}
