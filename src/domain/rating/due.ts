import type { Charge } from '../contract/events.ts';
import type { CivilDate } from '../kernel/calendar.ts';
import { type Decimal, decimal, roundTo, toDecimalString, ZERO } from '../kernel/decimal.ts';
import { exactAmount, sumDecimals } from '../kernel/money.ts';
import { amountsOf } from './allocate.ts';
import { periodPrice, periodTotal, type Rounding, unitPriceOf } from './amount.ts';
import { describeCharge } from './describe.ts';
import { type Difference, differences, restatement } from './differences.ts';
import {
  type BillingPeriod,
  billingPeriod,
  daysWithin,
  isDueAt,
  lastDayWithin,
  type PeriodPlan,
  periodIndexOf,
} from './periods.ts';
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
  const { plan, rounding } = owed;
  const segments = segmentsWithin(line, period);
  const found = differences(segments, before, period);
  const chargedSoFar = sumDecimals(before.map((charge) => charge.amount));
  const total = periodTotal(segments, period, plan, rounding).minus(chargedSoFar);
  if (found.length === 0 && total.eq(ZERO)) {
    return [];
  }
  const amounts = amountsOf(found, total, before, period, plan, rounding);
  if (amounts !== undefined) {
    return toCharges(owed, line, period, found, amounts, before);
  }
  // A cent is owed or too much, and no difference can take it without going below zero.
  const anew = restatement(segments, before, period);
  const restated = amountsOf(anew, total, before, period, plan, rounding);
  if (restated === undefined) {
    throw new Error(`Period ${period.start} of line ${line.lineId} cannot be made to sum to what it owes`);
  }
  return toCharges(owed, line, period, anew, restated, before);
}

function toCharges(
  owed: Owed,
  line: LineTimeline,
  period: BillingPeriod,
  found: readonly Difference[],
  amounts: readonly Decimal[],
  before: readonly Charge[],
): DueCharge[] {
  return found.map((difference, index) =>
    toCharge(owed, line, period, difference, amounts[index] ?? ZERO, before.length > 0),
  );
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
  const days = daysWithin(period, difference);
  const listPrice = periodPrice(difference.rate, plan);
  const exactUnit = listPrice.times(decimal(String(days))).div(decimal(String(period.days)));
  return {
    lineId: line.lineId,
    component: 'recurring',
    productId: line.productId,
    description: describeCharge(line.description, difference, period, isChange),
    periodStart: period.start,
    periodEnd: period.lastDay,
    serviceStart: difference.start,
    serviceEnd: lastDayWithin(period, difference),
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
