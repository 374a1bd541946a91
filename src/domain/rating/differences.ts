import type { Charge } from '../contract/events.ts';
import type { CivilDate, DaySpan } from '../kernel/calendar.ts';
import { type Decimal, decimal, ZERO } from '../kernel/decimal.ts';
import { type BillingPeriod, spanWithin } from './periods.ts';
import type { Rate } from './price.ts';
import { rateKey, type Segment } from './segment.ts';

/** Units more (positive) or fewer (negative) than charged before, at one rate, on a stretch of days. */
export interface Difference extends DaySpan {
  readonly quantity: Decimal;
  readonly rate: Rate;
  /** The charge that a negative difference reduces. */
  readonly reduces: string | null;
}

/**
 * What stands of one charge on the days of one piece, its reductions taken off. Negative where a credit outlived the
 * charge that it reduces: that one's document was released, the credit's was not.
 */
interface Position {
  readonly chargeId: string;
  readonly rate: Rate;
  readonly left: Decimal;
}

type Compare = (piece: DaySpan, owed: Segment | undefined, positions: readonly Position[]) => Iterable<Difference>;

/**
 * Compares, day by day, the units owed with the units charged. Within a stretch of days on which neither changes:
 * units at a rate that is no longer owed are credited in full (crossing a tier shows the credit at the old price and
 * the charge at the new one); at the rate that is owed only the difference counts. Credits take the latest charge
 * first. Neighbouring stretches with the same difference are joined.
 */
export function differences(
  segments: readonly Segment[],
  charged: readonly Charge[],
  period: BillingPeriod,
): Difference[] {
  if (charged.length === 0) {
    return joined(segments.flatMap(asCharges));
  }
  return compare(segments, charged, period, differencesOn);
}

/** Credits all that stands and charges all that is owed anew: the way out when a cent fits on no difference. */
export function restatement(
  segments: readonly Segment[],
  charged: readonly Charge[],
  period: BillingPeriod,
): Difference[] {
  return compare(segments, charged, period, restatementOn);
}

function asCharges({ start, end, parts }: Segment): Difference[] {
  return parts.map(({ quantity, rate }) => ({ start, end, quantity, rate, reduces: null }));
}

function compare(
  segments: readonly Segment[],
  charged: readonly Charge[],
  period: BillingPeriod,
  differencesOf: Compare,
): Difference[] {
  const spans = charged.map((charge) => spanWithin(period, charge.serviceStart, charge.serviceEnd));
  const found: Difference[] = [];
  for (const piece of pieces([...segments, ...spans])) {
    const owed = segments.find((segment) => segment.start <= piece.start && piece.end <= segment.end);
    for (const difference of differencesOf(piece, owed, positionsOn(piece, charged, spans))) {
      appendDifference(found, difference);
    }
  }
  return found;
}

/** Stretches between the boundaries of all spans, in order. */
function pieces(spans: readonly DaySpan[]): DaySpan[] {
  const boundaries = [...new Set<CivilDate>(spans.flatMap((span) => [span.start, span.end]))].sort();
  return boundaries.flatMap((start, index) => {
    const end = boundaries[index + 1];
    return end === undefined ? [] : [{ start, end }];
  });
}

/** What stands of every charge on these days, oldest first. */
function positionsOn(piece: DaySpan, charged: readonly Charge[], spans: readonly DaySpan[]): Position[] {
  const left = new Map<string, Position>();
  for (const [index, charge] of charged.entries()) {
    const span = spans[index];
    if (span === undefined || span.start > piece.start || piece.end > span.end) {
      continue;
    }
    const chargeId = charge.reduces ?? charge.chargeId;
    const known = left.get(chargeId);
    const quantity = decimal(charge.quantity);
    left.set(
      chargeId,
      known === undefined
        ? { chargeId, rate: charge.rate, left: quantity }
        : { ...known, left: known.left.plus(quantity) },
    );
  }
  return [...left.values()];
}

function* differencesOn(
  piece: DaySpan,
  owed: Segment | undefined,
  positions: readonly Position[],
): Generator<Difference> {
  const missing = new Map<string, { rate: Rate; quantity: Decimal }>();
  for (const { rate, quantity } of owed?.parts ?? []) {
    const key = rateKey(rate);
    missing.set(key, { rate, quantity: (missing.get(key)?.quantity ?? ZERO).plus(quantity) });
  }
  for (const { rate, left } of positions) {
    const key = rateKey(rate);
    const known = missing.get(key) ?? { rate, quantity: ZERO };
    missing.set(key, { rate: known.rate, quantity: known.quantity.minus(left) });
  }
  for (const position of positions.toReversed()) {
    const key = rateKey(position.rate);
    const tooMany = (missing.get(key)?.quantity ?? ZERO).times(decimal('-1'));
    const excess = tooMany.lt(position.left) ? tooMany : position.left;
    if (excess.gt(ZERO)) {
      yield { ...piece, quantity: excess.times(decimal('-1')), rate: position.rate, reduces: position.chargeId };
      missing.set(key, { rate: position.rate, quantity: excess.minus(tooMany) });
    }
  }
  for (const { rate, quantity } of missing.values()) {
    if (quantity.gt(ZERO)) {
      yield { ...piece, quantity, rate, reduces: null };
    }
  }
}

function* restatementOn(
  piece: DaySpan,
  owed: Segment | undefined,
  positions: readonly Position[],
): Generator<Difference> {
  for (const { chargeId, rate, left } of positions.toReversed()) {
    if (!left.eq(ZERO)) {
      yield { ...piece, quantity: left.times(decimal('-1')), rate, reduces: left.gt(ZERO) ? chargeId : null };
    }
  }
  if (owed !== undefined) {
    yield* asCharges({ ...owed, ...piece });
  }
}

/** A band of a tiered price that stays as it is, while another one changes, is one charge. */
function joined(found: readonly Difference[]): Difference[] {
  const together: Difference[] = [];
  for (const difference of found) {
    appendDifference(together, difference);
  }
  return together;
}

function appendDifference(found: Difference[], next: Difference): void {
  const index = found.findIndex(
    (other) =>
      other.end === next.start &&
      other.reduces === next.reduces &&
      other.quantity.eq(next.quantity) &&
      rateKey(other.rate) === rateKey(next.rate),
  );
  const joined = found[index];
  if (joined === undefined) {
    found.push(next);
  } else {
    found[index] = { ...joined, end: next.end };
  }
}
