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
import { correctionEvents } from './correction-events.ts';
import { reviewEvents } from './review-events.ts';
import { zSection } from './section.ts';
import { settlementEvents } from './settlement-events.ts';
import { summaryEvents } from './summary-events.ts';

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
  /** Why a line that no charge stands behind is there: a reviewer's adjustment, a correction by hand. */
  reason: zReason.nullable(),
  /** The line of another document that this one takes back; null, too, in events from before lines said so. */
  credits: z.strictObject({ invoiceId: zInvoiceId, lineId: zUuid }).nullable(),
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

/**
 * `order`: no purchase order fits. `credit`: a limit or a hold. `incomplete`: a contract in its scope is not billed. `tax`: its
 * rate is over while it was held; a person has to discard it and bill again.
 */
export const zHoldReason = z.strictObject({
  kind: z.enum(['order', 'credit', 'incomplete', 'tax']),
  code: z.string().max(80),
  message: z.string().max(1000),
});
export type HoldReason = z.infer<typeof zHoldReason>;

/** What was drawn on a purchase order, net. */
export const zOrderDraw = z.strictObject({ orderId: zUuid, orderNumber: zShortText, amount: zDecimalString });

/** What is used of a credit limit, gross. */
export const zCreditUse = z.strictObject({ lineId: zUuid, amount: zDecimalString, beyondLimit: z.boolean() });

const totals = {
  subtotal: zDecimalString,
  tax: zDecimalString,
  total: zDecimalString,
  taxTotals: z.array(zTaxTotal).min(1).max(20),
};

/** Before 2 all documents came from runs, and their lines from charges. */
const fromRuns: Upcaster = (data) => {
  const { lines, ...draft } = data as { readonly lines: readonly object[] }; // as every version has them
  const inFull = lines.map((line) => ({ ...line, reason: null, credits: null }));
  return { ...draft, origin: 'run', lines: inFull, creditKind: null, ownNumber: null, onSummary: false, notes: null };
};

/** Before 2 nothing was drawn on orders, and no limit was used. */
const unsecured: Upcaster = (data) => ({ ...(data as object), secured: { orders: [], credit: [] } });

/** Before 3 an order number stood on the draft only, and sections were not frozen. */
const withoutSections: Upcaster = (data) => ({ ...(data as object), purchaseOrderNumber: null, sections: [] });

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
      /** `run`: from charges. `manual`: an invoice by hand. `credit`: a credit note by hand. */
      origin: z.enum(['run', 'manual', 'credit']),
      /** Null on a document by hand. */
      runId: zBillingRunId.nullable(),
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
      /** First and last day of service over all lines; null where no line has days. */
      periodStart: zCivilDate.nullable(),
      periodEnd: zCivilDate.nullable(),
      members: z.array(zMemberOutcome).max(200),
      lines: z.array(zInvoiceLine).min(1).max(5000),
      ...totals,
      /** Documents that a credit note corrects. */
      corrects: z.array(zInvoiceId).max(500),
      /** What a credit note by hand is (billing-rules §4). Null on all others: those of runs are corrections. */
      creditKind: z.enum(['goodwill', 'rebill']).nullable(),
      /** The number that a manual invoice brings. */
      ownNumber: zShortText.nullable(),
      /** A summary over the documents of its bill-to is going to show it. */
      onSummary: z.boolean(),
      /** For the buyer. */
      notes: zLongText.nullable(),
    }),
    fromRuns,
  ),
  /**
   * It cannot be finalised yet, and why. It owns nothing of an order or a limit while it is held, and goes on by itself
   * when the reasons are gone.
   */
  InvoiceHeld: event(
    z.strictObject({
      heldOn: zCivilDate,
      reasons: z.array(zHoldReason).min(1).max(20),
      /** The last day on which the law wants it issued; null where no law says so. */
      issueBy: zCivilDate.nullable(),
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
      /** What stands behind it: draws on orders, and what it uses of credit limits. Each is given back where it was taken. */
      secured: z.strictObject({ orders: z.array(zOrderDraw).max(50), credit: z.array(zCreditUse).max(50) }),
    }),
    unsecured,
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
      /** The numbers of the orders that were drawn on, else the one that the contracts name. */
      purchaseOrderNumber: zLongText.nullable(),
      /** Subtotals of the accounts whose cost the lines are, when there are several. */
      sections: z.array(zSection).max(1000),
    }),
    withoutFooter,
    withoutSections,
  ),
  ...summaryEvents,
  ...settlementEvents,
  ...correctionEvents,
  ...reviewEvents(zInvoiceLine, totals),
};

export type InvoiceEvent = EventsOf<typeof invoiceEvents>;
