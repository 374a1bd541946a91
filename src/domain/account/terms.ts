import { currencyExponent } from '../kernel/currency.ts';
import { type Decision, reject } from '../kernel/decider.ts';
import { type DecimalString, decimal, roundTo, ZERO } from '../kernel/decimal.ts';
import { takesDays } from '../kernel/due-date.ts';
import type { PaymentTerms } from '../kernel/fields.ts';
import { exactAmount } from '../kernel/money.ts';

/** On an account, null means those of the seller. */
export interface PaymentTermsFields<Terms extends PaymentTerms | null = PaymentTerms> {
  readonly paymentTerms: Terms;
  readonly paymentTermsDays: number | null;
}

/** What holds where contract, account and seller say nothing. */
export const STANDARD_TERMS: PaymentTermsFields = { paymentTerms: 'net_30', paymentTermsDays: null };

/** Some terms need their days; the others say them in their name, so days beside them are dropped. */
export function normalPaymentTerms<Terms extends PaymentTerms | null>({
  paymentTerms,
  paymentTermsDays,
}: PaymentTermsFields<Terms>): PaymentTermsFields<Terms> {
  const days = paymentTerms !== null && takesDays(paymentTerms) ? paymentTermsDays : null;
  return { paymentTerms, paymentTermsDays: days };
}

/** The terms that a contract takes when it says nothing: its account's, else its seller's, else the usual ones. */
export function inheritedTerms(
  { paymentTerms, paymentTermsDays }: PaymentTermsFields<PaymentTerms | null>,
  ofSeller: PaymentTermsFields | null,
): PaymentTermsFields {
  return paymentTerms === null ? (ofSeller ?? STANDARD_TERMS) : normalPaymentTerms({ paymentTerms, paymentTermsDays });
}

export function paymentTermsFault({
  paymentTerms,
  paymentTermsDays,
}: PaymentTermsFields<PaymentTerms | null>): Decision<never> | undefined {
  if (paymentTerms === null || !takesDays(paymentTerms) || paymentTermsDays !== null) {
    return undefined;
  }
  const name = paymentTerms === 'custom' ? 'Custom payment terms' : `Payment terms ${paymentTerms}`;
  return reject('PAYMENT_TERMS_INCOMPLETE', `${name} need the number of days; send paymentTermsDays.`, {
    paymentTermsDays: `is required with ${paymentTerms === 'custom' ? 'custom payment terms' : paymentTerms}`,
  });
}

/** A limit is an amount of the account's currency (ISO 4217 minor unit), never negative. Zero lets nothing through. */
export function creditLimitFault(limit: DecimalString | null, currency: string): Decision<never> | undefined {
  if (limit === null) {
    return undefined;
  }
  const value = decimal(limit);
  const places = currencyExponent(currency);
  if (value.lt(ZERO)) {
    return reject('CREDIT_LIMIT_INVALID', `A credit limit of ${limit} ${currency} is negative; null means no limit.`, {
      creditLimit: 'must be 0 or more',
    });
  }
  if (!roundTo(value, places, 'half_up').eq(value)) {
    return reject(
      'CREDIT_LIMIT_INVALID',
      `A credit limit of ${limit} is no amount of ${currency}, which has ${places} decimals.`,
      { creditLimit: `must have at most ${places} decimals in ${currency}` },
    );
  }
  return undefined;
}

export function exactLimit(limit: DecimalString | null, currency: string): DecimalString | null {
  return limit === null ? null : exactAmount(decimal(limit), currency);
}
