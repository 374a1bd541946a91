import type { Pool } from 'pg';
import type { CreditFinders, CreditLineAddress, FoundCredit } from '../../application/ports/credit-finders.ts';
import type { AccountId, InvoiceId, TenantId } from '../../domain/kernel/ids.ts';
import { withTenant } from '../../platform/pools.ts';

const WITH_GROUP_LIMIT = `
  SELECT a.id FROM directory.accounts AS a
  WHERE a.credit_policies <> '[]'::jsonb
    AND jsonb_path_exists(a.credit_policies, '$[*].groupCreditLimit ? (@ != null)')`;

const IS_OPEN = `
  i.document_type = 'invoice' AND (i.status = 'finalising' OR (i.status = 'finalised' AND i.balance_due > 0))`;

const OPEN_OF_ACCOUNT = `
  SELECT i.invoice_id AS id FROM billing.invoices AS i
  WHERE i.account_id = $1 AND i.currency = $2 AND ${IS_OPEN}
  ORDER BY i.created_at, i.invoice_id LIMIT $3`;

/** Debts stay where they were made: by where the debtor stood on the day of issue. */
const OPEN_OF_GROUP = `
  SELECT i.invoice_id AS id
  FROM billing.account_memberships AS m
  JOIN billing.invoices AS i ON i.tenant_id = m.tenant_id AND i.account_id = m.descendant_id
    AND coalesce(i.issue_date, i.created_at::date) >= m.valid_from
    AND coalesce(i.issue_date, i.created_at::date) < m.valid_until
  WHERE m.ancestor_id = $1 AND i.currency = $2 AND ${IS_OPEN}
  ORDER BY i.created_at, i.invoice_id LIMIT $3`;

const CREDITS_ON = `
  SELECT credit_note_id AS "creditNoteId", amount::text AS amount FROM billing.invoice_credits
  WHERE invoice_id = $1 ORDER BY credit_note_id`;

const LINES_USED_BY = `
  SELECT u.line_id AS id FROM billing.credit_uses AS u WHERE u.invoice_id = $1 ORDER BY u.line_id`;

/** `pool`: role worker or api. Each question is asked for one tenant. */
export function createCreditFinders(pool: Pool): CreditFinders {
  async function rows<Row extends object>(tenantId: TenantId, text: string, values: readonly unknown[] = []) {
    const read = async (client: { query: Pool['query'] }) => (await client.query<Row>(text, [...values])).rows;
    return withTenant(pool, tenantId, read, { access: 'read' });
  }
  async function ids<Id extends string>(tenantId: TenantId, text: string, values: readonly unknown[] = []) {
    return (await rows<{ readonly id: Id }>(tenantId, text, values)).map(({ id }) => id);
  }
  return {
    accountsWithGroupLimit: (tenantId) => ids<AccountId>(tenantId, WITH_GROUP_LIMIT),
    openDocumentsOf: (tenantId, { accountId, scope, currency }: CreditLineAddress, limit) =>
      ids<InvoiceId>(tenantId, scope === 'own' ? OPEN_OF_ACCOUNT : OPEN_OF_GROUP, [accountId, currency, limit]),
    creditsOn: (tenantId, invoiceId) => rows<FoundCredit>(tenantId, CREDITS_ON, [invoiceId]),
    linesUsedBy: (tenantId, invoiceId) => ids<string>(tenantId, LINES_USED_BY, [invoiceId]),
  };
}
