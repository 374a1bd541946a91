import { z } from 'zod';
import { addMonths, type CivilDate, zCivilDate } from '../kernel/calendar.ts';
import { decimal, ZERO, zDecimalString } from '../kernel/decimal.ts';
import { RATIO_ONE, type Ratio, ratio, times } from '../kernel/ratio.ts';

/**
 * How prices rise by themselves: by a percentage on each anniversary of the start, or by the percentages of a table
 * (an index) on its days. Compounding, on all tiers, unrounded (billing-rules §2). Below zero they fall.
 */
export const zUplift = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('percent'), percent: zDecimalString }),
  z.strictObject({
    kind: z.literal('index'),
    /** Days ascending. */
    steps: z
      .array(z.strictObject({ effectiveOn: zCivilDate, percent: zDecimalString }))
      .min(1)
      .max(100),
  }),
]);
export type Uplift = z.infer<typeof zUplift>;

export interface UpliftStep {
  readonly effectiveOn: CivilDate;
  readonly percent: string;
}

const HUNDRED = decimal('100');
const LOWEST = decimal('-100');

/** What is wrong with an uplift, as a clause, or undefined. */
export function upliftFault(uplift: Uplift): string | undefined {
  const steps = uplift.kind === 'percent' ? [uplift] : uplift.steps;
  if (steps.some(({ percent }) => decimal(percent).lte(LOWEST))) {
    return 'a percentage must be above -100';
  }
  const days = uplift.kind === 'percent' ? [] : uplift.steps.map(({ effectiveOn }) => effectiveOn);
  return days.every((day, index) => index === 0 || day > (days[index - 1] ?? '')) ? undefined : 'its days must ascend';
}

/** The days on which prices rise, after `start` and before `end`. */
export function upliftSteps(uplift: Uplift | null, start: CivilDate, end: CivilDate): readonly UpliftStep[] {
  if (uplift === null) {
    return [];
  }
  if (uplift.kind === 'index') {
    return uplift.steps.filter(({ effectiveOn }) => effectiveOn > start && effectiveOn < end);
  }
  const steps: UpliftStep[] = [];
  for (let year = 1; addMonths(start, 12 * year) < end; year += 1) {
    steps.push({ effectiveOn: addMonths(start, 12 * year), percent: uplift.percent });
  }
  return steps;
}

/** What a price that took effect on `since` is multiplied by on `day`: only what rose after it was agreed counts. */
export function upliftFactor(steps: readonly UpliftStep[], since: CivilDate, day: CivilDate): Ratio {
  return steps
    .filter(({ effectiveOn }) => since < effectiveOn && effectiveOn <= day)
    .reduce((factor, { percent }) => times(factor, ratio(HUNDRED.plus(decimal(percent)), HUNDRED)), RATIO_ONE);
}

/** The rise in percent that a factor means: 1.0609 is 6.09. Zero when prices stand. */
export function riseOf(factor: Ratio): Ratio {
  const rise = factor.over.minus(factor.under);
  return rise.eq(ZERO) ? ratio(0) : { over: rise.times(HUNDRED), under: factor.under };
}
