import type { Pool } from 'pg';
import type {
  CreditFinders,
  CreditLineAddress,
  DoubtfulUse,
  FoundCredit,
} from '../../application/ports/credit-finders.ts';
import type { AccountId, ContractId, InvoiceId, TenantId } from '../../domain/kernel/ids.ts';
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

const ARREARS_OF_ACCOUNT = `
  SELECT c.id FROM billing.contracts AS c
  WHERE c.account_id = $1 AND c.currency = $2 AND NOT c.billing_in_advance AND c.status IN ('active', 'cancelled')
    AND c.start_date <= $3::date AND c.next_due_on IS NOT NULL
  ORDER BY c.id LIMIT $4`;

const ARREARS_OF_GROUP = `
  SELECT c.id
  FROM billing.account_memberships AS m
  JOIN billing.contracts AS c ON c.tenant_id = m.tenant_id AND c.account_id = m.descendant_id
  WHERE m.ancestor_id = $1 AND m.valid_from <= $3::date AND m.valid_until > $3::date AND c.currency = $2
    AND NOT c.billing_in_advance AND c.status IN ('active', 'cancelled')
    AND c.start_date <= $3::date AND c.next_due_on IS NOT NULL
  ORDER BY c.id LIMIT $4`;

/** The policy in force on $1. */
const POLICY_IN_FORCE = `
  LEFT JOIN LATERAL (
    SELECT p.setting FROM jsonb_array_elements(a.credit_policies) AS p(setting)
    WHERE p.setting ->> 'effectiveOn' <= $1 ORDER BY p.setting ->> 'effectiveOn' DESC LIMIT 1
  ) AS policy ON true`;

const UNSETTLED_LIMITS = `
  WITH candidates AS (
    SELECT id FROM directory.accounts WHERE credit_limit IS NOT NULL
    UNION SELECT id FROM directory.accounts WHERE credit_policies <> '[]'::jsonb
    UNION SELECT account_id FROM billing.credit_lines WHERE status = 'open' AND credit_limit IS NOT NULL
  ), limits AS (
    SELECT a.tenant_id, a.id, s.scope, a.currency, s.credit_limit,
      coalesce(policy.setting ->> 'policy', 'hold_new_business') AS policy
    FROM candidates JOIN directory.accounts AS a USING (id) ${POLICY_IN_FORCE}
    CROSS JOIN LATERAL (VALUES
      ('own', a.credit_limit),
      ('group', (policy.setting ->> 'groupCreditLimit')::numeric)
    ) AS s(scope, credit_limit)
  )
  SELECT DISTINCT l.id
  FROM limits AS l
  LEFT JOIN billing.credit_lines AS c ON c.tenant_id = l.tenant_id AND c.account_id = l.id AND c.scope = l.scope
    AND c.currency = l.currency AND c.status = 'open'
  WHERE CASE WHEN c.line_id IS NOT NULL
    THEN c.credit_limit IS DISTINCT FROM l.credit_limit OR (l.credit_limit IS NOT NULL AND c.policy <> l.policy)
    ELSE l.credit_limit IS NOT NULL AND EXISTS (
      SELECT FROM billing.account_memberships AS m
      JOIN billing.invoices AS i ON i.tenant_id = m.tenant_id AND i.account_id = m.descendant_id
        AND coalesce(i.issue_date, i.created_at::date) >= m.valid_from
        AND coalesce(i.issue_date, i.created_at::date) < m.valid_until
      WHERE m.ancestor_id = l.id AND (l.scope = 'group' OR m.depth = 0) AND i.currency = l.currency AND ${IS_OPEN})
    END
  ORDER BY l.id LIMIT $2`;

/** Both ways round: what is counted and not open like that, and what is open and not counted. */
const DOUBTFUL_USES = `
  SELECT u.line_id AS "lineId", u.invoice_id AS "invoiceId"
  FROM billing.credit_uses AS u
  LEFT JOIN billing.invoices AS i ON i.tenant_id = u.tenant_id AND i.invoice_id = u.invoice_id
  WHERE u.updated_at < $1::timestamptz AND (i.updated_at IS NULL OR i.updated_at < $1::timestamptz)
    AND u.amount <> CASE
      WHEN i.document_type = 'invoice' AND i.status = 'finalised' THEN greatest(i.balance_due, 0)
      WHEN i.document_type = 'invoice' AND i.status = 'finalising' THEN i.total
      ELSE 0 END
  UNION ALL
  SELECT l.line_id, i.invoice_id
  FROM billing.credit_lines AS l
  JOIN billing.account_memberships AS m ON m.tenant_id = l.tenant_id AND m.ancestor_id = l.account_id
  JOIN billing.invoices AS i ON i.tenant_id = m.tenant_id AND i.account_id = m.descendant_id AND i.currency = l.currency
    AND coalesce(i.issue_date, i.created_at::date) >= m.valid_from
    AND coalesce(i.issue_date, i.created_at::date) < m.valid_until
  WHERE l.status = 'open' AND l.credit_limit IS NOT NULL AND (l.scope = 'group' OR m.depth = 0)
    AND ${IS_OPEN} AND i.updated_at < $1::timestamptz
    AND NOT EXISTS (
      SELECT FROM billing.credit_uses AS u
      WHERE u.tenant_id = l.tenant_id AND u.line_id = l.line_id AND u.invoice_id = i.invoice_id)
  LIMIT $2`;

