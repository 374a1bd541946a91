import type { RunDocument } from '../../../domain/billing-run/events.ts';
import { decimal } from '../../../domain/kernel/decimal.ts';
import { exactAmount } from '../../../domain/kernel/money.ts';
import type { RunTotal } from './rows.ts';

type Counted = Pick<RunDocument, 'currency' | 'documentType' | 'total'>;

/** Totals by currency with the documents of one more chunk, in the order of the currency codes. */
export function withDocuments(totals: readonly RunTotal[], documents: readonly Counted[]): RunTotal[] {
  const byCurrency = new Map(totals.map((total) => [total.currency, total]));
  for (const { currency, documentType, total } of documents) {
    const known = byCurrency.get(currency) ?? noTotal(currency);
    const plus = (amount: string) => exactAmount(decimal(amount).plus(decimal(total)), currency);
    byCurrency.set(
      currency,
      documentType === 'invoice'
        ? { ...known, invoices: known.invoices + 1, invoiceTotal: plus(known.invoiceTotal) }
        : { ...known, creditNotes: known.creditNotes + 1, creditTotal: plus(known.creditTotal) },
    );
  }
  return [...byCurrency.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

function noTotal(currency: string): RunTotal {
  const nothing = exactAmount(decimal('0'), currency);
  return { currency, invoices: 0, invoiceTotal: nothing, creditNotes: 0, creditTotal: nothing };
}
