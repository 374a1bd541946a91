import { type Kysely, sql } from 'kysely';
import type { InvoiceId, PurchaseOrderId } from '../../../../domain/kernel/ids.ts';
import type { Principal } from '../../../../domain/kernel/principal.ts';
import type { OrderDrawRow, OrderStepRow, OrderTables, PurchaseOrderRow } from './rows.ts';

/** Queries here run in a transaction that sees one tenant (row-level security), so they name no tenant themselves. */

/** More than is ever said to one order: it is asked for, amended and reminded of a few times a year. */
const STEPS_MAX = 1_000;

/** Orders as `o`; the caller adds filters and order. */
export function orderRows(db: Kysely<OrderTables>) {
  return db.selectFrom('billing.purchase_orders as o').selectAll('o');
}

export async function findOrder(
  db: Kysely<OrderTables>,
  orderId: PurchaseOrderId,
): Promise<PurchaseOrderRow | undefined> {
  return orderRows(db).where('o.order_id', '=', orderId).executeTakeFirst();
}

/** What was said to an order, the first first. */
export async function stepsOfOrder(db: Kysely<OrderTables>, orderId: PurchaseOrderId): Promise<OrderStepRow[]> {
  return db
    .selectFrom('billing.purchase_order_steps')
    .selectAll()
    .where('order_id', '=', orderId)
    .orderBy('revision')
    .limit(STEPS_MAX)
    .execute();
}

export interface ListedDraw extends OrderDrawRow {
  /** Null while the document is a draft. */
  readonly invoice_number: string | null;
}

/** Documents that have drawn on an order, as `d`. */
export function drawsOfOrder(db: Kysely<OrderTables>, orderId: PurchaseOrderId) {
  return db
    .selectFrom('billing.purchase_order_draws as d')
    .leftJoin('billing.invoices as i', (join) =>
      join.onRef('i.tenant_id', '=', 'd.tenant_id').onRef('i.invoice_id', '=', sql.ref<InvoiceId>('d.invoice_id')),
    )
    .selectAll('d')
    .select('i.invoice_number')
    .where('d.order_id', '=', orderId);
}

/**
 * Orders that a person can decide on now, as `o`: by name, or by a role where the person has not decided in another place.
 * The order's own stream decides; this finds.
 */
export function ordersWaitingFor(db: Kysely<OrderTables>, { kind, id }: Principal, roles: readonly string[]) {
  const person = `${kind} ${id}`;
  const byRole = roles.map((role) => `role ${role}`);
  return orderRows(db)
    .where('o.is_pending', '=', true)
    .where(sql<boolean>`not ${person} = any (o.asked_by)`)
    .where(
      sql<boolean>`(${person} = any (o.waits_for)
        or (o.waits_for && ${byRole}::text[] and not ${person} = any (o.decided_by)))`,
    );
}
