import type { DeductionKind } from '../invoice/settlement-events.ts';
import type { CivilDate } from '../kernel/calendar.ts';
import { type DecimalString, zDecimalString } from '../kernel/decimal.ts';
import { type DeductionLimits, policyOn, type SellerPolicies } from './policies.ts';

const percent = (text: string) => zDecimalString.parse(text);

/**
 * Where a seller says nothing. Whoever records payments does not write off: what is let go beyond a small difference, a
 * discount that is usual, a fee or a tax that a country withholds, another person decides on.
 */
const USUAL: DeductionLimits = {
  tolerance: percent('0.1'),
  earlyPaymentDiscount: percent('3'),
  bankFee: percent('10'),
  withholdingTax: percent('30'),
};

const FIELDS: Readonly<Record<DeductionKind, keyof DeductionLimits>> = {
  tolerance: 'tolerance',
  early_payment_discount: 'earlyPaymentDiscount',
  bank_fee: 'bankFee',
  withholding_tax: 'withholdingTax',
};

/** How much of an invoice's total, in percent, may be deducted for this reason. */
export function deductionLimitOn(
  { policies }: { readonly policies: SellerPolicies },
  kind: DeductionKind,
  day: CivilDate,
): DecimalString {
  return (policyOn(policies, 'deductionLimits', day) ?? USUAL)[FIELDS[kind]];
}
