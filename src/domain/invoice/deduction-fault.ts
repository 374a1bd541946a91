import { currencyExponent } from '../kernel/currency.ts';
import type { Rejection } from '../kernel/decider.ts';
import { type Decimal, type DecimalString, decimal, roundTo } from '../kernel/decimal.ts';
import { exactAmount, sumDecimals } from '../kernel/money.ts';
import type { PayableInvoice } from './settle.ts';
import { applicationsOf } from './settlement.ts';
import type { Deduction, DeductionKind } from './settlement-events.ts';

const WORDS: Readonly<Record<DeductionKind, string>> = {
  tolerance: 'small differences',
  early_payment_discount: 'early-payment discounts',
  bank_fee: 'bank fees',
  withholding_tax: 'withholding tax',
};

/**
 * A deduction that is above what the seller lets go of an invoice for that reason, those counted that stand on it
 * already; or undefined. `limitOf`: in percent of the invoice's total.
 */
export function deductionFault(
  deductions: readonly Deduction[],
  { final, settlement }: PayableInvoice,
  limitOf: (kind: DeductionKind) => DecimalString,
): Rejection | undefined {
  const before = applicationsOf(settlement).flatMap((each) => each.deductions);
  for (const { kind } of deductions) {
    const percent = limitOf(kind);
    const limit = decimal(final.total).times(decimal(percent)).div(decimal('100'));
    if (sumOf([...before, ...deductions], kind).gt(limit)) {
      const most = exactAmount(roundTo(limit, currencyExponent(final.currency), 'half_up'), final.currency);
      return {
        code: 'DEDUCTION_ABOVE_LIMIT',
        message: `At most ${most} ${final.currency} (${percent} %) of ${final.invoiceNumber} may be deducted for ${WORDS[kind]}; leave the rest open.`,
      };
    }
  }
  return undefined;
}

function sumOf(deductions: readonly Deduction[], kind: DeductionKind): Decimal {
  return sumDecimals(deductions.filter((each) => each.kind === kind).map(({ amount }) => amount));
}
