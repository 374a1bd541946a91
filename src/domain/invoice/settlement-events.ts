import { z } from 'zod';
import { zCivilDate } from '../kernel/calendar.ts';
import { zCurrencyCode } from '../kernel/currency.ts';
import { zDecimalString } from '../kernel/decimal.ts';
import { event } from '../kernel/events.ts';
import { zReason, zShortText } from '../kernel/fields.ts';
import { zAccountId, zAllocationId, zPaymentId, zSellerId } from '../kernel/ids.ts';

/** Why less money came than the invoice asks for, and it is settled with it all the same (billing-rules §8). */
export const zDeductionKind = z.enum(['tolerance', 'early_payment_discount', 'bank_fee', 'withholding_tax']);
export type DeductionKind = z.infer<typeof zDeductionKind>;

export const zDeduction = z.strictObject({ kind: zDeductionKind, amount: zDecimalString });
export type Deduction = z.infer<typeof zDeduction>;

export const zDeductions = z.array(zDeduction).max(4);

/** What the books need to know of it stands here: entries are made from one event alone. */
const application = {
  allocationId: zAllocationId,
  paymentId: zPaymentId,
  /** Who has paid; often the buyer. */
  payerAccountId: zAccountId,
  invoiceNumber: zShortText,
  sellerId: zSellerId,
  /** The buyer, whose debt it is. */
  accountId: zAccountId,
  currency: zCurrencyCode,
  /** Of the payment. */
  cash: zDecimalString,
  deductions: zDeductions,
  /** Cash and deductions: by how much the invoice is settled. */
  amount: zDecimalString,
};

/** What payments do to a finalised invoice. Its stream guards the balance: nothing is applied beyond what is open. */
export const settlementEvents = {
  PaymentApplied: event(z.strictObject({ ...application, appliedOn: zCivilDate })),
  /** The payment was moved, or came back: what it had settled is open again. */
  PaymentUnapplied: event(z.strictObject({ ...application, reason: zReason, unappliedOn: zCivilDate })),
  /** There was no room for it. Once refused, the same allocation is never applied, however late somebody repeats it. */
  PaymentRefused: event(
    z.strictObject({
      allocationId: zAllocationId,
      paymentId: zPaymentId,
      code: z.string().min(1).max(100),
      because: zReason,
    }),
  ),
};
