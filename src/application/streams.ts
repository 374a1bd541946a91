import type { DocumentType } from '../domain/invoice/events.ts';
import type {
  AccountId,
  BillingRunId,
  BillingScheduleId,
  ContractId,
  InvoiceId,
  PaymentId,
  PriceBookId,
  ProductId,
  PurchaseOrderId,
  SellerId,
  TenantId,
} from '../domain/kernel/ids.ts';
import { derivedId } from './derived-ids.ts';
import type { StreamId } from './ports/event-store.ts';

/** Where each aggregate's events stand. */

export function tenantStream(tenantId: TenantId): StreamId {
  return { category: 'tenant', tenantId, id: tenantId };
}

export function sellerStream(tenantId: TenantId, id: SellerId): StreamId {
  return { category: 'seller', tenantId, id };
}

export function accountStream(tenantId: TenantId, id: AccountId): StreamId {
  return { category: 'account', tenantId, id };
}

/** One stream per tenant: all moves of its accounts, in the order in which they were decided. */
export function accountTreeStream(tenantId: TenantId): StreamId {
  return { category: 'accountTree', tenantId, id: tenantId };
}

export function productStream(tenantId: TenantId, id: ProductId): StreamId {
  return { category: 'product', tenantId, id };
}

export function priceBookStream(tenantId: TenantId, id: PriceBookId): StreamId {
  return { category: 'priceBook', tenantId, id };
}

export function contractStream(tenantId: TenantId, id: ContractId): StreamId {
  return { category: 'contract', tenantId, id };
}

export function invoiceStream(tenantId: TenantId, id: InvoiceId): StreamId {
  return { category: 'invoice', tenantId, id };
}

export function purchaseOrderStream(tenantId: TenantId, id: PurchaseOrderId): StreamId {
  return { category: 'purchaseOrder', tenantId, id };
}

export function paymentStream(tenantId: TenantId, id: PaymentId): StreamId {
  return { category: 'payment', tenantId, id };
}

export function runStream(tenantId: TenantId, id: BillingRunId): StreamId {
  return { category: 'billingRun', tenantId, id };
}

/** The number series of a seller, a kind of document and a year of issue. */
export function seriesStream(tenantId: TenantId, sellerId: SellerId, kind: DocumentType, year: number): StreamId {
  return { category: 'numbering', tenantId, id: derivedId('series', sellerId, kind, year) };
}

export function scheduleStream(tenantId: TenantId, id: BillingScheduleId): StreamId {
  return { category: 'billingSchedule', tenantId, id };
}
