import { z } from 'zod';
import { zDeductions } from '../invoice/settlement-events.ts';
import { zCivilDate } from '../kernel/calendar.ts';
import { zCurrencyCode } from '../kernel/currency.ts';
import { zDecimalString } from '../kernel/decimal.ts';
import { type EventsOf, event } from '../kernel/events.ts';
import { zReason, zShortText } from '../kernel/fields.ts';
import { zAccountId, zAllocationId, zInvoiceId, zPaymentId, zSellerId, zUuid } from '../kernel/ids.ts';

export const zPaymentMethod = z.enum(['bank_transfer', 'card', 'direct_debit', 'cheque', 'cash', 'other']);
export type PaymentMethod = z.infer<typeof zPaymentMethod>;

/** Whose money, and in what: the books make their entries from one event alone. */
const party = { sellerId: zSellerId, accountId: zAccountId, currency: zCurrencyCode };

const allocation = {
  allocationId: zAllocationId,
  invoiceId: zInvoiceId,
  /** Of the payment; deductions come on top. */
  amount: zDecimalString,
};

/**
 * Money received from an account. What it is used for is reserved here first, so that no money is used twice, and then
 * applied on the invoice, whose own stream guards its balance.
 */
export const paymentEvents = {
  PaymentRecorded: event(
    z.strictObject({
      paymentId: zPaymentId,
      ...party,
      amount: zDecimalString,
      method: zPaymentMethod,
      /** What the bank or the payer calls it. */
      reference: zShortText.nullable(),
      receivedOn: zCivilDate,
      note: zReason.nullable(),
    }),
  ),
  /** Money is set aside for an invoice, which has yet to say whether there is room for it. */
  AllocationStarted: event(z.strictObject({ ...allocation, deductions: zDeductions, allocatedOn: zCivilDate })),
  AllocationSettled: event(z.strictObject(allocation)),
  /** The invoice had no room for it: the money is free again. */
  AllocationWithdrawn: event(z.strictObject({ ...allocation, code: z.string().min(1).max(100), because: zReason })),
  /** It is to come off its invoice; until it has, the money is not free. */
  AllocationUndoStarted: event(z.strictObject({ ...allocation, reason: zReason, undoneOn: zCivilDate })),
  AllocationUndone: event(z.strictObject(allocation)),
  /** The money has not stayed: bounced, charged back, or recorded by mistake. All allocations come off first. */
  PaymentReversalStarted: event(z.strictObject({ reason: zReason, reversedOn: zCivilDate })),
  PaymentReversed: event(z.strictObject({ ...party, amount: zDecimalString, reason: zReason, reversedOn: zCivilDate })),
  /** Money that is not allocated was given back. */
  PaymentRefunded: event(
    z.strictObject({
      refundId: zUuid,
      ...party,
      amount: zDecimalString,
      reason: zReason,
      reference: zShortText.nullable(),
      refundedOn: zCivilDate,
    }),
  ),
};

export type PaymentEvent = EventsOf<typeof paymentEvents>;
