import type { Deduction } from '../../../domain/invoice/settlement-events.ts';
import type { PaymentMethod } from '../../../domain/payment/events.ts';
import type { Allocation, Payment } from '../../../domain/payment/state.ts';
import type { BillingTables } from './rows.ts';

/** Rows of the tables of payments.sql. */

export interface PaymentRow {
  readonly tenant_id: string;
  readonly payment_id: string;
  readonly seller_id: string;
  readonly account_id: string;
  readonly currency: string;
  readonly amount: string;
  readonly method: PaymentMethod;
  readonly reference: string | null;
  readonly received_on: string;
  readonly note: string | null;
  readonly life: Payment['status'];
  readonly allocated_amount: string;
  readonly refunded_amount: string;
  readonly pending: number;
  readonly reversed_on: string | null;
  readonly reversal_reason: string | null;
  readonly revision: number;
  readonly created_at: string;
  readonly updated_at: string;
}

/** What people see of a payment. */
export const PAYMENT_STATUSES = ['unapplied', 'partially_applied', 'applied', 'refunded', 'reversed'] as const;

/** A row as it is read: with the columns that the database computes. */
export interface StoredPayment extends PaymentRow {
  readonly unapplied_amount: string;
  readonly status: (typeof PAYMENT_STATUSES)[number];
}

export interface PaymentAllocationRow {
  readonly tenant_id: string;
  readonly allocation_id: string;
  readonly payment_id: string;
  readonly invoice_id: string;
  readonly amount: string;
  readonly deductions: readonly Deduction[];
  readonly status: Allocation['status'];
  readonly allocated_on: string;
  readonly undone_on: string | null;
  readonly code: string | null;
  readonly reason: string | null;
  readonly created_at: string;
}

export interface PaymentRefundRow {
  readonly tenant_id: string;
  readonly refund_id: string;
  readonly payment_id: string;
  readonly amount: string;
  readonly reason: string;
  readonly reference: string | null;
  readonly refunded_on: string;
  readonly created_at: string;
}

/** For Kysely: what queries of payments read. */
export interface PaymentTables extends BillingTables {
  'billing.payments': StoredPayment;
  'billing.payment_allocations': PaymentAllocationRow;
}
