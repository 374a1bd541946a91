import { type CivilDate, type DaySpan, earlier, intersect, later } from '../kernel/calendar.ts';
import { partsOn } from './contract-price.ts';
import { discountBoundaries } from './discount.ts';
import type { PricedPart } from './line-price.ts';
import { priceBoundaries } from './line-price.ts';
import { isJoint, type Owed } from './owed.ts';
import { pricingModelOf } from './price.ts';
import { rateKey, type Segment } from './segment.ts';
import { type LineTimeline, without } from './timeline.ts';

export type SegmentsByLine = ReadonlyMap<LineTimeline, readonly Segment[]>;

/**
 * Cuts days of one billing period into segments of constant terms, for every recurring line. Days without service or
 * without units are left out. `clips`: the days of the period that are billed by it.
 */
export function segmentsOf(owed: Owed, clips: readonly DaySpan[]): SegmentsByLine {
  const lines = owed.lines.filter(({ chargeType }) => chargeType === 'recurring');
  const found = new Map<LineTimeline, Segment[]>(lines.map((line) => [line, []]));
  const together = isJoint(owed) ? [lines] : lines.map((line) => [line]);
  const periodStart = clips[0]?.start;
  if (periodStart === undefined) {
    return found;
  }
  for (const group of together) {
    for (const clip of owed.proration === 'none' ? [whole(clips, periodStart)] : clips) {
      for (const { start, end, served } of stretches(owed, group, clip)) {
        for (const [line, parts] of partsOn(owed, served, start, periodStart)) {
          const { service } = line;
          const days = { start: later(start, service.start), end: earlier(end, service.end) };
          appendSegment(found.get(line) ?? [], { ...days, parts });
        }
      }
    }
  }
  return found;
}

/** From the first day billed to the last: what is owed as a whole is not owed once for each plan. */
function whole(clips: readonly DaySpan[], start: CivilDate): DaySpan {
  return { start, end: clips.map(({ end }) => end).reduce(later) };
}

interface Stretch extends DaySpan {
  readonly served: readonly LineTimeline[];
}

/** The days on which nothing changes for any of the lines, with the lines served then. */
function stretches(owed: Owed, lines: readonly LineTimeline[], clip: DaySpan): Stretch[] {
  const days = new Map(lines.map((line) => [line, servedDays(owed, line, clip)]));
  const spans = [...days.values()].flat();
  if (owed.proration === 'none') {
    const served = lines.filter((line) => (days.get(line) ?? []).length > 0);
    const [start] = spans.map((span) => span.start).sort();
    return start === undefined ? [] : [{ start, end: clip.end, served }];
  }
  const cuts = new Set<CivilDate>(spans.flatMap(({ start, end }) => [start, end]));
  for (const line of lines) {
    for (const boundary of boundariesWithin(owed, line, clip)) {
      cuts.add(boundary);
    }
  }
  const sorted = [...cuts].sort();
  return sorted.flatMap((start, index) => {
    const end = sorted[index + 1];
    const served = lines.filter((line) => days.get(line)?.some((span) => span.start <= start && start < span.end));
    return end === undefined || served.length === 0 ? [] : [{ start, end, served }];
  });
}

/** Days of service that are billed. Without proration, a line that is served at all is served throughout. */
function servedDays({ unbilled, proration }: Owed, line: LineTimeline, clip: DaySpan): DaySpan[] {
  const served = intersect(line.service, clip);
  const billed = served === undefined ? [] : without(served, unbilled);
  return proration === 'none' && served !== undefined && billed.length > 0 ? [served] : billed;
}

function boundariesWithin(owed: Owed, line: LineTimeline, clip: DaySpan): readonly CivilDate[] {
  return isPlain(owed, line)
    ? []
    : [
        ...priceBoundaries(line, owed.uplift, clip),
        ...[...line.discounts, ...owed.discounts].flatMap((discount) => discountBoundaries(discount, clip)),
      ];
}

/** Most lines: one quantity at one price, from the first day to the last. */
function isPlain({ uplift, discounts }: Owed, line: LineTimeline): boolean {
  const { quantities, commitments, prices } = line;
  const [price] = prices;
  return (
    quantities.length + commitments.length + prices.length === 3 &&
    uplift.length + discounts.length + line.discounts.length === 0 &&
    price !== undefined &&
    pricingModelOf(price.value).changesAfterMonths === undefined
  );
}

/** Neighbours with the same terms are one segment; no units, no segment. */
function appendSegment(segments: Segment[], next: Segment): void {
  if (next.parts.length === 0) {
    return;
  }
  const last = segments.at(-1);
  if (last !== undefined && last.end === next.start && isSamePrice(last.parts, next.parts)) {
    segments[segments.length - 1] = { ...last, end: next.end };
  } else {
    segments.push(next);
  }
}

function isSamePrice(a: readonly PricedPart[], b: readonly PricedPart[]): boolean {
  return (
    a.length === b.length &&
    a.every((part, index) => {
      const other = b[index];
      return other !== undefined && part.quantity.eq(other.quantity) && rateKey(part.rate) === rateKey(other.rate);
    })
  );
}
