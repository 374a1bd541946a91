import { Temporal } from 'temporal-polyfill';
import type { ActiveLine, AgreedPlan } from '../../../src/domain/contract/agreement.ts';
import type { BindingContract } from '../../../src/domain/contract/state.ts';
import type { DatedDiscount } from '../../../src/domain/rating/discount.ts';
import type { PriceTerms } from '../../../src/domain/rating/price.ts';

/**
 * What every period costs, computed in another way than src/domain/rating does: day by day, in fractions of whole numbers.
 * Knows every pricing model at prices per month, discounts in percent, uplift in percent, pauses, ramps, changes of rhythm
 * and early ends; prorated by actual days, tiers by the line's own units of the day. Rounded half up.
 */
export function owedByPeriod(contract: BindingContract, decimals: number): Map<string, bigint> {
  const owed = new Map<string, Fraction>();
  for (const line of contract.lines.filter(({ chargeType }) => chargeType === 'recurring')) {
    for (const plan of contract.plans) {
      countPlan(contract, line, plan, (key, value) => owed.set(key, sum(owed.get(key) ?? NOTHING, value)));
    }
  }
  return rounded(owed, sharedPeriods(contract), decimals);
}

/** Each line by itself; where lines share a discount one after the other, so that they sum to what they cost together. */
function rounded(
  owed: ReadonlyMap<string, Fraction>,
  shared: ReadonlySet<string>,
  decimals: number,
): Map<string, bigint> {
  const above = new Map<string, Fraction>();
  const inMinor = ({ over, under }: Fraction) => divideHalfUp(over * 10n ** BigInt(decimals), under);
  return new Map(
    [...owed].map(([key, value]) => {
      const period = key.slice(key.indexOf(' ') + 1);
      const before = above.get(period) ?? NOTHING;
      const until = sum(before, value);
      if (shared.has(period)) {
        above.set(period, until);
      }
      return [key, inMinor(until) - inMinor(before)];
    }),
  );
}

/** Periods with a day on which the contract's own discount is on something that is billed. */
function sharedPeriods(contract: BindingContract): Set<string> {
  const shared = new Set<string>();
  const recurring = contract.lines.filter(({ chargeType }) => chargeType === 'recurring');
  for (const plan of contract.plans) {
    for (const line of recurring) {
      forEachDay(contract, line, plan, (day, period) => {
        const units = Math.max(inForce(line.quantities, day).value, inForce(line.commitments, day).value);
        const { model } = inForce(line.prices, day).value;
        const isSomething = units > 0 || model === 'flat_fee' || model === 'custom';
        if (isSomething && contract.discounts.some((discount) => holds(discount, day))) {
          shared.add(period);
        }
      });
    }
  }
  return shared;
}

type Day = Temporal.PlainDate;

interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

const NOTHING: Fraction = { over: 0n, under: 1n };

function sum(a: Fraction, b: Fraction): Fraction {
  return a.under === b.under
    ? { over: a.over + b.over, under: a.under }
    : { over: a.over * b.under + b.over * a.under, under: a.under * b.under };
}

function product(a: Fraction, b: Fraction): Fraction {
  return { over: a.over * b.over, under: a.under * b.under };
}

/** Every day that a plan bills for a line, added to its period. */
function countPlan(
  contract: BindingContract,
  line: ActiveLine,
  plan: AgreedPlan,
  add: (key: string, value: Fraction) => void,
): void {
  const values = new Map<string, Fraction>();
  forEachDay(contract, line, plan, (day, period, days) => {
    const ofDay = valueOfDay(contract, line, Temporal.PlainDate.from(day));
    const key = `${line.lineId} ${period}`;
    const share = { over: ofDay.over * BigInt(plan.intervalMonths), under: ofDay.under * days };
    values.set(key, sum(values.get(key) ?? NOTHING, share));
  });
  for (const [key, value] of values) {
    add(key, value);
  }
}

/** Every day that a plan bills for a line, with its period, first and last day, and the days of that. */
function forEachDay(
  contract: BindingContract,
  line: ActiveLine,
  plan: AgreedPlan,
  visit: (day: string, period: string, days: bigint) => void,
): void {
  const billed = isBilled(contract, line, plan);
  const last = Temporal.PlainDate.from(contract.cancellation?.billedThrough ?? contract.terms.endDate);
  for (
    let day = Temporal.PlainDate.from(plan.from);
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add({ days: 1 })
  ) {
    if (billed(day.toString())) {
      const { start, end } = periodOf(plan, day);
      const period = `${start.toString()}/${end.subtract({ days: 1 }).toString()}`;
      visit(day.toString(), period, BigInt(start.until(end, { largestUnit: 'days' }).days));
    }
  }
}

