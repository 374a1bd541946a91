/** The elements of financial statements (IFRS Conceptual Framework, chapter 4; FASB Concepts Statement 8). */
export type AccountType = 'asset' | 'liability' | 'equity' | 'revenue' | 'expense';

export type Side = 'debit' | 'credit';

export interface LedgerAccount {
  /** Four digits; the first one is the account's type. */
  readonly code: string;
  readonly name: string;
  readonly type: AccountType;
  /** The side on which it grows. A contra account grows on the other side than its type. */
  readonly normalSide: Side;
  /** What stands on it, and the standard that names it. */
  readonly description: string;
}

function account<const Code extends string>(
  code: Code,
  name: string,
  type: AccountType,
  normalSide: Side,
  description: string,
): LedgerAccount & { readonly code: Code } {
  return { code, name, type, normalSide, description };
}

/** The chart of accounts: the same for every seller. Codes are never reused; a mapping says which fact goes where. */
export const CHART = [
  account('1000', 'Bank', 'asset', 'debit', 'Cash received (IAS 7.6, ASC 230)'),
  account('1100', 'Trade receivables', 'asset', 'debit', 'Invoiced, not yet paid (IFRS 15.108, ASC 606-10-45-4)'),
  account(
    '1190',
    'Receivables not yet unconditional',
    'asset',
    'credit',
    'Contra to trade receivables: invoiced before the right to payment is unconditional (IFRS 15.105 and 108)',
  ),
  account('1200', 'Contract assets', 'asset', 'debit', 'Earned, not yet invoiced (IFRS 15.107, ASC 606-10-45-3)'),
  account('1300', 'Withholding tax receivable', 'asset', 'debit', 'Tax that customers withheld and paid for us'),
  account(
    '2100',
    'Contract liabilities',
    'liability',
    'credit',
    'Deferred revenue: invoiced, not yet earned (IFRS 15.106, ASC 606-10-45-2)',
  ),
  account('2200', 'Output tax, standard rate', 'liability', 'credit', 'Tax collected for the state, category S'),
  account('2210', 'Output tax, reduced rate', 'liability', 'credit', 'Tax collected for the state, category AA'),
  account(
    '2220',
    'Output tax, zero rate',
    'liability',
    'credit',
    'Category Z; nothing stands here unless a rate is wrong',
  ),
  account(
    '2230',
    'Output tax, exempt',
    'liability',
    'credit',
    'Category E; nothing stands here unless a rate is wrong',
  ),
  account(
    '2240',
    'Output tax, reverse charge',
    'liability',
    'credit',
    'Category AE, which the buyer owes; nothing stands here unless a rate is wrong',
  ),
  account('2300', 'Unapplied cash', 'liability', 'credit', 'Receipts that are not allocated to a document yet'),
  account('3000', 'Opening balances', 'equity', 'credit', 'Counter account of balances taken over from another system'),
  account('4000', 'Subscription revenue', 'revenue', 'credit', 'Earned by serving (IFRS 15.31, ASC 606-10-25-23)'),
  account('6000', 'Bad debt expense', 'expense', 'debit', 'Delivered and never paid (IFRS 9 5.5.15, ASC 326-20)'),
  account('6100', 'Early-payment discounts', 'expense', 'debit', 'Short payments that the terms allow'),
  account('6200', 'Bank charges', 'expense', 'debit', 'Fees that banks kept from receipts'),
  account('6300', 'Small differences', 'expense', 'debit', 'Short and over-payments within the tolerance'),
  account('6900', 'Rounding differences', 'expense', 'debit', 'What rounding leaves over'),
] as const;

export type AccountCode = (typeof CHART)[number]['code'];

const BY_CODE: ReadonlyMap<string, LedgerAccount> = new Map(CHART.map((one) => [one.code, one]));

/** The account of that code, or undefined when the chart has none. */
export function accountOf(code: string): LedgerAccount | undefined {
  return BY_CODE.get(code);
}
