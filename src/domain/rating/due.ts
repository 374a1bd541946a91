import type { Charge } from '../contract/events.ts';
import { type CivilDate, daysBetween, lastDay } from '../kernel/calendar.ts';
import { type Decimal, decimal, roundTo, toDecimalString, ZERO } from '../kernel/decimal.ts';
import { exactAmount, roundCumulatively, sumDecimals } from '../kernel/money.ts';
import { exactValue, periodPrice, periodTotal, type Rounding, unitPriceOf } from './amount.ts';
import { describeCharge } from './describe.ts';
import { type Difference, differences } from './differences.ts';
import { type BillingPeriod, billingPeriod, isDueAt, type PeriodPlan, periodIndexOf } from './periods.ts';
import { type LineTimeline, segmentsWithin } from './timeline.ts';

/** What a contract owes and how it is to be computed. */
export interface Owed {
  readonly plan: PeriodPlan;
  readonly rounding: Rounding;
  readonly lines: readonly LineTimeline[];
  /** First day after the last day of service of any line. */
  readonly serviceEnd: CivilDate;
}

/** Which periods are asked for: those whose start is from `from` on (null: any) and that are due at `through`. */
export interface DueRange {
  readonly from: CivilDate | null;
  readonly through: CivilDate;
}

/** A charge before it has its id within a claim. */
export type DueCharge = Omit<Charge, 'chargeId'>;

/**
 * owed − charged = due. Looks at every billing period of every line that is due in `range` or has been charged already:
 * an earlier horizon yields nothing, never credits. Periods that end by `settledBefore` are known to agree and are left
 * out, so that the cost does not grow with the age of the contract.
 */
export function dueCharges(
  owed: Owed,
  charged: readonly Charge[],
  range: DueRange,
  settledBefore: CivilDate | null,
): DueCharge[] {
  const chargedByPeriod = groupCharges(charged);
  const due: DueCharge[] = [];
  for (const line of owed.lines) {
    for (const period of periodsToCompare(owed, line, chargedByPeriod, range, settledBefore)) {
      const before = chargedByPeriod.get(periodKey(line.lineId, period.start)) ?? [];
      due.push(...dueInPeriod(owed, line, period, before));
    }
  }
  return due;
}

function periodKey(lineId: string, periodStart: CivilDate): string {
  return `${lineId}|${periodStart}`;
}

function groupCharges(charges: readonly Charge[]): Map<string, Charge[]> {
  const groups = new Map<string, Charge[]>();
  for (const charge of charges) {
    const key = periodKey(charge.lineId, charge.periodStart);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [charge]);
    } else {
      group.push(charge);
    }
  }
  return groups;
}

function* periodsToCompare(
  owed: Owed,
  line: LineTimeline,
  chargedByPeriod: ReadonlyMap<string, readonly Charge[]>,
  range: DueRange,
  settledBefore: CivilDate | null,
): Generator<BillingPeriod> {
  const { plan } = owed;
  const firstDay = settledBefore !== null && settledBefore > plan.anchor ? settledBefore : plan.anchor;
  // Charges may stand for periods after the service was cut short, so the walk goes on while there are any.
  const lastCharged = lastChargedDay(line, chargedByPeriod);
  for (let index = periodIndexOf(plan, firstDay); ; index += 1) {
    const period = billingPeriod(plan, index);
    const isServed = period.start < owed.serviceEnd;
    const mayBeCharged = lastCharged !== undefined && period.start <= lastCharged;
    if (!isServed && !mayBeCharged) {
      return;
    }
    const isCharged = chargedByPeriod.has(periodKey(line.lineId, period.start));
    const isAskedFor = isDueAt(plan, period, range.through) && (range.from === null || period.start >= range.from);
    if (isCharged || (isServed && isAskedFor)) {
      yield period;
    } else if (!mayBeCharged && !isDueAt(plan, period, range.through)) {
      return;
    }
  }
}

function lastChargedDay(
  line: LineTimeline,
  chargedByPeriod: ReadonlyMap<string, readonly Charge[]>,
): CivilDate | undefined {
  let last: CivilDate | undefined;
  for (const charges of chargedByPeriod.values()) {
    const [charge] = charges;
    if (charge?.lineId === line.lineId && (last === undefined || charge.periodStart > last)) {
      last = charge.periodStart;
    }
  }
  return last;
}

