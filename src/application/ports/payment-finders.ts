import type { AccountId, InvoiceId, PaymentId, SellerId, TenantId } from '../../domain/kernel/ids.ts';

/** Whose invoices are looked for. */
export interface OpenInvoices {
  readonly sellerId: SellerId;
  /** As buyer, or as the one who is billed. */
  readonly accountId: AccountId;
  readonly currency: string;
}

export interface UnfinishedPayment {
  readonly tenantId: TenantId;
  readonly paymentId: PaymentId;
}

/** Where to look. Answers come from projections: they may be late, and decide nothing. */
export interface PaymentFinders {
  /** Finalised invoices on which something is open, the oldest due date first, a few hundred at most. */
  openInvoices(tenantId: TenantId, wanted: OpenInvoices): Promise<InvoiceId[]>;
  /** Finalised credit notes that correct an invoice. */
  creditNotesOn(tenantId: TenantId, invoiceId: InvoiceId): Promise<InvoiceId[]>;
  /** Payments with allocations, or a reversal, that somebody has begun and not ended. */
  unfinishedPayments(): Promise<UnfinishedPayment[]>;
}
