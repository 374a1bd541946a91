import type { Charge } from '../contract/events.ts';
import { decimal } from '../kernel/decimal.ts';
import { longDate, reasonText } from './describe.ts';

/** How the amount of a charge comes about, step by step: anybody can follow it with a pocket calculator. */
export function chargeSteps(charge: Charge): string[] {
  const { rate, quantity, listPrice, unitPrice, amount, days, daysOfPeriod } = charge;
  const per =
    rate.intervalMonths === null ? '' : rate.intervalMonths === 1 ? ' a month' : ` for ${rate.intervalMonths} months`;
  const tier = rate.tier === null ? '' : ` (tier ${rate.tier})`;
  const adjusted = rate.adjustments.map(reasonText);
  const isRepeated = rate.intervalMonths !== null;
  return [
    `The list price of one unit is ${rate.listUnitPrice}${per}${tier}.`,
    ...(adjusted.length === 0 ? [] : [`It is moved by: ${adjusted.join('; ')}. That makes ${rate.unitPrice}${per}.`]),
    ...(isRepeated
      ? [
          `The whole period, ${longDate(charge.periodStart)} – ${longDate(charge.periodEnd)}, has ${daysOfPeriod} days; at list price it comes to ${listPrice}.`,
          days === daysOfPeriod
            ? `All of it is charged: ${unitPrice} for one unit.`
            : `${days} of its days are charged, ${longDate(charge.serviceStart)} – ${longDate(charge.serviceEnd)}: ${unitPrice} for one unit.`,
        ]
      : []),
    productText(quantity, unitPrice, amount),
  ];
}

function productText(quantity: string, unitPrice: string, amount: string): string {
  const exact = decimal(quantity).times(decimal(unitPrice));
  const product = `${quantity} × ${unitPrice} = ${exact.toFixed()}`;
  return exact.eq(decimal(amount)) ? `${product}.` : `${product}, rounded to ${amount}.`;
}
