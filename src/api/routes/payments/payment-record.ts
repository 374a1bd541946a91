import { z } from 'zod';
import type { RecordedPayment } from '../../../application/payments/use-cases.ts';
import { type Deduction, zDeductionKind } from '../../../domain/invoice/settlement-events.ts';
import { decimal, ZERO } from '../../../domain/kernel/decimal.ts';
import { exactAmount } from '../../../domain/kernel/money.ts';
import { zPaymentMethod } from '../../../domain/payment/events.ts';
import { allocatedOf, refundedOf, unappliedOf } from '../../../domain/payment/state.ts';
import {
  PAYMENT_STATUSES,
  type PaymentAllocationRow,
  type PaymentRefundRow,
} from '../../../projections/billing/queries/payment-rows.ts';
import type { PaymentListRow } from '../../../projections/billing/queries/payments.ts';
import { zMoneyText, zTimestamp, zWireDate, zWireUuid } from '../../values.ts';

export const ALLOCATION_STATUSES = ['started', 'settled', 'withdrawn', 'undoing', 'undone'] as const;

const zText = z.string().nullable();

const paymentFields = {
  id: zWireUuid,
  sellerId: zWireUuid,
  /** Who paid. */
  accountId: zWireUuid,
  currency: z.string(),
  amount: zMoneyText,
  method: zPaymentMethod,
  reference: zText,
  receivedOn: zWireDate,
  note: zText,
  status: z.enum(PAYMENT_STATUSES),
  allocatedAmount: zMoneyText,
  refundedAmount: zMoneyText,
  unappliedAmount: zMoneyText.meta({ description: 'Neither allocated nor given back: to be used, or refunded' }),
  reversedOn: zWireDate.nullable(),
  reversalReason: zText,
  createdAt: zTimestamp,
  updatedAt: zTimestamp,
};

export const zPaymentRow = z
  .strictObject({
    ...paymentFields,
    account: z.strictObject({ id: zWireUuid, accountName: z.string() }).nullable(),
  })
  .meta({ id: 'PaymentRow' });

export const zDeductionOut = z.strictObject({ kind: zDeductionKind, amount: zMoneyText });

const zAllocation = z
  .strictObject({
    id: zWireUuid,
    invoiceId: zWireUuid,
    /** Null as long as the lists do not know the invoice. */
    invoiceNumber: zText,
    amount: zMoneyText.meta({ description: 'Of the payment' }),
    deductions: z.array(zDeductionOut),
    settledAmount: zMoneyText.meta({ description: 'Of the invoice: with deductions' }),
    status: z.enum(ALLOCATION_STATUSES).meta({
      description: '`settled` counts; `withdrawn`: the invoice had no room; `undone`: it was taken off again',
    }),
    allocatedOn: zWireDate,
    undoneOn: zWireDate.nullable(),
    /** Why it was withdrawn or undone. */
    code: zText,
    reason: zText,
  })
  .meta({ id: 'PaymentAllocation' });

const zRefund = z.strictObject({
  id: zWireUuid,
  amount: zMoneyText,
  reason: z.string(),
  reference: zText,
  refundedOn: zWireDate,
});

/** A single payment: with all that it was used for. */
export const zPayment = z
  .strictObject({ ...paymentFields, allocations: z.array(zAllocation), refunds: z.array(zRefund) })
  .meta({ id: 'Payment' });

type Numbers = ReadonlyMap<string, string>;

