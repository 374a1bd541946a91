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
}

/** The mapping of every seller from the beginning. */
export const STANDARD_MAPPING: AccountMapping = {
  version: 1,
  receivable: '1100',
  contractLiability: '2100',
  outputTax: { standard: '2200', reduced: '2210', zero: '2220', exempt: '2230', reverse_charge: '2240' },
};
