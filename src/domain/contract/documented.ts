import { currencyExponent } from '../kernel/currency.ts';
import { type Decimal, type DecimalString, decimal, roundTo, toDecimalString } from '../kernel/decimal.ts';
import { exactAmount } from '../kernel/money.ts';
import type { Charge } from './events.ts';
import type { BindingContract } from './state.ts';

const DESCRIPTION_LENGTH_MAX = 400;

/** A charge as its document shows it: without what was given away of it before. */
export function asDocumented(charge: Charge, { setOffs, terms, rounding }: BindingContract): Charge {
  const setOff = setOffs.find(({ chargeId }) => chargeId === charge.chargeId);
  if (setOff === undefined) {
    return charge;
  }
  const { currency } = terms;
  const amount = decimal(charge.amount).plus(decimal(setOff.amount));
  const note = `; ${setOff.amount} ${currency} of it was given away before`;
  return {
    ...charge,
    description: `${charge.description.slice(0, DESCRIPTION_LENGTH_MAX - note.length)}${note}`,
    unitPrice: sharedOut(amount, decimal(charge.quantity), currencyExponent(currency), rounding),
    amount: exactAmount(amount, currency),
  };
}

/** The price of one unit such that round(quantity × unitPrice) = amount: ten places serve nearly always. */
function sharedOut(amount: Decimal, quantity: Decimal, places: number, mode: 'half_up' | 'half_even'): DecimalString {
  const exact = amount.div(quantity);
  const natural = roundTo(exact, 10, 'half_up');
  return toDecimalString(
    roundTo(natural.times(quantity), places, mode).eq(amount) ? natural : roundTo(exact, 20, 'half_up'),
  );
}
