import { currencyExponent } from '../kernel/currency.ts';
import { type Decision, reject } from '../kernel/decider.ts';
import { decimal, roundTo, ZERO } from '../kernel/decimal.ts';
import { exactAmount } from '../kernel/money.ts';
import type { OrderTerms } from './events.ts';

/** Why an order cannot have these terms, naming the field; or undefined. */
export function termsFault(
  { amount, validFrom, validUntil, contractIds }: OrderTerms,
  currency: string,
): Decision<never> | undefined {
  const places = currencyExponent(currency);
  if (decimal(amount).lte(ZERO)) {
    return invalid('amount', 'must be more than 0');
  }
  if (!roundTo(decimal(amount), places, 'half_up').eq(decimal(amount))) {
    return invalid('amount', `must have at most ${places} decimals in ${currency}`);
  }
  if (validUntil !== null && validUntil < validFrom) {
    return invalid('validUntil', 'must not be before validFrom');
  }
  return new Set(contractIds).size < contractIds.length
    ? invalid('contractIds', 'must name each contract once')
    : undefined;
}

/** The amount with all decimals of its currency. */
export function exactTerms<Terms extends Partial<OrderTerms>>(terms: Terms, currency: string): Terms {
  return terms.amount === undefined ? terms : { ...terms, amount: exactAmount(decimal(terms.amount), currency) };
}

function invalid(field: string, text: string): Decision<never> {
  return reject('PURCHASE_ORDER_TERMS_INVALID', `The order cannot be so: ${field} ${text}.`, { [field]: text });
}
