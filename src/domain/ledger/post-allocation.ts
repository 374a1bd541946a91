import type { Application } from '../invoice/settlement.ts';
import type { CivilDate } from '../kernel/calendar.ts';
import { decimal } from '../kernel/decimal.ts';
import type { InvoiceId } from '../kernel/ids.ts';
import type { Side } from './chart.ts';
import type { PostingContext } from './context.ts';
import { type EntrySource, type JournalEntry, type JournalLine, lineOf, otherSide } from './entry.ts';
import { entryOf } from './one-entry.ts';

type Applied = Omit<Application, 'appliedOn'>;

/** Version of the rules below; entries carry theirs. */
const RULE_VERSION = 1;

/**
 * What settles an invoice leaves unapplied cash, and what was deducted goes where it belongs (billing-rules §8):
 *
 *     Dr unapplied cash  cash           Cr trade receivables  amount
 *     Dr by deduction    its amount
 */
export function postApplied(
  data: Application,
  invoiceId: InvoiceId,
  source: EntrySource,
  context: PostingContext,
): JournalEntry[] {
  const rule = { rule: 'payment_applied', ruleVersion: RULE_VERSION } as const;
  const description = `Payment of invoice ${data.invoiceNumber}`;
  const lines = linesOf(data, invoiceId, 'debit', context);
  return entryOf({ ...data, ...rule, description, on: data.appliedOn }, lines, source, context);
}

/** The reverse, on a day of its own: what was posted stays. */
export function postUnapplied(
  data: Applied & { readonly unappliedOn: CivilDate },
  invoiceId: InvoiceId,
  source: EntrySource,
  context: PostingContext,
): JournalEntry[] {
  const rule = { rule: 'payment_unapplied', ruleVersion: RULE_VERSION } as const;
  const description = `Payment taken off invoice ${data.invoiceNumber}`;
  const lines = linesOf(data, invoiceId, 'credit', context);
  return entryOf({ ...data, ...rule, description, on: data.unappliedOn }, lines, source, context);
}

function linesOf(data: Applied, invoiceId: InvoiceId, cashSide: Side, { mapping }: PostingContext): JournalLine[] {
  const { payerAccountId, accountId, currency, cash, deductions, amount } = data;
  const ofPayer = { customerAccountId: payerAccountId, contractId: null, invoiceId };
  const ofBuyer = { customerAccountId: accountId, contractId: null, invoiceId };
  return [
    ...lineOf(cashSide, mapping.unappliedCash, decimal(cash), currency, ofPayer),
    ...deductions.flatMap((each) =>
      lineOf(cashSide, mapping.deductions[each.kind], decimal(each.amount), currency, ofBuyer),
    ),
    ...lineOf(otherSide(cashSide), mapping.receivable, decimal(amount), currency, ofBuyer),
  ];
}
