import type { CivilDate } from '../kernel/calendar.ts';
import type { CurrencyCode } from '../kernel/currency.ts';
import { type Decimal, type DecimalString, decimal, ZERO } from '../kernel/decimal.ts';
import type { AccountId, ContractId, InvoiceId, SellerId } from '../kernel/ids.ts';
import { exactAmount } from '../kernel/money.ts';
import type { AccountCode, Side } from './chart.ts';

/** The event that an entry was made from: every entry can be traced to its fact. */
export interface EntrySource {
  readonly eventId: string;
  readonly category: string;
  readonly streamId: string;
  readonly revision: number;
  readonly position: bigint;
}

/** What an amount is about, beside its account. Null where it is about none, such as tax, which belongs to no contract. */
export interface Dimensions {
  readonly customerAccountId: AccountId | null;
  readonly contractId: ContractId | null;
  readonly invoiceId: InvoiceId | null;
}

export interface JournalLine extends Dimensions {
  readonly accountCode: AccountCode;
  readonly side: Side;
  /** Always above zero, with all decimals of the currency: the side carries the sign. */
  readonly amount: DecimalString;
}

/** One balanced posting. It is never changed or deleted; a correction is another entry. */
export interface JournalEntry {
  readonly entryId: string;
  readonly sellerId: SellerId;
  /** The day in whose period it counts. Reports go by it. */
  readonly postedOn: CivilDate;
  /** The day of the fact itself; earlier than `postedOn` when its own period was closed before it was known. */
  readonly occurredOn: CivilDate;
  readonly currency: CurrencyCode;
  readonly description: string;
  readonly rule: PostingRule;
  readonly ruleVersion: number;
  readonly mappingVersion: number;
  readonly source: EntrySource;
  readonly lines: readonly JournalLine[];
}

export const POSTING_RULES = [
  'invoice_issued',
  'credit_note_issued',
  'document_voided',
  'payment_received',
  'payment_applied',
  'payment_unapplied',
  'payment_refunded',
  'payment_reversed',
] as const;
export type PostingRule = (typeof POSTING_RULES)[number];

/**
 * A line for a signed value: a negative one stands on the other side, since amounts in the books are never negative.
 * None for zero. Throws when the value has more decimals than the currency.
 */
export function lineOf(
  side: Side,
  accountCode: AccountCode,
  value: Decimal,
  currency: CurrencyCode,
  dimensions: Dimensions,
): JournalLine[] {
  if (value.eq(ZERO)) {
    return [];
  }
  const turned = value.lt(ZERO);
  return [
    {
      accountCode,
      side: turned ? otherSide(side) : side,
      amount: exactAmount(value.abs(), currency),
      ...dimensions,
    },
  ];
}

export function otherSide(side: Side): Side {
  return side === 'debit' ? 'credit' : 'debit';
}

/**
 * Double entry: debits equal credits, to the last decimal, in the entry's one currency. Throws when they do not, which
 * is a bug in a posting rule or an event that contradicts itself; nothing may be posted then.
 */
export function assertBalanced(entry: JournalEntry): JournalEntry {
  let difference = ZERO;
  for (const { side, amount } of entry.lines) {
    const value = decimal(amount);
    if (value.lte(ZERO)) {
      throw new Error(`A line of the entry "${entry.description}" has the amount ${amount}; it must be above zero`);
    }
    difference = side === 'debit' ? difference.plus(value) : difference.minus(value);
  }
  if (!difference.eq(ZERO) || entry.lines.length < 2) {
    throw new Error(
      `The entry "${entry.description}" from event ${entry.source.eventId} does not balance: debits exceed credits ` +
        `by ${difference.toFixed()} ${entry.currency}, over ${entry.lines.length} lines`,
    );
  }
  return entry;
}
