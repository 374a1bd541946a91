import { z } from 'zod';

/** Any UUID in lower case (RFC 9562). Which one is wanted, the branded types below say. */
export const zUuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'must be a UUID in lower case');

export const zTenantId = zUuid.brand<'TenantId'>();
export const zSellerId = zUuid.brand<'SellerId'>();
export const zAccountId = zUuid.brand<'AccountId'>();
export const zProductId = zUuid.brand<'ProductId'>();
export const zPriceBookId = zUuid.brand<'PriceBookId'>();
export const zContractId = zUuid.brand<'ContractId'>();
export const zContractLineId = zUuid.brand<'ContractLineId'>();
export const zDiscountId = zUuid.brand<'DiscountId'>();
export const zInvoiceId = zUuid.brand<'InvoiceId'>();
export const zPurchaseOrderId = zUuid.brand<'PurchaseOrderId'>();
export const zBillingRunId = zUuid.brand<'BillingRunId'>();
export const zBillingScheduleId = zUuid.brand<'BillingScheduleId'>();
export const zClaimId = zUuid.brand<'ClaimId'>();
export const zPaymentId = zUuid.brand<'PaymentId'>();
export const zAllocationId = zUuid.brand<'AllocationId'>();
export const zApiKeyId = zUuid.brand<'ApiKeyId'>();
export const zGrantRequestId = zUuid.brand<'GrantRequestId'>();

export type TenantId = z.infer<typeof zTenantId>;
export type SellerId = z.infer<typeof zSellerId>;
export type AccountId = z.infer<typeof zAccountId>;
export type ProductId = z.infer<typeof zProductId>;
export type PriceBookId = z.infer<typeof zPriceBookId>;
export type ContractId = z.infer<typeof zContractId>;
export type ContractLineId = z.infer<typeof zContractLineId>;
export type DiscountId = z.infer<typeof zDiscountId>;
export type InvoiceId = z.infer<typeof zInvoiceId>;
export type PurchaseOrderId = z.infer<typeof zPurchaseOrderId>;
export type BillingRunId = z.infer<typeof zBillingRunId>;
export type BillingScheduleId = z.infer<typeof zBillingScheduleId>;
export type ClaimId = z.infer<typeof zClaimId>;
export type PaymentId = z.infer<typeof zPaymentId>;
export type AllocationId = z.infer<typeof zAllocationId>;
export type ApiKeyId = z.infer<typeof zApiKeyId>;
export type GrantRequestId = z.infer<typeof zGrantRequestId>;