function isBilled(
  { pauses, cancellation }: BindingContract,
  line: ActiveLine,
  plan: AgreedPlan,
): (day: string) => boolean {
  const stopped = pauses.filter(({ effect }) => effect !== 'keep_billing');
  return (day) =>
    day >= line.startsOn &&
    (line.endsBefore === null || day < line.endsBefore) &&
    (plan.until === null || day < plan.until) &&
    (cancellation === null || day <= cancellation.billedThrough) &&
    !stopped.some(({ start, end }) => start <= day && (end === null || day < end));
}

function periodOf({ anchor, intervalMonths }: AgreedPlan, day: Day): { readonly start: Day; readonly end: Day } {
  const from = Temporal.PlainDate.from(anchor);
  let n = Math.floor(((day.year - from.year) * 12 + day.month - from.month) / intervalMonths) - 1;
  while (Temporal.PlainDate.compare(from.add({ months: (n + 1) * intervalMonths }), day) <= 0) {
    n += 1;
  }
  return { start: from.add({ months: n * intervalMonths }), end: from.add({ months: (n + 1) * intervalMonths }) };
}

/** What a line costs a month at the terms of a day. */
function valueOfDay(contract: BindingContract, line: ActiveLine, date: Day): Fraction {
  const day = date.toString();
  const units = Math.max(inForce(line.quantities, day).value, inForce(line.commitments, day).value);
  const price = inForce(line.prices, day);
  const discounts = [...line.discounts, ...contract.discounts].filter((discount) => holds(discount, day));
  return [
    ...risesSince(contract, price.effectiveOn, day),
    ...discounts.map(({ value }) => percent(`-${value}`)),
  ].reduce(product, listValue(price.value, units, Temporal.PlainDate.from(price.effectiveOn), date));
}

function holds({ kind, start, end }: DatedDiscount, day: string): boolean {
  if (kind !== 'percent') throw new Error('only discounts in percent');
  return start <= day && (end === null || day < end);
}

function inForce<T>(values: readonly { effectiveOn: string; value: T }[], day: string) {
  return values.filter(({ effectiveOn }) => effectiveOn <= day).at(-1)!;
}

function risesSince({ terms, serviceStart }: BindingContract, since: string, day: string): Fraction[] {
  const rises: Fraction[] = [];
  if (terms.uplift !== null) {
    if (terms.uplift.kind !== 'percent') throw new Error('only an uplift in percent');
    for (let years = 1; ; years += 1) {
      const anniversary = Temporal.PlainDate.from(serviceStart).add({ years }).toString();
      if (anniversary > day) break;
      if (anniversary > since) rises.push(percent(terms.uplift.percent));
    }
  }
  return rises;
}

/** 1 and so many percent: `-10` is nine tenths. */
function percent(text: string): Fraction {
  const { over, under } = fraction(text);
  return { over: 100n * under + over, under: 100n * under };
}

function fraction(text: string): Fraction {
  const [whole = '0', decimals = ''] = text.split('.');
  return { over: BigInt(whole + decimals), under: 10n ** BigInt(decimals.length) };
}

function listValue(price: PriceTerms, units: number, since: Day, day: Day): Fraction {
  if (price.intervalMonths !== 1) throw new Error('only prices per month');
  switch (price.model) {
    case 'seat_based':
      return times(price.unitPrice, units);
    case 'flat_fee':
      return times(price.price, 1);
    case 'volume_tiered':
      return times(price.tiers.find((tier) => units <= (tier.maxQuantity ?? units))!.unitPrice, units);
    case 'graduated_tiered':
      return graduatedValue(price.tiers, units);
    case 'package':
      return times(price.packagePrice, Math.floor((units + price.packageSize - 1) / price.packageSize));
    case 'custom': {
      const begun = price.steps.filter(
        ({ month }) => Temporal.PlainDate.compare(since.add({ months: month }), day) <= 0,
      );
      return times((begun.at(-1) ?? price.steps[0]!).amount, 1);
    }
  }
}

/** Unit by unit would do as well: the nth costs what the band says that n falls into. */
function graduatedValue(bands: Extract<PriceTerms, { model: 'graduated_tiered' }>['tiers'], units: number): Fraction {
  return bands.reduce((total, { maxQuantity, unitPrice }, index) => {
    const below = bands[index - 1]?.maxQuantity ?? 0;
    return sum(total, times(unitPrice, Math.max(0, Math.min(units, maxQuantity ?? units) - below)));
  }, NOTHING);
}

function times(price: string, units: number): Fraction {
  return product(fraction(price), { over: BigInt(units), under: 1n });
}

/** For values that are not negative. */
function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}
