import { z } from 'zod';
import { addDays, addMonths, type CivilDate, type DaySpan, zCivilDate } from '../kernel/calendar.ts';
import { type DecimalString, decimal, ZERO, zDecimalString } from '../kernel/decimal.ts';
import { zShortText } from '../kernel/fields.ts';
import { zDiscountId } from '../kernel/ids.ts';
import { billingPeriod, type PeriodPlan, periodIndexOf } from './periods.ts';
import { zIntervalMonths } from './pricing-model.ts';

const agreed = {
  discountId: zDiscountId,
  description: zShortText.nullable(),
  /** First day; null: from the start of what it is on. */
  validFrom: zCivilDate.nullable(),
  /** Last day; null: no end, unless `periods` or `months` give one. */
  validUntil: zCivilDate.nullable(),
  /** For so many billing periods, counted from the one in which `validFrom` falls. */
  periods: z.int().min(1).max(600).nullable(),
  /** For so many months from `validFrom` on. */
  months: z.int().min(1).max(600).nullable(),
};

/** A discount as agreed, on a line or on the whole contract. 100 percent for some months are free months. */
export const zDiscount = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('percent'), percent: zDecimalString, ...agreed }),
  /** An amount of the contract's currency per `intervalMonths`. */
  z.strictObject({ kind: z.literal('amount'), amount: zDecimalString, intervalMonths: zIntervalMonths, ...agreed }),
]);
export type Discount = z.infer<typeof zDiscount>;

/** A discount with its days worked out. */
export interface DatedDiscount {
  readonly discountId: string;
  readonly description: string | null;
  readonly kind: 'percent' | 'amount';
  /** Percent, or the amount per `intervalMonths`. */
  readonly value: DecimalString;
  readonly intervalMonths: number | null;
  readonly start: CivilDate;
  /** First day without it; null: none. */
  readonly end: CivilDate | null;
}

const HUNDRED = decimal('100');

/** What is wrong with a discount, with its field, or undefined. */
export function discountFault(discount: Discount): { readonly field: string; readonly text: string } | undefined {
  const { validFrom, validUntil, periods, months } = discount;
  if (discount.kind === 'percent' && (decimal(discount.percent).lte(ZERO) || decimal(discount.percent).gt(HUNDRED))) {
    return { field: 'percent', text: 'must be above 0 and at most 100' };
  }
  if (discount.kind === 'amount' && decimal(discount.amount).lte(ZERO)) {
    return { field: 'amount', text: 'must be above 0' };
  }
  if ([validUntil, periods, months].filter((end) => end !== null).length > 1) {
    return { field: 'validUntil', text: 'must stand alone: send a last day, or periods, or months' };
  }
  return validFrom !== null && validUntil !== null && validUntil < validFrom
    ? { field: 'validUntil', text: `must be ${validFrom} or later` }
    : undefined;
}

/** The days on which a discount counts. `start`: the first day of what it is on. */
export function dated(discount: Discount, start: CivilDate, plan: PeriodPlan): DatedDiscount {
  const { discountId, description, kind } = discount;
  const from = discount.validFrom ?? start;
  return {
    discountId,
    description,
    kind,
    value: discount.kind === 'percent' ? discount.percent : discount.amount,
    intervalMonths: discount.kind === 'percent' ? null : discount.intervalMonths,
    start: from,
    end: endOf(discount, from, plan),
  };
}

function endOf({ validUntil, periods, months }: Discount, from: CivilDate, plan: PeriodPlan): CivilDate | null {
  if (validUntil !== null) {
    return addDays(validUntil, 1);
  }
  if (months !== null) {
    return addMonths(from, months);
  }
  return periods === null ? null : billingPeriod(plan, periodIndexOf(plan, from) + periods - 1).end;
}

export function isInForce({ start, end }: DatedDiscount, day: CivilDate): boolean {
  return start <= day && (end === null || day < end);
}

/** Its first day and the first one without it, where they cut a span. */
export function discountBoundaries({ start, end }: DatedDiscount, span: DaySpan): CivilDate[] {
  return [start, ...(end === null ? [] : [end])].filter((day) => span.start < day && day < span.end);
}
