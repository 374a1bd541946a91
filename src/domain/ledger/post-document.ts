import type { FinalisedInvoice } from '../invoice/state.ts';
import { later } from '../kernel/calendar.ts';
import { decimal } from '../kernel/decimal.ts';
import type { InvoiceId } from '../kernel/ids.ts';
import { sumDecimals } from '../kernel/money.ts';
import type { Side } from './chart.ts';
import type { PostingContext } from './context.ts';
import type { ContractNet } from './contract-nets.ts';
import { assertBalanced, type EntrySource, type JournalEntry, type JournalLine, lineOf, otherSide } from './entry.ts';

/** Version of the rule below; entries carry theirs. */
const RULE_VERSION = 1;

/**
 * A document posts receivable, tax and contract liability, and never revenue (billing-rules §8):
 *
 *     invoice       Dr trade receivables  total    Cr contract liabilities  subtotal, by contract
 *                                                  Cr output tax            by category and rate
 *     credit note   the reverse
 *
 * The debtor is the buyer, also where somebody else is billed. A category whose net is negative, within a document
 * whose sum is not, stands on the other side. A document of zeros has no entry.
 */
export function postDocument(
  final: FinalisedInvoice,
  invoiceId: InvoiceId,
  source: EntrySource,
  context: PostingContext,
): JournalEntry[] {
  const isInvoice = final.documentType === 'invoice';
  const lines = documentLines(final, invoiceId, isInvoice ? 'debit' : 'credit', context);
  if (lines.length === 0) {
    return [];
  }
  const firstOpenDay = context.firstOpenDay(final.sellerId);
  return [
    assertBalanced({
      entryId: context.entryId(0),
      sellerId: final.sellerId,
      // What becomes known after the close of its period posts on the first open day (billing-rules §8, Close).
      postedOn: firstOpenDay === null ? final.issueDate : later(final.issueDate, firstOpenDay),
      occurredOn: final.issueDate,
      currency: final.currency,
      description: `${isInvoice ? 'Invoice' : 'Credit note'} ${final.invoiceNumber}`,
      rule: isInvoice ? 'invoice_issued' : 'credit_note_issued',
      ruleVersion: RULE_VERSION,
      mappingVersion: context.mapping.version,
      source,
      lines,
    }),
  ];
}

function documentLines(
  final: FinalisedInvoice,
  invoiceId: InvoiceId,
  receivableSide: Side,
  { mapping, contractNets }: PostingContext,
): JournalLine[] {
  const { currency, accountId: customerAccountId } = final;
  const document = { customerAccountId, contractId: null, invoiceId };
  const counterSide = otherSide(receivableSide);
  return [
    ...lineOf(receivableSide, mapping.receivable, decimal(final.total), currency, document),
    ...netsOf(final, contractNets).flatMap(({ contractId, accountId, net }) =>
      lineOf(counterSide, mapping.contractLiability, decimal(net), currency, {
        customerAccountId: accountId,
        contractId,
        invoiceId,
      }),
    ),
    ...final.taxTotals.flatMap(({ category, tax }) =>
      lineOf(counterSide, mapping.outputTax[category], decimal(tax), currency, document),
    ),
  ];
}

/** The split over contracts, which must sum to the document's subtotal; one net of no contract when nobody knows it. */
function netsOf(final: FinalisedInvoice, known: readonly ContractNet[] | undefined): readonly ContractNet[] {
  if (known === undefined) {
    return [{ contractId: null, accountId: final.accountId, net: final.subtotal }];
  }
  const sum = sumDecimals(known.map(({ net }) => net));
  if (!sum.eq(decimal(final.subtotal))) {
    throw new Error(
      `The lines of the draft of ${final.invoiceNumber} sum to ${sum.toFixed()}, its subtotal is ${final.subtotal}`,
    );
  }
  return known;
}
