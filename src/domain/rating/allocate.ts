import type { Charge } from '../contract/events.ts';
import { currencyExponent } from '../kernel/currency.ts';
import { type Decimal, decimal, ZERO } from '../kernel/decimal.ts';
import { roundRatiosCumulatively } from '../kernel/ratio.ts';
import { exactValue, type Pricing } from './amount.ts';
import type { Difference } from './differences.ts';
import { type BillingPeriod, daysWithin } from './periods.ts';

/** What stands of a charge: the amount that can still be credited, and the units times days that it still covers. */
interface Standing {
  readonly amount: Decimal;
  readonly unitDays: Decimal;
}

const NEGATED = decimal('-1');

/**
 * Rounds the differences to amounts that sum to `total`. A charge is never negative; a credit is never more than what is
 * left of the charge that it reduces, and exactly that when no unit of the charge remains: otherwise a cent would
 * stand on nothing, out of reach of every later credit. The cents that rounding leaves over go to the last charge,
 * else to a credit with room. Undefined when they fit nowhere.
 */
export function amountsOf(
  found: readonly Difference[],
  total: Decimal,
  before: readonly Charge[],
  pricing: Pricing,
): Decimal[] | undefined {
  const { period, rounding } = pricing;
  const exact = found.map((item) => exactValue(item.quantity, item.rate, item, pricing));
  const amounts = roundRatiosCumulatively(exact, currencyExponent(rounding.currency), rounding.mode);
  const isFixed = capCredits(found, amounts, before, period);
  const creditable = new Map([...standingByCharge(before)].map(([id, { amount }]) => [id, amount]));
  for (const [index, { reduces }] of found.entries()) {
    if (reduces !== null) {
      creditable.set(reduces, (creditable.get(reduces) ?? ZERO).plus(amounts[index] ?? ZERO));
    }
  }
  let residue = amounts.reduce((rest, amount) => rest.minus(amount), total);
  const charges = [...found.keys()].filter((index) => found[index]?.reduces === null);
  const credits = [...found.keys()].filter((index) => found[index]?.reduces !== null && isFixed[index] !== true);
  for (const index of [...charges.toReversed(), ...credits.toReversed()]) {
    if (residue.eq(ZERO)) {
      break;
    }
    const amount = amounts[index] ?? ZERO;
    const reduces = found[index]?.reduces ?? null;
    const left = reduces === null ? undefined : (creditable.get(reduces) ?? ZERO);
    const lowest = (left ?? amount).times(NEGATED);
    const highest = left === undefined ? residue : amount.times(NEGATED);
    const moved = clamp(residue, lowest, highest);
    amounts[index] = amount.plus(moved);
    residue = residue.minus(moved);
    if (reduces !== null && left !== undefined) {
      creditable.set(reduces, left.plus(moved));
    }
  }
  return residue.eq(ZERO) ? amounts : undefined;
}

/** Caps the credits in `amounts`; answers which of them may not move, because they use up their charge. */
function capCredits(
  found: readonly Difference[],
  amounts: Decimal[],
  before: readonly Charge[],
  period: BillingPeriod,
): boolean[] {
  if (found.every((item) => item.reduces === null)) {
    return [];
  }
  const standing = standingByCharge(before);
  const lastCredit = new Map<string, number>();
  for (const [index, item] of found.entries()) {
    if (item.reduces !== null) {
      lastCredit.set(item.reduces, index);
      const { amount, unitDays } = standing.get(item.reduces) ?? { amount: ZERO, unitDays: ZERO };
      const credited = item.quantity.times(decimal(String(daysWithin(period, item))));
      standing.set(item.reduces, { amount, unitDays: unitDays.plus(credited) });
    }
  }
  return found.map((item, index) => {
    if (item.reduces === null) {
      return false;
    }
    const { amount: left, unitDays } = standing.get(item.reduces) ?? { amount: ZERO, unitDays: ZERO };
    const isUsedUp = unitDays.eq(ZERO);
    const wanted = (amounts[index] ?? ZERO).times(NEGATED);
    const credit = wanted.gt(left) || (isUsedUp && lastCredit.get(item.reduces) === index) ? left : wanted;
    amounts[index] = credit.times(NEGATED);
    standing.set(item.reduces, { amount: left.minus(credit), unitDays });
    return isUsedUp;
  });
}

function standingByCharge(charges: readonly Charge[]): Map<string, Standing> {
  const standing = new Map<string, Standing>();
  for (const charge of charges) {
    const key = charge.reduces ?? charge.chargeId;
    const known = standing.get(key) ?? { amount: ZERO, unitDays: ZERO };
    standing.set(key, {
      amount: known.amount.plus(decimal(charge.amount)),
      unitDays: known.unitDays.plus(decimal(charge.quantity).times(decimal(String(charge.days)))),
    });
  }
  return standing;
}

function clamp(value: Decimal, lowest: Decimal, highest: Decimal): Decimal {
  if (value.lt(lowest)) {
    return lowest;
  }
  return value.gt(highest) ? highest : value;
}
