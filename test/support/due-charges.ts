import { chargesDue, chargesOverTerm } from '../../src/domain/contract/charges-due.ts';
import type { Charge } from '../../src/domain/contract/events.ts';
import type { BindingContract } from '../../src/domain/contract/state.ts';
import { civilDate } from '../../src/domain/kernel/calendar.ts';
import { toDecimalString } from '../../src/domain/kernel/decimal.ts';
import { sumDecimals } from '../../src/domain/kernel/money.ts';

/** What examples look at: `units: amount, first day – last day served`, with its component where it does not recur. */

type Shown = Omit<Charge, 'chargeId'>;

export function shown({ component, quantity, amount, serviceStart, serviceEnd, reduces }: Shown): string {
  const what = component === 'recurring' ? '' : `${component.replace('_', ' ')} `;
  const reduced = reduces === null ? '' : ` reduces ${Number(reduces.slice(-14, -2))}${reduces.slice(-2)}`;
  return `${what}${quantity}: ${amount}, ${serviceStart} – ${serviceEnd}${reduced}`;
}

/** Everything due at a horizon. */
export function dueAt(state: BindingContract, through: string): string[] {
  return chargesDue(state, { from: null, through: civilDate(through) }).map(shown);
}

export function overTerm(state: BindingContract): string[] {
  return chargesOverTerm(state).map(shown);
}

export function totalOf(charges: readonly Shown[]): string {
  return toDecimalString(sumDecimals(charges.map(({ amount }) => amount)));
}

/** What is due at a horizon, in one sum. */
export function sumDueAt(state: BindingContract, through: string): string {
  return totalOf(chargesDue(state, { from: null, through: civilDate(through) }));
}
