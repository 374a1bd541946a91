import { z } from 'zod';
import { zCivilDate } from '../kernel/calendar.ts';
import { zCurrencyCode } from '../kernel/currency.ts';
import { zDecimalString } from '../kernel/decimal.ts';
import { type EventsOf, event, type Upcaster } from '../kernel/events.ts';
import { zCountryCode, zLongText, zPaymentTerms, zReason, zShortText, zTaxCategory } from '../kernel/fields.ts';
import {
  zAccountId,
  zBillingRunId,
  zClaimId,
  zContractId,
  zInvoiceId,
  zProductId,
  zSellerId,
  zUuid,
} from '../kernel/ids.ts';
import { zSealed } from '../kernel/sealed.ts';

/** EN 16931 BT-3: 380 commercial invoice, 381 credit note. Both are one aggregate: same life, other sign. */
export const zDocumentType = z.enum(['invoice', 'credit_note']);
export type DocumentType = z.infer<typeof zDocumentType>;

/** One item (EN 16931 BG-25). On a credit note signs are turned: what is credited stands positive. */
export const zInvoiceLine = z.strictObject({
  lineId: zUuid,
  chargeId: z.string().max(60).nullable(),
  contractId: zContractId.nullable(),
  accountId: zAccountId,
  productId: zProductId.nullable(),
  description: z.string().min(1).max(400),
  periodStart: zCivilDate.nullable(),
  periodEnd: zCivilDate.nullable(),
  quantity: zDecimalString,
  unitPrice: zDecimalString,
  listPrice: zDecimalString.nullable(),
  days: z.int().min(1).nullable(),
  daysOfPeriod: z.int().min(1).nullable(),
  amount: zDecimalString,
  taxCategory: zTaxCategory,
  taxRatePercent: zDecimalString,
});
export type InvoiceLine = z.infer<typeof zInvoiceLine>;

/** Totals of one tax category and rate (EN 16931 BG-23): tax = round(sum of net amounts × rate). */
export const zTaxTotal = z.strictObject({
  category: zTaxCategory,
  ratePercent: zDecimalString,
  taxable: zDecimalString,
  tax: zDecimalString,
  note: z.string().max(4000).nullable(),
});
export type TaxTotal = z.infer<typeof zTaxTotal>;

/** What became of each contract that the document was opened for. */
export const zMemberOutcome = z.discriminatedUnion('outcome', [
  z.strictObject({ contractId: zContractId, outcome: z.literal('claimed'), claimId: zClaimId }),
  z.strictObject({ contractId: zContractId, outcome: z.literal('nothing_due'), revision: z.int() }),
  z.strictObject({ contractId: zContractId, outcome: z.literal('failed'), code: z.string(), message: z.string() }),
]);
export type MemberOutcome = z.infer<typeof zMemberOutcome>;

const totals = {
  subtotal: zDecimalString,
  tax: zDecimalString,
  total: zDecimalString,
  taxTotals: z.array(zTaxTotal).min(1).max(20),
};

/** Before 2 sellers had no footer. */
const withoutFooter: Upcaster = (data) => {
  const { seller, ...rest } = data as { readonly seller: object }; // as every version has it
  return { ...rest, seller: { ...seller, invoiceFooter: null } };
};

export const invoiceEvents = {
  /** First event of a document for several contracts, before any of them is claimed. */
  InvoiceOpened: event(
    z.strictObject({ invoiceId: zInvoiceId, runId: zBillingRunId, contractIds: z.array(zContractId).min(1).max(200) }),
  ),
  /** Lists each member's outcome and closes membership: a claim that is not listed here is released. */
  InvoiceDrafted: event(
    z.strictObject({
      invoiceId: zInvoiceId,
      runId: zBillingRunId,
      documentType: zDocumentType,
      sellerId: zSellerId,
      /** The buyer. */
      accountId: zAccountId,
      billToAccountId: zAccountId,
      currency: zCurrencyCode,
      paymentTerms: zPaymentTerms,
      paymentTermsDays: z.int().min(0).max(365).nullable(),
      purchaseOrderNumber: zShortText.nullable(),
      billingType: z.enum(['recurring', 'one_time', 'adjustment']),
      /** First and last day of service over all lines. */
      periodStart: zCivilDate,
      periodEnd: zCivilDate,
      members: z.array(zMemberOutcome).max(200),
      lines: z.array(zInvoiceLine).min(1).max(5000),
      ...totals,
      /** Documents that a credit note corrects. */
      corrects: z.array(zInvoiceId).max(500),
    }),
  ),
  /** Nothing was due for any member, or it could not be made: the document ends before it began. */
  InvoiceFoundEmpty: event(z.strictObject({ members: z.array(zMemberOutcome).max(200) })),
  /** The draft was thrown away; its claims are released. It never had a number. */
  InvoiceDiscarded: event(z.strictObject({ reason: zReason })),
  /** The point of no return. */
  InvoiceFinalisationStarted: event(
    z.strictObject({
      /** Stream id of the number series. */
      series: zUuid,
      /** Revision of the series seen before: this document has no number at or below it. */
      seriesRevisionSeen: z.int().min(-1),
      /** Day of finalisation in the seller's time zone; the number may come with a later one, never an earlier. */
      issueDate: zCivilDate,
      /** SHA-256 over the canonical JSON of the draft. */
      contentHash: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
  /** Freezes what the tax document says for ever. */
  InvoiceFinalised: event(
    z.strictObject({
      invoiceNumber: zShortText,
      documentType: zDocumentType,
      sellerId: zSellerId,
      accountId: zAccountId,
      billToAccountId: zAccountId,
      currency: zCurrencyCode,
      issueDate: zCivilDate,
      taxPointDate: zCivilDate,
      dueDate: zCivilDate,
      ...totals,
      corrects: z.array(zInvoiceId).max(500),
      seller: z.strictObject({
        legalName: zShortText,
        addressLines: z.array(zShortText).max(6),
        country: zCountryCode,
        taxRegistration: z.string().max(50).nullable(),
        bankAccount: z.string().max(60).nullable(),
        /** What the law or the seller wants below every document. */
        invoiceFooter: zLongText.nullable(),
      }),
      buyer: z.strictObject({
        accountName: zShortText,
        taxId: z.string().max(50).nullable(),
        country: zCountryCode.nullable(),
        /** Copy of the bill-to's contact under this document's own key. */
        contact: zSealed.nullable(),
      }),
    }),
    withoutFooter,
  ),
};

export type InvoiceEvent = EventsOf<typeof invoiceEvents>;
