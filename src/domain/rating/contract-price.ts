import type { CivilDate } from '../kernel/calendar.ts';
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
 * What lines consist of on a day, after every discount. `lines` are those served on that day and priced together;
 * `lookupDay` is the day whose quantities choose the tiers.
 */
export function partsOn(
  owed: Owed,
  lines: readonly LineTimeline[],
  day: CivilDate,
  lookupDay: CivilDate,
): Map<LineTimeline, PricedPart[]> {
  const parts = lines.flatMap((line) =>
    linePartsOn(line, owed.uplift, day, tierQuantity(owed, line, lines, lookupDay)).map((part) => ({ ...part, line })),
  );
  const after = withMinimum(keepLines(parts, discounted(parts, owed.discounts, 'contract', day)), lines, owed.minimum);
  return new Map(
    lines.map((line) => [line, after.filter((part) => part.line === line).map(({ line: _, ...part }) => part)]),
  );
}

/** Discounting keeps number and order of the parts. */
function keepLines(before: readonly LinePart[], after: readonly PricedPart[]): LinePart[] {
  return before.map((part, index) => ({ ...part, ...after[index] }));
}

/** The line's own units, or those of all lines in its group. */
function tierQuantity(owed: Owed, line: LineTimeline, together: readonly LineTimeline[], day: CivilDate): number {
  const members = line.tierGroup === null ? [line] : together.filter(({ tierGroup }) => tierGroup === line.tierGroup);
  const lookedUp = owed.tierLookup === 'segment' ? members : members.filter((member) => member.service.end > day);
  return lookedUp.reduce((sum, member) => sum + billedUnits(member, day), 0);
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
