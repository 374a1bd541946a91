import { type CivilDate, type DaySpan, intersect, later } from '../kernel/calendar.ts';
import { partsOn } from './contract-price.ts';
import { discountBoundaries } from './discount.ts';
import type { PricedPart } from './line-price.ts';
import { priceBoundaries } from './line-price.ts';
import { isJoint, type Owed } from './owed.ts';
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
  for (const group of together) {
    for (const clip of clips) {
      for (const { day, end, lookupDay, served } of stretches(owed, group, clip)) {
        for (const [line, parts] of partsOn(owed, served, day, lookupDay)) {
          appendSegment(found.get(line) ?? [], { start: day, end, parts });
        }
      }
    }
  }
  return found;
}

interface Stretch {
  readonly day: CivilDate;
  readonly end: CivilDate;
  readonly lookupDay: CivilDate;
  readonly served: readonly LineTimeline[];
}

/** The days on which nothing changes for any of the lines, with the lines served then. */
function stretches(owed: Owed, lines: readonly LineTimeline[], clip: DaySpan): Stretch[] {
  const days = new Map(lines.map((line) => [line, servedDays(owed, line, clip)]));
  const spans = [...days.values()].flat();
  const cuts = new Set<CivilDate>(spans.flatMap(({ start, end }) => [start, end]));
  for (const line of lines) {
    for (const boundary of boundariesWithin(owed, line, clip)) {
      cuts.add(boundary);
    }
  }
  const sorted = [...cuts].sort();
  return sorted.flatMap((day, index) => {
    const end = sorted[index + 1];
    const served = lines.filter((line) => days.get(line)?.some((span) => span.start <= day && day < span.end));
    return end === undefined || served.length === 0
      ? []
      : [{ day, end, lookupDay: owed.tierLookup === 'segment' ? day : firstDayOf(clip, served), served }];
  });
}

function firstDayOf(clip: DaySpan, served: readonly LineTimeline[]): CivilDate {
  const starts = served.map(({ service }) => later(service.start, clip.start)).sort();
  return starts[0] ?? clip.start;
}

/** Days of service that are billed. Without proration, a line that is served at all is served throughout. */
function servedDays({ unbilled, proration }: Owed, line: LineTimeline, clip: DaySpan): DaySpan[] {
  const served = intersect(line.service, clip);
  if (served === undefined) {
    return [];
  }
  return proration === 'none' ? [served] : without(served, unbilled);
}

function boundariesWithin(owed: Owed, line: LineTimeline, clip: DaySpan): CivilDate[] {
  return owed.proration === 'none'
    ? []
    : [
        ...priceBoundaries(line, owed.uplift, clip),
        ...[...line.discounts, ...owed.discounts].flatMap((discount) => discountBoundaries(discount, clip)),
      ];
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
