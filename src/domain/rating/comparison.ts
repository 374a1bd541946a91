import type { Charge } from '../contract/events.ts';
import type { Decimal } from '../kernel/decimal.ts';
import type { AccountId } from '../kernel/ids.ts';
import { plus, RATIO_ZERO, type Ratio } from '../kernel/ratio.ts';
import { carriedInto, exactTotal, type Pricing, roundedAfter } from './amount.ts';
import { type ChargesByPeriod, formerPeriod } from './charged-periods.ts';
import { type OwedOnce, owedOnce } from './one-time.ts';
import type { Owed } from './owed.ts';
import type { OwedPeriod } from './owed-periods.ts';
import { type Segment, sharesAmount } from './segment.ts';
import { type SegmentsByLine, segmentsOf } from './segments.ts';
import { portionsOf } from './split.ts';
import type { LineTimeline } from './timeline.ts';

/** What is compared: a line or something charged once. */
interface Compared {
  readonly line: Pick<LineTimeline, 'lineId' | 'productId' | 'taxCategory'>;
  readonly component: Charge['component'];
  readonly description: string;
}

/** One thing in one period that one account bears: what is owed for it, and what was charged. */
export interface Comparison extends Compared {
  /** Null: the buyer. */
  readonly accountId: AccountId | null;
  readonly pricing: Pricing;
  readonly segments: readonly Segment[];
  /** What the segments cost. */
  readonly total: Decimal;
  readonly before: readonly Charge[];
}

/** The comparisons of a period: of every line that is asked for or was charged. */
export function comparisonsOf(
  owed: Owed,
  owedPeriod: OwedPeriod,
  charged: ChargesByPeriod,
  isAsked: boolean,
): Comparison[] {
  const { period, intervalMonths, clips } = owedPeriod;
  const pricing: Pricing = { period, intervalMonths, proration: owed.proration, rounding: owed.rounding };
  const segments = segmentsOf(owed, clips);
  const before = charged.of(owedPeriod);
  const together = sharesAmount([...segments.values()].flat());
  // Rounded together, lines follow all that earlier periods of their prices cost, and the lines above.
  let above = together ? carriedByAll(segments, pricing) : RATIO_ZERO;
  const comparisons: Comparison[] = [];
  for (const line of owed.lines) {
    if (line.chargeType !== 'recurring') {
      continue;
    }
    const ofLine = segments.get(line) ?? [];
    const onLine = before.filter(({ lineId }) => lineId === line.lineId);
    if (isAsked || onLine.length > 0) {
      const compared: Compared = { line, component: 'recurring', description: line.description };
      const carried = together ? above : carriedInto(ofLine, pricing);
      comparisons.push(...byAccount(owed, compared, pricing, ofLine, onLine, carried));
    }
    above = together ? plus(above, exactTotal(ofLine, pricing)) : above;
  }
  return comparisons;
}

function carriedByAll(segments: SegmentsByLine, pricing: Pricing): Ratio {
  return [...segments.values()].reduce((sum, ofLine) => plus(sum, carriedInto(ofLine, pricing)), RATIO_ZERO);
}

/** Accounts are rounded one after the other, so that what they bear sums to the line. */
function byAccount(
  owed: Owed,
  compared: Compared,
  pricing: Pricing,
  segments: readonly Segment[],
  before: readonly Charge[],
  carried: Ratio,
): Comparison[] {
  if (owed.splits.length === 0 && before.every(({ accountId }) => accountId === null)) {
    const total = roundedAfter(carried, exactTotal(segments, pricing), pricing.rounding);
    return [{ ...compared, accountId: null, segments, pricing, total, before }]; // the buyer bears all of it
  }
  const portions = portionsOf(owed.splits, segments);
  const bearing = new Set(portions.map(({ accountId }) => accountId));
  const noLonger = [...new Set(before.map(({ accountId }) => accountId))].filter((account) => !bearing.has(account));
  let above = carried;
  return [...portions, ...noLonger.map((accountId) => ({ accountId, segments: [] }))].map((portion) => {
    const exact = exactTotal(portion.segments, pricing);
    const total = roundedAfter(above, exact, pricing.rounding);
    above = plus(above, exact);
    const onAccount = before.filter(({ accountId }) => accountId === portion.accountId);
    return { ...compared, ...portion, pricing, total, before: onAccount };
  });
}

/** What is charged once, with what was charged for it; also what is owed no longer. */
export function comparisonsOnce(
  owed: Owed,
  charged: readonly Charge[],
  isAsked: (period: OwedPeriod) => boolean,
): Comparison[] {
  return onceOrCharged(owed, charged)
    .filter(({ once, before }) => before.length > 0 || isAsked(once.period))
    .flatMap(({ once, before }) => {
      const { period, parts, ...compared } = once;
      const { rounding } = owed;
      const pricing: Pricing = { period: period.period, intervalMonths: 1, proration: 'actual_days', rounding };
      const segments = parts.length === 0 ? [] : [{ ...period.period, parts }];
      return byAccount(owed, compared, pricing, segments, before, RATIO_ZERO);
    });
}

function onceOrCharged(owed: Owed, charged: readonly Charge[]): { once: OwedOnce; before: readonly Charge[] }[] {
  const keyOf = (lineId: string, component: string) => `${lineId} ${component}`;
  const charges = new Map<string, Charge[]>();
  for (const charge of charged) {
    if (charge.component !== 'recurring') {
      const key = keyOf(charge.lineId, charge.component);
      charges.set(key, [...(charges.get(key) ?? []), charge]);
    }
  }
  const found = owedOnce(owed).map((once) => {
    const key = keyOf(once.line.lineId, once.component);
    const before = charges.get(key) ?? [];
    charges.delete(key);
    return { once, before };
  });
  const noLonger = [...charges.values()].flatMap((before) => {
    const [charge] = before;
    return charge === undefined ? [] : [{ once: notOwed(charge), before }];
  });
  return [...found, ...noLonger];
}

function notOwed(charge: Charge): OwedOnce {
  return {
    line: charge,
    component: charge.component as OwedOnce['component'], // the recurring ones were left out
    description: charge.description,
    period: formerPeriod(charge),
    parts: [],
  };
}
