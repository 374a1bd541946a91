import type { CivilDate } from '../kernel/calendar.ts';
import { decimal, ZERO } from '../kernel/decimal.ts';
import type { AccountId, ContractId, InvoiceId } from '../kernel/ids.ts';
import { exactAmount, sumDecimals } from '../kernel/money.ts';
import type { Section } from './section.ts';
import type { DraftedInvoice, FinalisedInvoice, IssuedSummary } from './state.ts';

/** A final document with its draft: the one says number and parties, the other its run and its days. */
export interface FinalDocument {
  readonly invoiceId: InvoiceId;
  readonly draft: DraftedInvoice;
  readonly final: FinalisedInvoice;
}

interface SummaryFacts {
  readonly invoiceId: InvoiceId;
  readonly runId: IssuedSummary['runId'];
  readonly addresseeId: AccountId;
  readonly issuedOn: CivilDate;
  readonly acceptedExceptions: readonly ContractId[];
}

type Shown = IssuedSummary['documents'][number];

/**
 * The summary of documents of one seller, bill-to and currency: by buyer, then by number; credit notes count against. All
 * amounts are those of the documents, so a summary never rounds.
 */
export function composeSummary(facts: SummaryFacts, documents: readonly FinalDocument[]): IssuedSummary {
  const [first] = documents;
  if (first === undefined) {
    throw new Error('A summary shows at least one document');
  }
  const { sellerId, currency } = first.final;
  const shown = documents.map(shownOf).sort(byBuyerAndNumber);
  const sum = (amounts: readonly string[]) => exactAmount(sumDecimals(amounts), currency);
  const days = documents.flatMap(({ draft, final }) => [
    draft.periodStart ?? final.issueDate,
    draft.periodEnd ?? final.issueDate,
  ]);
  const sorted = [...days].sort();
  return {
    ...facts,
    acceptedExceptions: [...facts.acceptedExceptions],
    sellerId,
    currency,
    periodStart: sorted[0] ?? facts.issuedOn,
    periodEnd: sorted.at(-1) ?? facts.issuedOn,
    documents: shown,
    sections: sectionsOf(shown, sum),
    subtotal: sum(shown.map(({ subtotal }) => subtotal)),
    tax: sum(shown.map(({ tax }) => tax)),
    total: sum(shown.map(({ total }) => total)),
  };
}

function shownOf({ invoiceId, final }: FinalDocument): Shown {
  const { documentType, currency } = final;
  const signed = (amount: string) =>
    exactAmount(documentType === 'invoice' ? decimal(amount) : ZERO.minus(decimal(amount)), currency);
  return {
    invoiceId,
    invoiceNumber: final.invoiceNumber,
    documentType,
    accountId: final.accountId,
    accountName: final.buyer.accountName,
    dueDate: final.dueDate,
    subtotal: signed(final.subtotal),
    tax: signed(final.tax),
    total: signed(final.total),
  };
}

function byBuyerAndNumber(a: Shown, b: Shown): number {
  const [left, right] = [a, b].map((each) => `${each.accountName}\n${each.accountId}\n${each.invoiceNumber}`);
  return left === undefined || right === undefined || left === right ? 0 : left < right ? -1 : 1;
}

function sectionsOf(shown: readonly Shown[], sum: (amounts: readonly string[]) => Section['subtotal']): Section[] {
  const buyers = new Map(shown.map(({ accountId, accountName }) => [accountId, accountName]));
  return [...buyers].map(([accountId, accountName]) => ({
    accountId,
    accountName,
    subtotal: sum(shown.filter((each) => each.accountId === accountId).map(({ subtotal }) => subtotal)),
  }));
}
