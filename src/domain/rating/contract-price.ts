import { type CivilDate, later } from '../kernel/calendar.ts';
import { decimal } from '../kernel/decimal.ts';
import { dividedBy, isLess, isZero, RATIO_ONE, type Ratio, ratio } from '../kernel/ratio.ts';
import { adjusted, billedUnits, discounted, linePartsOn, monthlyValue, type PricedPart } from './line-price.ts';
import type { MinimumCommitment, Owed } from './owed.ts';
import type { LineTimeline } from './timeline.ts';

/** A part that knows its line: the contract's discounts go over all lines at once. */
interface LinePart extends PricedPart {
  readonly line: LineTimeline;
}

/**
 * What lines consist of on a day, after every discount. `lines` are those served and priced together; one that begins
 * later (billed as a whole, without proration) counts as it begins. `periodStart`: the first day billed of the period.
 */
export function partsOn(
  owed: Owed,
  lines: readonly LineTimeline[],
  day: CivilDate,
  periodStart: CivilDate,
): ReadonlyMap<LineTimeline, readonly PricedPart[]> {
  const own = new Map(lines.map((line) => [line, ownParts(owed, line, day, periodStart)]));
  if (owed.discounts.length === 0 && owed.minimum === null) {
    return own; // each line has its price, and nothing is on all of them
  }
  const parts = [...own].flatMap(([line, ofLine]) => ofLine.map((part) => ({ ...part, line })));
  const after = withMinimum(keepLines(parts, discounted(parts, owed.discounts, 'contract', day)), lines, owed.minimum);
  return new Map(
    lines.map((line) => [line, after.filter((part) => part.line === line).map(({ line: _, ...part }) => part)]),
  );
}

function ownParts(owed: Owed, line: LineTimeline, day: CivilDate, periodStart: CivilDate): readonly PricedPart[] {
  const ownDay = later(day, line.service.start);
  const lookupDay = owed.tierLookup === 'segment' ? ownDay : later(periodStart, line.service.start);
  return linePartsOn(line, owed.uplift, ownDay, tierQuantity(owed, line, lookupDay));
}

/** Discounting keeps number and order of the parts. */
function keepLines(before: readonly LinePart[], after: readonly PricedPart[]): LinePart[] {
  return before.map((part, index) => ({ ...part, ...after[index] }));
}

/** The line's own units, or those of all lines of its group that are served on that day. */
function tierQuantity({ lines }: Owed, line: LineTimeline, day: CivilDate): number {
  if (line.tierGroup === null) {
    return billedUnits(line, day);
  }
  const members = lines.filter((other) => isInGroup(other, line.tierGroup, day));
  return members.reduce((sum, member) => sum + billedUnits(member, day), 0);
}

function isInGroup({ tierGroup, chargeType, service }: LineTimeline, group: string | null, day: CivilDate): boolean {
  return tierGroup === group && chargeType === 'recurring' && service.start <= day && day < service.end;
}

/** Lifts all prices so that they reach the minimum; where nothing is priced, one unit on the first line bears it. */
function withMinimum(
  parts: readonly LinePart[],
  lines: readonly LineTimeline[],
  minimum: MinimumCommitment | null,
): LinePart[] {
  const [first] = lines.filter(({ chargeType }) => chargeType === 'recurring');
  if (minimum === null || first === undefined) {
    return [...parts];
  }
  const value = monthlyValue(parts);
  const least = ratio(minimum.amount, minimum.intervalMonths);
  if (!isLess(value, least)) {
    return [...parts];
  }
  return isZero(value) ? [...parts, minimumPart(first, minimum)] : lifted(parts, dividedBy(least, value), minimum);
}

function lifted(parts: readonly LinePart[], factor: Ratio, { amount, intervalMonths }: MinimumCommitment): LinePart[] {
  const reason = { kind: 'minimum_commitment', description: null, value: amount, intervalMonths } as const;
  return keepLines(parts, adjusted(parts, factor, reason));
}

function minimumPart(line: LineTimeline, { amount, intervalMonths }: MinimumCommitment): LinePart {
  const reason = { kind: 'minimum_commitment', description: null, value: amount, intervalMonths } as const;
  const rate = { unitPrice: amount, intervalMonths, tier: null, listUnitPrice: amount, adjustments: [reason] };
  return { line, units: RATIO_ONE, quantity: decimal('1'), price: ratio(amount), rate };
}
