import { currencyExponent } from '../kernel/currency.ts';
import { type Decision, reject } from '../kernel/decider.ts';
import { type Decimal, type DecimalString, decimal, ZERO } from '../kernel/decimal.ts';

/** Money is above zero, and has no more decimals than its currency. */
export function amountFault(amount: DecimalString, currency: string, field: string): Decision<never> | undefined {
  const value = decimal(amount);
  if (value.lte(ZERO)) {
    return reject('PAYMENT_AMOUNT_INVALID', `The amount is ${amount}; send one above zero.`, {
      [field]: 'must be above zero',
    });
  }
  return hasDecimals(value, currency)
    ? undefined
    : reject(
        'PAYMENT_AMOUNT_INVALID',
        `${amount} has more decimals than ${currency} has; send an amount that exists.`,
        {
          [field]: `has more decimals than ${currency}`,
        },
      );
}

function hasDecimals(value: Decimal, currency: string): boolean {
  return value.round(currencyExponent(currency), 0).eq(value);
}
