import type { DocumentType } from '../../domain/invoice/events.ts';
import type { AccountId, BillingRunId, ContractId, InvoiceId, SellerId, TenantId } from '../../domain/kernel/ids.ts';
import { derivedId } from '../derived-ids.ts';
import type { StreamId } from '../ports/event-store.ts';

export const contractStream = (tenantId: TenantId, id: ContractId): StreamId => ({
  category: 'contract',
  tenantId,
  id,
});
export const invoiceStream = (tenantId: TenantId, id: InvoiceId): StreamId => ({ category: 'invoice', tenantId, id });
export const runStream = (tenantId: TenantId, id: BillingRunId): StreamId => ({ category: 'billingRun', tenantId, id });
export const accountStream = (tenantId: TenantId, id: AccountId): StreamId => ({ category: 'account', tenantId, id });
export const sellerStream = (tenantId: TenantId, id: SellerId): StreamId => ({ category: 'seller', tenantId, id });

/** The number series of a seller, a kind of document and a year of issue. */
export function seriesStream(tenantId: TenantId, sellerId: SellerId, kind: DocumentType, year: number): StreamId {
  return { category: 'numbering', tenantId, id: derivedId('series', sellerId, kind, year) };
}
