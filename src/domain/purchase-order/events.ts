import { z } from 'zod';
import { zCivilDate } from '../kernel/calendar.ts';
import { zCurrencyCode } from '../kernel/currency.ts';
import { zDecimalString } from '../kernel/decimal.ts';
import { type EventsOf, event } from '../kernel/events.ts';
import { zLongText, zMetadata, zReason, zShortText } from '../kernel/fields.ts';
import { zAccountId, zContractId, zInvoiceId, zPurchaseOrderId, zSellerId } from '../kernel/ids.ts';
import { zPrincipal } from '../kernel/principal.ts';
import { zApprovalStep, zApprover } from './chain.ts';

/** The buyer's own number, as it stands on documents (EN 16931 BT-13). */
export const zOrderNumber = zShortText.max(120);

/** What the buyer has ordered: an approval is of these. */
export const zOrderTerms = z.strictObject({
  /** Net. */
  amount: zDecimalString,
  validFrom: zCivilDate,
  /** Last day on which a document may be issued on it; null: until it is closed. */
  validUntil: zCivilDate.nullable(),
  /** Contracts that may be billed on it; none: all of the account. */
  contractIds: z.array(zContractId).max(500),
});
export type OrderTerms = z.infer<typeof zOrderTerms>;

/** A file that belongs to the order. It lies elsewhere; its hash says whether it is still the same. */
const zAttachment = z.strictObject({
  name: zShortText,
  mediaType: z.string().min(1).max(100),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower case hexadecimal'),
  location: z.string().min(1).max(1000).nullable(),
});

const papers = {
  description: zLongText.nullable(),
  attachments: z.array(zAttachment).max(20),
  metadata: zMetadata,
};

/** Requests of one order are numbered from 1: the first is for the order itself, later ones resubmit or amend. */
const request = z.int().min(1);
const step = z.int().min(1);

const asked = {
  request,
  requestedOn: zCivilDate,
  requestedBy: zPrincipal,
  /** The person behind it: of a machine's key, who had asked for that key. */
  responsible: zPrincipal,
  /** In order; none: nobody has to approve. */
  steps: z.array(zApprovalStep).max(100),
  /** Both null where nobody has to approve. */
  remindEveryDays: z.int().min(1).max(90).nullable(),
  /** From this day on nobody decides on it any more. */
  expiresOn: zCivilDate.nullable(),
};

/** What a buyer has ordered and a seller may bill on it. One stream for each order. */
export const purchaseOrderEvents = {
  PurchaseOrderRegistered: event(
    z.strictObject({
      orderId: zPurchaseOrderId,
      sellerId: zSellerId,
      /** The buyer. */
      accountId: zAccountId,
      orderNumber: zOrderNumber,
      currency: zCurrencyCode,
      ...zOrderTerms.shape,
      ...papers,
      registeredBy: zPrincipal,
      responsible: zPrincipal,
    }),
  ),
  /** Only what changed. Terms change so only before anybody has approved them. */
  PurchaseOrderChanged: event(z.strictObject({ ...zOrderTerms.shape, ...papers }).partial()),
  /** Laid before those who must approve it. */
  PurchaseOrderRequested: event(z.strictObject({ ...asked, reason: zReason.nullable() })),
  /** The terms of before hold until these are approved. */
  PurchaseOrderAmendmentRequested: event(z.strictObject({ ...asked, ...zOrderTerms.shape, reason: zReason })),
  /** One approver of a step, both counted from 1, has said yes. */
  PurchaseOrderStepApproved: event(
    z.strictObject({
      request,
      step,
      approver: z.int().min(1),
      approvedBy: zPrincipal,
      /** Who had delegated it. */
      onBehalfOf: zPrincipal.nullable(),
      approvedOn: zCivilDate,
      reason: zReason.nullable(),
    }),
  ),
  /** From now on this person decides in the approver's place. */
  PurchaseOrderStepDelegated: event(
    z.strictObject({
      request,
      step,
      approver: z.int().min(1),
      delegatedBy: zPrincipal,
      delegatedTo: zPrincipal,
      delegatedOn: zCivilDate,
      reason: zReason,
    }),
  ),
  PurchaseOrderRejected: event(
    z.strictObject({ request, step, rejectedBy: zPrincipal, rejectedOn: zCivilDate, reason: zReason }),
  ),
  /** Nobody decided in time. */
  PurchaseOrderRequestExpired: event(z.strictObject({ request, expiredOn: zCivilDate })),
  PurchaseOrderApprovalReminded: event(
    z.strictObject({ request, step, remindedOn: zCivilDate, waitingFor: z.array(zApprover).min(1).max(10) }),
  ),
  /** The order is open: documents may be issued on it. */
  PurchaseOrderApproved: event(z.strictObject({ request, approvedOn: zCivilDate })),
  /** The terms that hold from now on. */
  PurchaseOrderAmended: event(z.strictObject({ request, amendedOn: zCivilDate, ...zOrderTerms.shape })),
  /** A document takes this much of the order, in the place of `before`. */
  PurchaseOrderDrawn: event(
    z.strictObject({
      invoiceId: zInvoiceId,
      amount: zDecimalString,
      before: zDecimalString,
      drawnOn: zCivilDate,
      /** How far beyond its amount the order could be drawn, as the account's policy said on that day. */
      tolerancePercent: zDecimalString.nullable(),
    }),
  ),
  /** The document is final. */
  PurchaseOrderDrawConfirmed: event(z.strictObject({ invoiceId: zInvoiceId })),
  /** The document came to nothing, or is void: what it still had of the order is there again. */
  PurchaseOrderDrawReleased: event(z.strictObject({ invoiceId: zInvoiceId, amount: zDecimalString, reason: zReason })),
  /** By a credit note. */
  PurchaseOrderGivenBack: event(
    z.strictObject({ invoiceId: zInvoiceId, creditNoteId: zInvoiceId, amount: zDecimalString }),
  ),
  /** Four fifths are used; once for each amount that the order has had. */
  PurchaseOrderUsageWarned: event(
    z.strictObject({ warnedOn: zCivilDate, used: zDecimalString, amount: zDecimalString }),
  ),
  /** Once for each last day that the order has had. */
  PurchaseOrderExpiryWarned: event(z.strictObject({ warnedOn: zCivilDate, validUntil: zCivilDate })),
  /** Nothing is drawn on it any more; what was drawn stays. */
  PurchaseOrderClosed: event(z.strictObject({ closedOn: zCivilDate, reason: zReason })),
};

export type PurchaseOrderEvent = EventsOf<typeof purchaseOrderEvents>;
export type PurchaseOrderEventOf<Type extends PurchaseOrderEvent['type']> = Extract<PurchaseOrderEvent, { type: Type }>;
