import type { Pool } from 'pg';
import type { PaymentFinders, UnfinishedPayment } from '../../application/ports/payment-finders.ts';
import type { InvoiceId } from '../../domain/kernel/ids.ts';
import { tenantReads } from './tenant-reads.ts';

/** Whoever pays more invoices at once than these allocates again. */
const OPEN_INVOICES_MAX = 500;

/** Two questions, each with its own index: as the buyer, and as the one who is billed. */
const OPEN = `
  SELECT invoice_id AS id FROM (
    SELECT invoice_id, due_date FROM billing.invoices
    WHERE account_id = $2 AND seller_id = $1 AND currency = $3
      AND document_type = 'invoice' AND status = 'finalised' AND balance_due > 0
    UNION
    SELECT invoice_id, due_date FROM billing.invoices
    WHERE bill_to_account_id = $2 AND seller_id = $1 AND currency = $3
      AND document_type = 'invoice' AND status = 'finalised' AND balance_due > 0
  ) AS owed
  ORDER BY due_date, invoice_id LIMIT ${OPEN_INVOICES_MAX}`;

const CREDIT_NOTES = `
  SELECT invoice_id AS id FROM billing.invoices
  WHERE document_type = 'credit_note' AND status = 'finalised' AND corrects @> ARRAY[$1::uuid]
  ORDER BY invoice_id`;

const UNFINISHED = `
  SELECT tenant_id AS "tenantId", payment_id AS "paymentId"
  FROM billing.payments WHERE pending > 0 OR life = 'reversing' ORDER BY updated_at, payment_id`;

/** `pool`: role worker. */
export function createPaymentFinders(pool: Pool): PaymentFinders {
  const { ofTenant, ofAllTenants } = tenantReads(pool);
  const ids = async (tenantId: string, text: string, values: readonly unknown[]) =>
    (await ofTenant<{ id: InvoiceId }>(tenantId, text, values)).map(({ id }) => id);
  return {
    openInvoices: (tenantId, { sellerId, accountId, currency }) => ids(tenantId, OPEN, [sellerId, accountId, currency]),
    creditNotesOn: (tenantId, invoiceId) => ids(tenantId, CREDIT_NOTES, [invoiceId]),
    unfinishedPayments: () => ofAllTenants<UnfinishedPayment>(UNFINISHED),
  };
}
