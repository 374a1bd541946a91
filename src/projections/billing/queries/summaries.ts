import type { Kysely } from 'kysely';
import type { ClientBase } from 'pg';
import type { BillingTables, InvoiceSummaryRow } from './rows.ts';

/** Summaries as `i`, with the name of whom they are for; the caller adds filters and order. */
export function summaryRows(db: Kysely<BillingTables>) {
  return db
    .selectFrom('billing.invoice_summaries as i')
    .leftJoin('directory.accounts as a', (join) =>
      join.onRef('a.tenant_id', '=', 'i.tenant_id').onRef('a.id', '=', 'i.addressee_id'),
    )
    .selectAll('i')
    .select('a.account_name');
}

export interface SummaryListRow extends InvoiceSummaryRow {
  readonly account_name: string | null;
}

export async function findSummary(db: Kysely<BillingTables>, invoiceId: string): Promise<SummaryListRow | undefined> {
  return summaryRows(db).where('i.invoice_id', '=', invoiceId).executeTakeFirst();
}

/** What is open by now on the documents that a summary shows. Credit notes are nobody's debt. */
export async function openOnDocumentsOf(
  client: Pick<ClientBase, 'query'>,
  summaryId: string,
): Promise<Map<string, string>> {
  const { rows } = await client.query<{ readonly invoice_id: string; readonly open: string }>(
    `SELECT invoice_id, CASE WHEN document_type = 'invoice' THEN balance_due ELSE 0 * balance_due END AS open
     FROM billing.invoices WHERE parent_invoice_id = $1`,
    [summaryId],
  );
  return new Map(rows.map(({ invoice_id, open }) => [invoice_id, open]));
}
