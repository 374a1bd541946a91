import type { AccountId, InvoiceId, PurchaseOrderId, TenantId } from '../../domain/kernel/ids.ts';

/** An order to look at; its stream decides. */
export interface FoundOrder {
  readonly orderId: PurchaseOrderId;
  readonly orderNumber: string;
  readonly isClosed: boolean;
  /** Whether a document that is not final has drawn on it. */
  readonly hasOpenDraws: boolean;
}

/** A draw of a document that may have come to nothing, or be final by now. */
export interface UnconfirmedDraw {
  readonly tenantId: TenantId;
  readonly orderId: PurchaseOrderId;
  readonly invoiceId: InvoiceId;
}

export interface WakingOrder {
  readonly tenantId: TenantId;
  readonly orderId: PurchaseOrderId;
}

/** Where to look for orders. Answers come from projections: they may be late, and decide nothing. */
export interface OrderFinders {
  /** The orders of a buyer in a currency, of all its sellers. */
  ordersFor(tenantId: TenantId, accountId: AccountId, currency: string): Promise<readonly FoundOrder[]>;
  /** Orders that have something to say by themselves by `now` (ISO 8601, UTC) where their seller is. */
  ordersToWake(now: string): Promise<readonly WakingOrder[]>;
  /** Draws that were made before `until` (ISO 8601, UTC) and whose document, as far as is known, needs them no more. */
  unconfirmedDraws(until: string): Promise<readonly UnconfirmedDraw[]>;
}
