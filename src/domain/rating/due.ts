import type { Charge } from '../contract/events.ts';
import { addMonths, type CivilDate, earlier } from '../kernel/calendar.ts';
import { type Decimal, toDecimalString, ZERO } from '../kernel/decimal.ts';
import { exactAmount, sumDecimals } from '../kernel/money.ts';
import { amountsOf } from './allocate.ts';
import { listPriceOf, type Pricing, unitPriceFor, unitPriceOf } from './amount.ts';
import { ChargesByPeriod, formerPeriod } from './charged-periods.ts';
import { type Comparison, comparisonsOf, comparisonsOnce } from './comparison.ts';
import { describeCharge } from './describe.ts';
import { type Difference, differences, restatement } from './differences.ts';
import type { Owed } from './owed.ts';
import { type OwedPeriod, owedPeriods, periodKey } from './owed-periods.ts';
import { daysWithin, lastDayWithin } from './periods.ts';

/** Which periods are asked for: those whose first day is from `from` on (null: any) and that are due at `through`. */
export interface DueRange {
  readonly from: CivilDate | null;
  readonly through: CivilDate;
}

/** A charge before it has its id within a claim. */
export type DueCharge = Omit<Charge, 'chargeId'>;

/**
 * owed − charged = due. Looks at every billing period of every line, and at everything charged once, that is due in
 * `range` or has been charged already: an earlier horizon yields nothing, never credits. Periods that end by
 * `settledBefore` are known to agree and are left out, so that the cost does not grow with the age of the contract.
 */
export function dueCharges(
  owed: Owed,
  charged: readonly Charge[],
  range: DueRange,
  settledBefore: CivilDate | null,
): DueCharge[] {
  const chargedBefore = new ChargesByPeriod(charged);
  const found: DueCharge[] = [];
  for (const period of periodsToCompare(owed, chargedBefore, range, settledBefore)) {
    for (const comparison of comparisonsOf(owed, period, chargedBefore, isAskedFor(period, range))) {
      found.push(...dueIn(comparison, owed, range.through));
    }
  }
  for (const comparison of comparisonsOnce(owed, charged, (period) => isAskedFor(period, range))) {
    found.push(...dueIn(comparison, owed, range.through));
  }
  const order = new Map(owed.lines.map(({ lineId }, index) => [lineId as string, index]));
  return found.sort((a, b) => (order.get(a.lineId) ?? 0) - (order.get(b.lineId) ?? 0)); // stable: days stay in order
}

/** What a timeline comes to from its first day to its last, without a charge for any of it: the sum of all that is owed. */
export function totalOwed(owed: Owed): Decimal {
  const nothing = new ChargesByPeriod([]);
  const [firstPlan] = owed.plans;
  let total = ZERO;
  for (const period of firstPlan === undefined ? [] : owedPeriods(owed, firstPlan.from)) {
    for (const comparison of comparisonsOf(owed, period, nothing, true)) {
      total = total.plus(comparison.total);
    }
  }
  return comparisonsOnce(owed, [], () => true).reduce((sum, once) => sum.plus(once.total), total);
}

function isAskedFor({ dueOn, firstDay }: OwedPeriod, { from, through }: DueRange): boolean {
  return dueOn <= through && (from === null || firstDay >= from);
}

function* periodsToCompare(
  owed: Owed,
  charged: ChargesByPeriod,
  range: DueRange,
  settledBefore: CivilDate | null,
): Generator<OwedPeriod> {
  const [firstPlan] = owed.plans;
  const orphans = new Map(
    charged
      .periods()
      .filter(({ periodEnd }) => settledBefore === null || periodEnd >= settledBefore)
      .map((charge) => [periodKey({ start: charge.periodStart, lastDay: charge.periodEnd }), charge]),
  );
  const lastCharged = charged.periods().at(-1)?.periodStart;
  if (firstPlan !== undefined) {
    for (const period of owedPeriods(owed, settledBefore ?? firstPlan.from)) {
      const isCharged = orphans.delete(periodKey(period.period));
      if (isCharged || isAskedFor(period, range)) {
        yield period;
      } else if (period.dueOn > range.through && (lastCharged === undefined || period.period.start > lastCharged)) {
        break;
      }
    }
  }
  // Charged once, but of no plan any more: the service was cut short, or the rhythm changed. Nothing is owed for them.
  for (const charge of orphans.values()) {
    yield formerPeriod(charge);
  }
}

function dueIn(comparison: Comparison, owed: Owed, through: CivilDate): DueCharge[] {
  const { segments, before, pricing } = comparison;
  const found = differences(segments, before, pricing.period);
  const total = comparison.total.minus(sumDecimals(before.map((charge) => charge.amount)));
  if ((total.eq(ZERO) && isAsCharged(found, before, pricing)) || isDeferred(owed, pricing, before, total, through)) {
    return [];
  }
  const amounts = amountsOf(found, total, before, pricing);
  if (amounts !== undefined) {
    return toCharges(comparison, found, amounts);
  }
  // A cent is owed or too much, and no difference can take it without going below zero.
  const anew = restatement(segments, before, pricing.period);
  const restated = amountsOf(anew, total, before, pricing);
  if (restated === undefined) {
    throw new Error(
      `Period ${pricing.period.start} of line ${comparison.line.lineId} cannot be made to sum to what it owes`,
    );
  }
  return toCharges(comparison, anew, restated);
}

/** Without proration days cost nothing of their own: where the money agrees, fewer or more of them are no difference. */
function isAsCharged(found: readonly Difference[], before: readonly Charge[], { proration }: Pricing): boolean {
  return found.length === 0 || (proration === 'none' && before.length > 0);
}

/** With yearly true-ups, more in a charged period waits for the end of its contract year. */
function isDeferred(
  owed: Owed,
  { period }: Pricing,
  before: readonly Charge[],
  total: Decimal,
  through: CivilDate,
): boolean {
  return owed.trueUps === 'yearly' && before.length > 0 && total.gt(ZERO) && through < trueUpDay(owed, period.start);
}

/** First day of the contract year after the one in which a day falls; the end of the service if that comes first. */
export function trueUpDay(owed: Owed, day: CivilDate): CivilDate {
  const start = owed.plans[0]?.from ?? day;
  let years = 1;
  while (addMonths(start, 12 * years) <= day) {
    years += 1;
  }
  return earlier(addMonths(start, 12 * years), owed.serviceEnd);
}

function toCharges(comparison: Comparison, found: readonly Difference[], amounts: readonly Decimal[]): DueCharge[] {
  return found.map((difference, index) => toCharge(comparison, difference, amounts[index] ?? ZERO));
}

function toCharge(comparison: Comparison, difference: Difference, amount: Decimal): DueCharge {
  const { line, component, pricing, before } = comparison;
  const { period, rounding, intervalMonths } = pricing;
  const { quantity, rate } = difference;
  return {
    lineId: line.lineId,
    accountId: comparison.accountId,
    component,
    productId: line.productId,
    description: describeCharge(comparison.description, difference, pricing, component, before.length > 0),
    periodStart: period.start,
    periodEnd: period.lastDay,
    serviceStart: difference.start,
    serviceEnd: lastDayWithin(period, difference),
    days: daysWithin(period, difference),
    daysOfPeriod: period.days,
    quantity: toDecimalString(quantity),
    rate,
    listPrice: listPriceOf(rate, intervalMonths),
    unitPrice: unitPriceOf(amount, quantity, unitPriceFor(rate, difference, pricing), rounding),
    amount: exactAmount(amount, rounding.currency),
    taxCategory: line.taxCategory,
    reduces: difference.reduces,
  };
}