const OVERDUE_TO_DECIDE = `
  WITH watched AS (
    SELECT a.tenant_id, a.id, a.currency, a.credit_hold,
      coalesce((a.hold ->> 'isAutomatic')::boolean, false) AS is_automatic,
      (policy.setting #>> '{automaticHold,overdueDays}')::integer AS days,
      (policy.setting #>> '{automaticHold,overdueAmount}')::numeric AS amount
    FROM directory.accounts AS a ${POLICY_IN_FORCE}
    WHERE a.credit_policies <> '[]'::jsonb AND a.status <> 'closed'
  ), judged AS (
    SELECT w.*, coalesce((
      SELECT sum(i.balance_due) > 0 AND sum(i.balance_due) >= w.amount
      FROM billing.invoices AS i
      WHERE i.tenant_id = w.tenant_id AND i.account_id = w.id AND i.currency = w.currency
        AND i.status = 'finalised' AND ${IS_OPEN} AND i.due_date <= $1::date - w.days
    ), false) AS is_overdue
    FROM watched AS w
  )
  SELECT id FROM judged
  WHERE (is_overdue AND NOT credit_hold) OR (NOT is_overdue AND credit_hold AND is_automatic)
  ORDER BY id LIMIT $2`;

const DUE_BY = `
  SELECT i.invoice_id AS id FROM billing.invoices AS i
  WHERE i.account_id = $1 AND i.currency = $2 AND i.due_date <= $3::date AND i.status = 'finalised' AND ${IS_OPEN}
  ORDER BY i.due_date, i.invoice_id`;

/** `pool`: role worker. Each question is asked for one tenant. */
export function createCreditFinders(pool: Pool): CreditFinders {
  async function rows<Row extends object>(tenantId: TenantId, text: string, values: readonly unknown[] = []) {
    const read = async (client: { query: Pool['query'] }) => (await client.query<Row>(text, [...values])).rows;
    return withTenant(pool, tenantId, read, { access: 'read' });
  }
  async function ids<Id extends string>(tenantId: TenantId, text: string, values: readonly unknown[] = []) {
    return (await rows<{ readonly id: Id }>(tenantId, text, values)).map(({ id }) => id);
  }
  const isOwn = ({ scope }: CreditLineAddress) => scope === 'own';
  return {
    accountsWithGroupLimit: (tenantId) => ids<AccountId>(tenantId, WITH_GROUP_LIMIT),
    openDocumentsOf: (tenantId, line, limit) =>
      ids<InvoiceId>(tenantId, isOwn(line) ? OPEN_OF_ACCOUNT : OPEN_OF_GROUP, [line.accountId, line.currency, limit]),
    creditsOn: (tenantId, invoiceId) => rows<FoundCredit>(tenantId, CREDITS_ON, [invoiceId]),
    linesUsedBy: (tenantId, invoiceId) => ids<string>(tenantId, LINES_USED_BY, [invoiceId]),
    arrearsContractsOf: (tenantId, line, on, limit) =>
      ids<ContractId>(tenantId, isOwn(line) ? ARREARS_OF_ACCOUNT : ARREARS_OF_GROUP, [
        line.accountId,
        line.currency,
        on,
        limit,
      ]),
    async tenantsWithDebts() {
      const found = await pool.query<{ id: TenantId }>('SELECT billing.all_billed_tenants() AS id');
      return found.rows.map(({ id }) => id);
    },
    unsettledLimits: (tenantId, on, limit) => ids<AccountId>(tenantId, UNSETTLED_LIMITS, [on, limit]),
    doubtfulUses: (tenantId, before, limit) => rows<DoubtfulUse>(tenantId, DOUBTFUL_USES, [before, limit]),
    overdueToDecide: (tenantId, on, limit) => ids<AccountId>(tenantId, OVERDUE_TO_DECIDE, [on, limit]),
    openInvoicesDueBy: (tenantId, accountId, currency, dueBy) =>
      ids<InvoiceId>(tenantId, DUE_BY, [accountId, currency, dueBy]),
  };
}
