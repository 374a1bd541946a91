import type { PurchaseOrder } from '../../../../domain/purchase-order/state.ts';
import type { PurchaseOrderRow } from './rows.ts';

/** The order as its events have left it, without its draws, which have rows of their own. */
export function orderOfRow(row: PurchaseOrderRow): PurchaseOrder {
  return {
    orderId: row.order_id,
    sellerId: row.seller_id,
    accountId: row.account_id,
    orderNumber: row.order_number,
    currency: row.currency,
    amount: row.amount,
    validFrom: row.valid_from,
    validUntil: row.valid_until,
    contractIds: [...row.contract_ids],
    description: row.description,
    attachments: row.attachments,
    metadata: row.metadata,
    registeredBy: row.registered_by,
    responsible: row.responsible,
    status: row.status,
    wasOpen: row.was_open,
    request: row.request,
    draws: new Map(),
    used: row.used,
    isUsageWarned: row.is_usage_warned,
    warnedOf: row.warned_of,
  };
}
