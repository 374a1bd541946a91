import { z } from 'zod';
import type { CivilDate, DaySpan } from '../kernel/calendar.ts';
import { type DecimalString, zDecimalString } from '../kernel/decimal.ts';
import type { TaxCategory } from '../kernel/fields.ts';
import type { ContractLineId } from '../kernel/ids.ts';
import type { DatedDiscount } from './discount.ts';
import type { PeriodPlan } from './periods.ts';
import { zIntervalMonths } from './pricing-model.ts';
import type { Proration } from './proration.ts';
import type { Rounding } from './rounding.ts';
import type { CostSplit } from './split.ts';
import type { Effective, LineTimeline } from './timeline.ts';
import type { UpliftStep } from './uplift.ts';

/** A way to cut periods, and the days on which it counts. */
export interface BillingPlan extends PeriodPlan {
  /** First day that it bills. */
  readonly from: CivilDate;
  /** First day that it does not bill any more; null while it is the last plan. */
  readonly until: CivilDate | null;
}

/** What the lines together cost at least, per so many months. */
export const zMinimumCommitment = z.strictObject({ amount: zDecimalString, intervalMonths: zIntervalMonths });
export type MinimumCommitment = z.infer<typeof zMinimumCommitment>;

/** When a tier is looked up: at every change of quantity, or once for each period, on its first day. */
export const zTierLookup = z.enum(['segment', 'period_start']);
export type TierLookup = z.infer<typeof zTierLookup>;

/** When more units in a period that is charged already are billed (billing-rules §3). */
export const zTrueUps = z.enum(['next_billing', 'at_once', 'yearly']);
export type TrueUps = z.infer<typeof zTrueUps>;

/** An amount owed once, by an agreement of its own: the fee of an early end. */
export interface Fee {
  readonly lineId: ContractLineId;
  readonly component: 'termination_fee';
  readonly description: string;
  readonly taxCategory: TaxCategory;
  readonly on: CivilDate;
  readonly amount: DecimalString;
}

/** Everything that a contract's own timeline says about what it owes, and how it is computed. */
export interface Owed {
  /** In order of their days; each begins where the one before ends. */
  readonly plans: readonly BillingPlan[];
  readonly lines: readonly LineTimeline[];
  /** On the whole contract, in the order agreed. */
  readonly discounts: readonly DatedDiscount[];
  readonly minimum: MinimumCommitment | null;
  readonly uplift: readonly UpliftStep[];
  readonly fees: readonly Fee[];
  /** Who bears the cost, from a day on; empty: the buyer all of it. */
  readonly splits: readonly Effective<CostSplit | null>[];
  /** Days of service that are not billed. */
  readonly unbilled: readonly DaySpan[];
  /** First day after the last one that is billed. */
  readonly serviceEnd: CivilDate;
  readonly rounding: Rounding;
  readonly proration: Proration;
  readonly tierLookup: TierLookup;
  readonly trueUps: TrueUps;
  /** A period is billed so many days before it is due. */
  readonly invoiceLeadDays: number;
}

/** Whether lines are priced together: one cannot be known without the others. */
export function isJoint({ lines, discounts, minimum }: Owed): boolean {
  return (
    lines.length > 1 &&
    (minimum !== null ||
      discounts.some(({ kind }) => kind === 'amount') ||
      lines.some((line) => line.tierGroup !== null))
  );
}
