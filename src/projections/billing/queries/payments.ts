import { type Kysely, sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { PaymentAllocationRow, PaymentRefundRow, PaymentTables, StoredPayment } from './payment-rows.ts';

/** Queries here run in a transaction that sees one tenant (row-level security), so they name no tenant themselves. */

/** A payment with the name of who paid, as far as the lists know it. */
export interface PaymentListRow extends StoredPayment {
  readonly account_name: string | null;
}

export function paymentRows(db: Kysely<PaymentTables>) {
  return db
    .selectFrom('billing.payments as p')
    .leftJoin('directory.accounts as a', (join) =>
      join.onRef('a.tenant_id', '=', 'p.tenant_id').onRef('a.id', '=', 'p.account_id'),
    )
    .selectAll('p')
    .select('a.account_name');
}

export async function findPayment(db: Kysely<PaymentTables>, paymentId: string): Promise<PaymentListRow | undefined> {
  return paymentRows(db).where('p.payment_id', '=', paymentId).executeTakeFirst();
}

/** What a payment was used for, in the order in which that was asked for. */
export async function allocationsOf(
  client: Pick<ClientBase, 'query'>,
  paymentId: string,
): Promise<PaymentAllocationRow[]> {
  const { rows } = await client.query<PaymentAllocationRow>(
    'SELECT * FROM billing.payment_allocations WHERE payment_id = $1 ORDER BY created_at, allocation_id',
    [paymentId],
  );
  return rows;
}

export async function refundsOf(client: Pick<ClientBase, 'query'>, paymentId: string): Promise<PaymentRefundRow[]> {
  const { rows } = await client.query<PaymentRefundRow>(
    'SELECT * FROM billing.payment_refunds WHERE payment_id = $1 ORDER BY created_at, refund_id',
    [paymentId],
  );
  return rows;
}

/** Numbers of documents, as far as the lists know them. */
export async function numbersOf(
  client: Pick<ClientBase, 'query'>,
  invoiceIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (invoiceIds.length === 0) {
    return new Map();
  }
  const { rows } = await client.query<{ id: string; number: string | null }>(
    'SELECT invoice_id AS id, invoice_number AS number FROM billing.invoices WHERE invoice_id = ANY ($1::uuid[])',
    [[...new Set(invoiceIds)]],
  );
  return new Map(rows.flatMap(({ id, number }) => (number === null ? [] : [[id, number] as const])));
}

/** Payments of one invoice, those included that came off it again: allocations as `l`. */
export function paymentsOfInvoice(db: Kysely<PaymentTables>, invoiceId: string) {
  return db
    .selectFrom('billing.payment_allocations as l')
    .innerJoin('billing.payments as p', (join) =>
      join.onRef('p.tenant_id', '=', 'l.tenant_id').onRef('p.payment_id', '=', 'l.payment_id'),
    )
    .selectAll('l')
    .select(['p.currency', 'p.account_id', 'p.method', 'p.reference', 'p.received_on'])
    .where('l.invoice_id', '=', invoiceId);
}

export async function isInvoice(db: Kysely<PaymentTables>, invoiceId: string): Promise<boolean> {
  const found = await db
    .selectFrom('billing.invoices')
    .select(sql<number>`1`.as('one'))
    .where('invoice_id', '=', invoiceId)
    .where('document_type', '=', 'invoice')
    .executeTakeFirst();
  return found !== undefined;
}
