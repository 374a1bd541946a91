import type { Charge } from '../contract/events.ts';
import { addDays, type CivilDate, type DaySpan } from '../kernel/calendar.ts';
import { type Decimal, decimal, ZERO } from '../kernel/decimal.ts';
import type { Rate } from './price.ts';
import { rateKey, type Segment } from './timeline.ts';

/** Units more (positive) or fewer (negative) than charged before, at one rate, on a stretch of days. */
export interface Difference extends DaySpan {
  readonly quantity: Decimal;
  readonly rate: Rate;
  /** The charge that a negative difference reduces. */
  readonly reduces: string | null;
}

/** A positive charge on the days of one piece, with what earlier credits left of its units. */
interface Position {
  readonly chargeId: string;
  readonly rate: Rate;
  readonly left: Decimal;
}

/**
 * Compares, day by day, the units owed with the units charged. Within a stretch of days on which neither changes:
 * units at a rate that is no longer owed are credited in full (crossing a tier shows the credit at the old price and
 * the charge at the new one); at the rate that is owed only the difference counts. Credits take the latest charge
 * first. Neighbouring stretches with the same difference are joined.
 */
export function differences(segments: readonly Segment[], charged: readonly Charge[]): Difference[] {
  const spans = charged.map(spanOf);
  const found: Difference[] = [];
  for (const piece of pieces([...segments, ...spans])) {
    const owed = segments.find((segment) => segment.start <= piece.start && piece.end <= segment.end);
    const positions = positionsOn(piece, charged, spans);
    for (const difference of differencesOn(piece, owed, positions)) {
      appendDifference(found, difference);
    }
  }
  return found;
}

function spanOf(charge: Charge): DaySpan {
  return { start: charge.serviceStart, end: addDays(charge.serviceEnd, 1) };
}

/** Stretches between the boundaries of all spans, in order. */
function pieces(spans: readonly DaySpan[]): DaySpan[] {
  const boundaries = [...new Set<CivilDate>(spans.flatMap((span) => [span.start, span.end]))].sort();
  return boundaries.flatMap((start, index) => {
    const end = boundaries[index + 1];
    return end === undefined ? [] : [{ start, end }];
  });
}

/** What is left of every positive charge on these days, oldest first. */
function positionsOn(piece: DaySpan, charged: readonly Charge[], spans: readonly DaySpan[]): Position[] {
  const left = new Map<string, { rate: Rate; left: Decimal }>();
  for (const [index, charge] of charged.entries()) {
    const span = spans[index];
    if (span === undefined || span.start > piece.start || piece.end > span.end) {
      continue;
    }
    const key = charge.reduces ?? charge.chargeId;
    const known = left.get(key);
    left.set(key, {
      rate: known?.rate ?? charge.rate,
      left: (known?.left ?? ZERO).plus(decimal(charge.quantity)),
    });
  }
  return [...left].map(([chargeId, position]) => ({ chargeId, ...position }));
}

function* differencesOn(
  piece: DaySpan,
  owed: Segment | undefined,
  positions: readonly Position[],
): Generator<Difference> {
  const owedKey = owed === undefined ? undefined : rateKey(owed.rate);
  let atOwedRate = ZERO;
  for (const position of positions) {
    if (rateKey(position.rate) === owedKey) {
      atOwedRate = atOwedRate.plus(position.left);
    }
  }
  const owedQuantity = owed === undefined ? ZERO : decimal(String(owed.quantity));
  let tooMany = atOwedRate.minus(owedQuantity);
  for (const position of positions.toReversed()) {
    const isAtOwedRate = rateKey(position.rate) === owedKey;
    const excess = isAtOwedRate && tooMany.lt(position.left) ? tooMany : position.left;
    if (excess.gt(ZERO)) {
      yield { ...piece, quantity: excess.times(decimal('-1')), rate: position.rate, reduces: position.chargeId };
      if (isAtOwedRate) {
        tooMany = tooMany.minus(excess);
      }
    }
  }
  if (owed !== undefined && owedQuantity.gt(atOwedRate)) {
    yield { ...piece, quantity: owedQuantity.minus(atOwedRate), rate: owed.rate, reduces: null };
  }
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