function dueInPeriod(owed: Owed, line: LineTimeline, period: BillingPeriod, before: readonly Charge[]): DueCharge[] {
  const segments = segmentsWithin(line, period);
  const found = differences(segments, before);
  if (found.length === 0) {
    return [];
  }
  const total = periodTotal(segments, period, owed.plan, owed.rounding);
  const chargedSoFar = sumDecimals(before.map((charge) => charge.amount));
  const amounts = amountsOf(found, total.minus(chargedSoFar), period, owed, before);
  return found.map((difference, index) =>
    toCharge(owed, line, period, difference, amounts[index] ?? ZERO, before.length > 0),
  );
}

/**
 * Rounds the differences so that they sum to `total` and no credit exceeds what is left of the charge that it reduces.
 * The cent that cumulative rounding owes or has too much goes to the last charge, else to a credit with room for it.
 */
function amountsOf(
  found: readonly Difference[],
  total: Decimal,
  period: BillingPeriod,
  owed: Owed,
  before: readonly Charge[],
): Decimal[] {
  const exact = found.map((item) => exactValue(item.quantity, item.rate, item, period, owed.plan));
  const amounts = roundCumulatively(exact, owed.rounding.currency, owed.rounding.mode);
  const creditable = creditableByCharge(before);
  for (const [index, item] of found.entries()) {
    if (item.reduces !== null) {
      const left = creditable.get(item.reduces) ?? ZERO;
      const credit = (amounts[index] ?? ZERO).times(decimal('-1'));
      const capped = credit.gt(left) ? left : credit;
      amounts[index] = capped.times(decimal('-1'));
      creditable.set(item.reduces, left.minus(capped));
    }
  }
  let residue = amounts.reduce((rest, amount) => rest.minus(amount), total);
  for (let index = amounts.length - 1; index >= 0 && !residue.eq(ZERO); index -= 1) {
    const amount = amounts[index] ?? ZERO;
    const reduces = found[index]?.reduces ?? null;
    const left = reduces === null ? undefined : (creditable.get(reduces) ?? ZERO);
    const moved = left !== undefined && residue.times(decimal('-1')).gt(left) ? left.times(decimal('-1')) : residue;
    amounts[index] = amount.plus(moved);
    if (reduces !== null && left !== undefined) {
      creditable.set(reduces, left.plus(moved));
    }
    residue = residue.minus(moved);
  }
  return amounts;
}

/** What can still be credited of each charge: its amount less all reductions so far. */
export function creditableByCharge(charges: readonly Charge[]): Map<string, Decimal> {
  const left = new Map<string, Decimal>();
  for (const charge of charges) {
    const key = charge.reduces ?? charge.chargeId;
    left.set(key, (left.get(key) ?? ZERO).plus(decimal(charge.amount)));
  }
  return left;
}

function toCharge(
  owed: Owed,
  line: LineTimeline,
  period: BillingPeriod,
  difference: Difference,
  amount: Decimal,
  isChange: boolean,
): DueCharge {
  const { plan, rounding } = owed;
  const days = daysBetween(difference.start, difference.end);
  const listPrice = periodPrice(difference.rate, plan);
  const exactUnit = listPrice.times(decimal(String(days))).div(decimal(String(period.days)));
  return {
    lineId: line.lineId,
    component: 'recurring',
    productId: line.productId,
    description: describeCharge(line.description, difference, period, isChange),
    periodStart: period.start,
    periodEnd: lastDay(period),
    serviceStart: difference.start,
    serviceEnd: lastDay(difference),
    days,
    daysOfPeriod: period.days,
    quantity: toDecimalString(difference.quantity),
    rate: difference.rate,
    listPrice: toDecimalString(roundTo(listPrice, 10, 'half_up')),
    unitPrice: unitPriceOf(amount, difference.quantity, exactUnit, rounding),
    amount: exactAmount(amount, rounding.currency),
    taxCategory: line.taxCategory,
    reduces: difference.reduces,
  };
}
