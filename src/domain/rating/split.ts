import { z } from 'zod';
import type { CivilDate } from '../kernel/calendar.ts';
import { type Decimal, decimal, ZERO, zDecimalString } from '../kernel/decimal.ts';
import { type AccountId, zAccountId } from '../kernel/ids.ts';
import { minus, plus, RATIO_ONE, RATIO_ZERO, type Ratio, ratio, roundRatio, times } from '../kernel/ratio.ts';
import type { Segment } from './segment.ts';
import { type Effective, valueOn } from './timeline.ts';

/**
 * How the cost of a contract is split over accounts that use it: by the seats allocated to each, by percentage, or
 * equally. What nobody bears, the buyer does.
 */
export const zCostSplit = z.strictObject({
  method: z.enum(['allocation', 'percentage', 'equally']),
  shares: z
    .array(
      z.strictObject({
        accountId: zAccountId,
        /** Seats allocated, whatever the method. */
        seats: z.int().min(0).max(100_000_000).nullable(),
        percent: zDecimalString.nullable(),
      }),
    )
    .min(1)
    .max(500),
});
export type CostSplit = z.infer<typeof zCostSplit>;

/** What one account bears of a line: null stands for the buyer. */
export interface Portion {
  readonly accountId: AccountId | null;
  readonly segments: readonly Segment[];
}

const UNIT_PLACES = 6;
const HUNDRED = decimal('100');

/** Segments of one line by the account that bears them, on each day by the split of that day (billing-rules §6). */
export function portionsOf(splits: readonly Effective<CostSplit | null>[], segments: readonly Segment[]): Portion[] {
  if (splits.length === 0) {
    return [{ accountId: null, segments }];
  }
  const portions = new Map<AccountId | null, Segment[]>();
  for (const segment of segments.flatMap((whole) => cutBySplits(whole, splits))) {
    for (const [accountId, share] of sharesOn(splits, segment)) {
      const borne = portions.get(accountId) ?? [];
      portions.set(accountId, [...borne, borneBy(segment, share)]);
    }
  }
  return [...portions].map(([accountId, borne]) => ({ accountId, segments: borne }));
}

function cutBySplits(segment: Segment, splits: readonly Effective<CostSplit | null>[]): Segment[] {
  const days = splits.map(({ effectiveOn }) => effectiveOn).filter((day) => segment.start < day && day < segment.end);
  const cuts: CivilDate[] = [segment.start, ...days, segment.end];
  return cuts.slice(1).map((end, index) => ({ ...segment, start: cuts[index] ?? segment.start, end }));
}

/** Whole prices stay, units are shared out: an account bears 33.333333 of 100 seats at the price of all of them. */
function borneBy(segment: Segment, share: Ratio): Segment {
  return {
    ...segment,
    parts: segment.parts.map((part) => ({
      ...part,
      units: times(part.units, share),
      quantity: roundRatio(times(part.units, share), UNIT_PLACES, 'half_up'),
    })),
  };
}

/** Shares that sum to one, in the order agreed; the buyer's comes last. */
function sharesOn(splits: readonly Effective<CostSplit | null>[], segment: Segment): [AccountId | null, Ratio][] {
  const [first] = splits;
  const split = first === undefined || segment.start < first.effectiveOn ? null : valueOn(splits, segment.start);
  if (split === null) {
    return [[null, RATIO_ONE]];
  }
  const base = allocationBase(split, segment);
  const shares = split.shares.map((share): [AccountId, Ratio] => [share.accountId, shareOf(split, share, base)]);
  const rest = minus(
    RATIO_ONE,
    shares.reduce((sum, [, share]) => plus(sum, share), RATIO_ZERO),
  );
  const borne: [AccountId | null, Ratio][] = rest.over.gt(ZERO) ? [...shares, [null, rest]] : shares;
  return borne.filter(([, share]) => share.over.gt(ZERO));
}

function shareOf({ method, shares }: CostSplit, { seats, percent }: CostSplit['shares'][number], base: Decimal): Ratio {
  switch (method) {
    case 'equally':
      return ratio(1, shares.length);
    case 'percentage':
      return ratio(percent ?? '0', HUNDRED);
    case 'allocation':
      return ratio(seats ?? 0, base);
  }
}

/** Allocated seats are shares of the seats billed; where more are allocated than billed, or none are billed, of all allocated. */
function allocationBase({ shares }: CostSplit, { parts }: Segment): Decimal {
  const allocated = decimal(String(shares.reduce((sum, { seats }) => sum + (seats ?? 0), 0)));
  const billed = parts.reduce((sum, { quantity }) => sum.plus(quantity), ZERO);
  const base = billed.gt(allocated) ? billed : allocated;
  return base.gt(ZERO) ? base : decimal('1');
}