/** As its command decided it. */
export function paymentOfDecision(payment: RecordedPayment, numbers: Numbers): z.input<typeof zPayment> {
  const { currency, allocations, refunds, reversal } = payment;
  const amount = (value: ReturnType<typeof decimal>) => exactAmount(value, currency);
  return {
    id: payment.paymentId,
    sellerId: payment.sellerId,
    accountId: payment.accountId,
    currency,
    amount: payment.amount,
    method: payment.method,
    reference: payment.reference,
    receivedOn: payment.receivedOn,
    note: payment.note,
    status: statusOf(payment),
    allocatedAmount: amount(allocatedOf(payment)),
    refundedAmount: amount(refundedOf(payment)),
    unappliedAmount: amount(unappliedOf(payment)),
    reversedOn: reversal?.reversedOn ?? null,
    reversalReason: reversal?.reason ?? null,
    createdAt: payment.createdAt,
    updatedAt: payment.updatedAt,
    allocations: [...allocations.values()].map((each) => ({
      id: each.allocationId,
      invoiceId: each.invoiceId,
      invoiceNumber: numbers.get(each.invoiceId) ?? null,
      amount: each.amount,
      deductions: [...each.deductions],
      settledAmount: settled(each.amount, each.deductions, currency),
      status: each.status,
      allocatedOn: each.allocatedOn,
      undoneOn: each.undo?.undoneOn ?? null,
      code: each.refusal?.code ?? null,
      reason: each.undo?.reason ?? each.refusal?.because ?? null,
    })),
    refunds: refunds.map(({ refundId: id, amount: refunded, reason, reference, refundedOn }) => ({
      id,
      amount: refunded,
      reason,
      reference,
      refundedOn,
    })),
  };
}

function statusOf(payment: RecordedPayment): (typeof PAYMENT_STATUSES)[number] {
  const whole = decimal(payment.amount);
  if (payment.status !== 'recorded') {
    return 'reversed';
  }
  if (refundedOf(payment).eq(whole)) {
    return 'refunded';
  }
  if (unappliedOf(payment).eq(ZERO)) {
    return 'applied';
  }
  return allocatedOf(payment).eq(ZERO) ? 'unapplied' : 'partially_applied';
}

export function settled(cash: string, deductions: readonly Deduction[], currency: string): string {
  return exactAmount(
    deductions.reduce((sum, { amount }) => sum.plus(decimal(amount)), decimal(cash)),
    currency,
  );
}

function fieldsOfRow(row: PaymentListRow) {
  const amount = (text: string) => exactAmount(decimal(text), row.currency);
  return {
    id: row.payment_id,
    sellerId: row.seller_id,
    accountId: row.account_id,
    currency: row.currency,
    amount: amount(row.amount),
    method: row.method,
    reference: row.reference,
    receivedOn: row.received_on,
    note: row.note,
    status: row.status,
    allocatedAmount: amount(row.allocated_amount),
    refundedAmount: amount(row.refunded_amount),
    unappliedAmount: amount(row.unapplied_amount),
    reversedOn: row.reversed_on,
    reversalReason: row.reversal_reason,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function paymentListRecord(row: PaymentListRow): z.input<typeof zPaymentRow> {
  const { account_id: id, account_name: accountName } = row;
  return { ...fieldsOfRow(row), account: accountName === null ? null : { id, accountName } };
}

export interface FoundPayment {
  readonly row: PaymentListRow;
  readonly allocations: readonly PaymentAllocationRow[];
  readonly refunds: readonly PaymentRefundRow[];
  readonly numbers: Numbers;
}

export function paymentOfRows({ row, allocations, refunds, numbers }: FoundPayment): z.input<typeof zPayment> {
  const { currency } = row;
  return {
    ...fieldsOfRow(row),
    allocations: allocations.map((each) => ({
      ...allocationOfRow(each, currency),
      invoiceId: each.invoice_id,
      invoiceNumber: numbers.get(each.invoice_id) ?? null,
    })),
    refunds: refunds.map((each) => ({
      id: each.refund_id,
      amount: exactAmount(decimal(each.amount), currency),
      reason: each.reason,
      reference: each.reference,
      refundedOn: each.refunded_on,
    })),
  };
}

/** What an allocation says, whichever side it is looked at from. */
export function allocationOfRow(row: PaymentAllocationRow, currency: string) {
  const { allocation_id: id, amount, deductions, status, code, reason } = row;
  return {
    id,
    amount: exactAmount(decimal(amount), currency),
    deductions: [...deductions],
    settledAmount: settled(amount, deductions, currency),
    status,
    allocatedOn: row.allocated_on,
    undoneOn: row.undone_on,
    code,
    reason,
  };
}
