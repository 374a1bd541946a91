import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { DecimalString } from '../../domain/kernel/decimal.ts';
import type { DiscountId } from '../../domain/kernel/ids.ts';
import type { Discount } from '../../domain/rating/discount.ts';

/** A discount as a caller gives it: a percentage, or an amount per `intervalMonths` (null: per billing period). */
export interface DiscountInput {
  readonly percent: DecimalString | null;
  readonly amount: DecimalString | null;
  readonly intervalMonths: number | null;
  readonly description: string | null;
  readonly validFrom: CivilDate | null;
  readonly validUntil: CivilDate | null;
  readonly periods: number | null;
  readonly months: number | null;
}

/** The border lets exactly one of percentage and amount through. */
export function discountOf(input: DiscountInput, discountId: DiscountId, billingIntervalMonths: number): Discount {
  const { description, validFrom, validUntil, periods, months } = input;
  const agreed = { discountId, description, validFrom, validUntil, periods, months };
  return input.percent === null
    ? {
        kind: 'amount',
        amount: input.amount ?? ('0' as DecimalString), // refused by the decider where neither was given
        intervalMonths: input.intervalMonths ?? billingIntervalMonths,
        ...agreed,
      }
    : { kind: 'percent', percent: input.percent, ...agreed };
}
