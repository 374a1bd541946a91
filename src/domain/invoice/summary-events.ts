import { z } from 'zod';
import { zCivilDate } from '../kernel/calendar.ts';
import { zCurrencyCode } from '../kernel/currency.ts';
import { zDecimalString } from '../kernel/decimal.ts';
import { event } from '../kernel/events.ts';
import { zShortText } from '../kernel/fields.ts';
import { zAccountId, zBillingRunId, zContractId, zInvoiceId, zSellerId } from '../kernel/ids.ts';
import { zSection } from './section.ts';

/** A document that a summary shows. Amounts are signed: a credit note's are negative. */
export const zSummarised = z.strictObject({
  invoiceId: zInvoiceId,
  invoiceNumber: zShortText,
  documentType: z.enum(['invoice', 'credit_note']),
  accountId: zAccountId,
  accountName: zShortText,
  dueDate: zCivilDate,
  subtotal: zDecimalString,
  tax: zDecimalString,
  total: zDecimalString,
});

export const summaryEvents = {
  /**
   * One sheet over the documents of several buyers, for whoever pays or answers for them (billing-rules §6). It is
   * no tax document: it has no number of its own, claims nothing and posts nothing; payments go to what it shows.
   */
  SummaryIssued: event(
    z.strictObject({
      invoiceId: zInvoiceId,
      runId: zBillingRunId,
      sellerId: zSellerId,
      /** The bill-to of what it shows, or the head of the account tree that the run was over. */
      addresseeId: zAccountId,
      currency: zCurrencyCode,
      issuedOn: zCivilDate,
      periodStart: zCivilDate,
      periodEnd: zCivilDate,
      documents: z.array(zSummarised).min(1).max(2000),
      /** Subtotals by buyer. */
      sections: z.array(zSection).min(1).max(1000),
      subtotal: zDecimalString,
      tax: zDecimalString,
      total: zDecimalString,
      /** Contracts in its scope that are not billed, which somebody has accepted. */
      acceptedExceptions: z.array(zContractId).max(1000),
    }),
  ),
};
