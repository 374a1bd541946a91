import { type Decimal, decimal, ZERO } from '../kernel/decimal.ts';
import { type CreditWeight, creditShares } from './credit-shares.ts';
import type { InvoiceLine } from './events.ts';
import type { DraftedInvoice } from './state.ts';

/**
 * How heavily each corrected document weighs in a credit note: what the lines take back of it, with tax. What else stands on
 * the note (a charge netted against credits) weighs nothing. In the order of the documents' ids.
 */
function creditWeights(lines: readonly InvoiceLine[]): CreditWeight[] {
  const weights = new Map<string, Decimal>();
  for (const { credits, amount, taxRatePercent } of lines) {
    if (credits !== null) {
      const weight = decimal(amount).times(decimal(taxRatePercent).plus(decimal('100')));
      weights.set(credits.invoiceId, (weights.get(credits.invoiceId) ?? ZERO).plus(weight));
    }
  }
  return [...weights]
    .map(([invoiceId, weight]) => ({ invoiceId, weight: weight.toFixed() }))
    .sort((a, b) => (a.invoiceId < b.invoiceId ? -1 : 1));
}

/** What a credit note takes back of each document: net, for the order that it was drawn on, and gross, for credit. */
export function creditedOf({ corrects, currency, subtotal, total, lines }: DraftedInvoice) {
  const weights = creditWeights(lines);
  const nets = new Map(
    creditShares({ corrects, currency, total: subtotal }, weights).map(({ invoiceId, amount }) => [invoiceId, amount]),
  );
  const grosses = creditShares({ corrects, currency, total }, weights);
  return grosses.flatMap(({ invoiceId, amount: gross }) => {
    const corrected = corrects.find((each) => each === invoiceId);
    const net = nets.get(invoiceId);
    return corrected === undefined || net === undefined ? [] : [{ invoiceId: corrected, net, gross }];
  });
}
