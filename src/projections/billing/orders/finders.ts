import type { Pool } from 'pg';
import type {
  FoundOrder,
  OrderFinders,
  UnconfirmedDraw,
  WakingOrder,
} from '../../../application/ports/order-finders.ts';
import type { TenantId } from '../../../domain/kernel/ids.ts';
import { withTenant } from '../../../platform/pools.ts';

const OF_ACCOUNT = `
  SELECT o.order_id AS "orderId", o.order_number AS "orderNumber", o.status = 'closed' AS "isClosed",
    EXISTS (SELECT FROM billing.purchase_order_draws AS d
      WHERE d.tenant_id = o.tenant_id AND d.order_id = o.order_id AND d.status = 'drawn') AS "hasOpenDraws"
  FROM billing.purchase_orders AS o
  WHERE o.account_id = $1 AND o.currency = $2
  ORDER BY o.created_at, o.order_id`;

/** The bound that is no seller's own is for the index: nowhere is it later than in UTC+14. */
const TO_WAKE = `
  SELECT o.tenant_id AS "tenantId", o.order_id AS "orderId"
  FROM billing.purchase_orders AS o
  LEFT JOIN directory.sellers AS s ON s.tenant_id = o.tenant_id AND s.id = o.seller_id
  WHERE o.wakes_on <= ($1::timestamptz AT TIME ZONE 'UTC' + interval '14 hours')::date
    AND o.wakes_on <= ($1::timestamptz AT TIME ZONE coalesce(s.time_zone, 'UTC'))::date
  ORDER BY o.wakes_on, o.order_id
  LIMIT 500`;

const UNCONFIRMED = `
  SELECT d.tenant_id AS "tenantId", d.order_id AS "orderId", d.invoice_id AS "invoiceId"
  FROM billing.purchase_order_draws AS d
  LEFT JOIN billing.invoices AS i ON i.tenant_id = d.tenant_id AND i.invoice_id = d.invoice_id
  WHERE d.status = 'drawn' AND d.drawn_at < $1::timestamptz
    AND (i.invoice_id IS NULL OR i.status NOT IN ('draft', 'finalising'))
  ORDER BY d.drawn_at, d.order_id, d.invoice_id
  LIMIT 500`;

/** `pool`: role worker. It sees one tenant at a time; what spans tenants goes through them one after the other. */
export function createOrderFinders(pool: Pool): OrderFinders {
  async function ofTenant<Row extends object>(tenantId: string, text: string, values: readonly unknown[]) {
    const read = async (client: { query: Pool['query'] }) => (await client.query<Row>(text, [...values])).rows;
    return withTenant(pool, tenantId, read, { access: 'read' });
  }

  async function ofAllTenants<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> {
    const found: Row[] = [];
    const { rows } = await pool.query<{ id: TenantId }>('SELECT billing.ordering_tenants() AS id');
    for (const { id } of rows) {
      found.push(...(await ofTenant<Row>(id, text, values)));
    }
    return found;
  }

  return {
    ordersFor: (tenantId, accountId, currency) => ofTenant<FoundOrder>(tenantId, OF_ACCOUNT, [accountId, currency]),
    ordersToWake: (now) => ofAllTenants<WakingOrder>(TO_WAKE, [now]),
    unconfirmedDraws: (until) => ofAllTenants<UnconfirmedDraw>(UNCONFIRMED, [until]),
  };
}
