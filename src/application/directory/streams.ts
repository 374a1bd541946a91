import type { AccountId, ContractId, ProductId, SellerId, TenantId } from '../../domain/kernel/ids.ts';
import type { StreamId } from '../ports/event-store.ts';

export function accountStream(tenantId: TenantId, accountId: AccountId): StreamId {
  return { category: 'account', tenantId, id: accountId };
}

/** One stream per tenant: all moves of its accounts, in the order in which they were decided. */
export function accountTreeStream(tenantId: TenantId): StreamId {
  return { category: 'accountTree', tenantId, id: tenantId };
}

export function contractStream(tenantId: TenantId, contractId: ContractId): StreamId {
  return { category: 'contract', tenantId, id: contractId };
}

export function productStream(tenantId: TenantId, productId: ProductId): StreamId {
  return { category: 'product', tenantId, id: productId };
}

export function sellerStream(tenantId: TenantId, sellerId: SellerId): StreamId {
  return { category: 'seller', tenantId, id: sellerId };
}

export function tenantStream(tenantId: TenantId): StreamId {
  return { category: 'tenant', tenantId, id: tenantId };
}
