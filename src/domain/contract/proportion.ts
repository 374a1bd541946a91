import { type Decision, reject } from '../kernel/decider.ts';
import { type Decimal, decimal, ZERO } from '../kernel/decimal.ts';
import { exactAmount, sumDecimals } from '../kernel/money.ts';
import { plus, quotient, RATIO_ZERO, ratio } from '../kernel/ratio.ts';
import { billedUnits, linePartsOn, monthlyValue } from '../rating/line-price.ts';
import type { BillingGuard } from '../seller/policies.ts';
import { owedBy } from './charges-due.ts';
import type { Charge } from './events.ts';
import type { BindingContract } from './state.ts';

type GuardedCharge = Pick<Charge, 'component' | 'periodStart' | 'amount'>;

/**
 * A guard against runaways, whether a slip in a number of seats or a fault of ours: more lines than anybody reads, or an
 * amount out of proportion to what the contract usually comes to. What is charged once is left aside, and a catch-up over
 * several billing periods may come to as many times as much.
 */
export function proportionFault(
  contract: BindingContract,
  charges: readonly GuardedCharge[],
  { maxLines, maxTimesUsual }: BillingGuard,
): Decision<never> | undefined {
  const { contractNumber, terms } = contract;
  if (charges.length > maxLines) {
    return outOfProportion(
      `Contract ${contractNumber} would get ${charges.length} lines at once, more than ${maxLines}`,
    );
  }
  const { amount, periods } = recurringIn(charges);
  const limit = (usual: Decimal) => usual.times(decimal(maxTimesUsual)).times(decimal(String(periods)));
  // What was billed before is at hand; what was agreed is worked out only where that is not enough.
  const before = largestBefore(contract);
  if (amount.lte(limit(before))) {
    return undefined;
  }
  const agreed = agreedPerPeriod(contract);
  const usual = agreed.gt(before) ? agreed : before;
  if (usual.eq(ZERO) || amount.lte(limit(usual))) {
    return undefined; // of nothing there is no multiple
  }
  const money = (value: Decimal) => `${exactAmount(value.round(4), terms.currency)} ${terms.currency}`;
  return outOfProportion(
    `Contract ${contractNumber} would be charged ${money(amount)} for ${periods} billing period${periods === 1 ? '' : 's'}, more than ${maxTimesUsual} times the usual ${money(usual)}`,
  );
}

function outOfProportion(what: string): Decision<never> {
  return reject(
    'CHARGES_OUT_OF_PROPORTION',
    `${what}; correct the contract, or bill it with acceptGuard and a reason when it is right.`,
  );
}

/** The size of what recurs, credits included, and the billing periods that it is for; one at least. */
function recurringIn(charges: readonly GuardedCharge[]): { readonly amount: Decimal; readonly periods: number } {
  const recurring = charges.filter(({ component }) => component === 'recurring');
  const periods = new Set(recurring.map(({ periodStart }) => periodStart)).size;
  return { amount: sumDecimals(recurring.map(({ amount }) => amount)).abs(), periods: Math.max(1, periods) };
}

/** The most that a claim before has come to in one of its billing periods. Whoever let it pass has found it right. */
function largestBefore({ claims }: BindingContract): Decimal {
  return claims
    .filter(({ isReleased }) => !isReleased)
    .map(({ charges }) => recurringIn(charges))
    .map(({ amount, periods }) => amount.div(decimal(String(periods))))
    .reduce((most, each) => (each.gt(most) ? each : most), ZERO);
}

/** What a billing period comes to by the first quantities and list prices of the lines, or by the minimum. */
function agreedPerPeriod(contract: BindingContract): Decimal {
  const { lines, plans, minimum } = owedBy(contract);
  const months = Math.max(...plans.map(({ intervalMonths }) => intervalMonths));
  const monthly = lines
    .filter(({ chargeType }) => chargeType === 'recurring')
    .map((line) => {
      const day = line.service.start;
      return monthlyValue(linePartsOn({ ...line, discounts: [] }, [], day, billedUnits(line, day)));
    })
    .reduce(plus, RATIO_ZERO);
  const least = minimum === null ? ZERO : quotient(ratio(minimum.amount, minimum.intervalMonths));
  const agreed = quotient(monthly);
  return (agreed.gt(least) ? agreed : least).times(decimal(String(months)));
}
