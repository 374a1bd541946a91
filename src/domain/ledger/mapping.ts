import type { DeductionKind } from '../invoice/settlement-events.ts';
import type { TaxCategory } from '../kernel/fields.ts';
import type { AccountCode } from './chart.ts';

/**
 * Which account each posted fact goes to. Entries record the version that they were posted with, so that a change of
 * mapping moves nothing that stands in the books.
 */
export interface AccountMapping {
  readonly version: number;
  readonly receivable: AccountCode;
  readonly contractLiability: AccountCode;
  readonly outputTax: Readonly<Record<TaxCategory, AccountCode>>;
  readonly bank: AccountCode;
  readonly unappliedCash: AccountCode;
  readonly deductions: Readonly<Record<DeductionKind, AccountCode>>;
}

/** The mapping of every seller from the beginning. */
export const STANDARD_MAPPING: AccountMapping = {
  version: 1,
  receivable: '1100',
  contractLiability: '2100',
  outputTax: { standard: '2200', reduced: '2210', zero: '2220', exempt: '2230', reverse_charge: '2240' },
  bank: '1000',
  unappliedCash: '2300',
  deductions: { tolerance: '6300', early_payment_discount: '6100', bank_fee: '6200', withholding_tax: '1300' },
};
