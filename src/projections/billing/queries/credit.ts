import type { Kysely } from 'kysely';
import type { ClientBase } from 'pg';
import type { CreditHold, CreditPolicySetting } from '../../../domain/account/credit-terms.ts';
import type { CreditScope } from '../../../domain/credit/events.ts';
import type { AccountId } from '../../../domain/kernel/ids.ts';
import type { BillingTables } from './rows.ts';

/** Queries here run in a transaction that sees one tenant (row-level security), so they name no tenant themselves. */

/** An account on the way up, the account asked for itself included, as far as credit is concerned. */
export interface CreditAccount {
  readonly id: AccountId;
  readonly account_name: string;
  readonly currency: string;
  readonly credit_limit: string | null;
  readonly credit_hold: boolean;
  readonly hold: CreditHold | null;
  readonly credit_policies: readonly CreditPolicySetting[];
}

const WAY_UP = `
  SELECT a.id, a.account_name, a.currency, a.credit_limit::text, a.credit_hold, a.hold, a.credit_policies
  FROM directory.account_closure AS c
  JOIN directory.accounts AS a ON a.tenant_id = c.tenant_id AND a.id = c.ancestor_id
  WHERE c.descendant_id = $1 AND a.deleted_at IS NULL
  ORDER BY c.depth`;

/** The account first, then those above, nearest first. */
export async function creditAccounts(client: Pick<ClientBase, 'query'>, accountId: string): Promise<CreditAccount[]> {
  return (await client.query<CreditAccount>(WAY_UP, [accountId])).rows;
}

/** What is used of a limit: of final documents, and by those on their way. */
export interface CreditUsage {
  readonly receivable: string;
  readonly reserved: string;
}

const USED = `
  SELECT sum(u.amount) FILTER (WHERE i.status = 'finalised') AS receivable,
    sum(u.amount) FILTER (WHERE i.status IS DISTINCT FROM 'finalised') AS reserved
  FROM billing.credit_lines AS l
  LEFT JOIN billing.credit_uses AS u ON u.tenant_id = l.tenant_id AND u.line_id = l.line_id
  LEFT JOIN billing.invoices AS i ON i.tenant_id = u.tenant_id AND i.invoice_id = u.invoice_id
  WHERE l.status = 'open' AND l.account_id = $1 AND l.scope = $2 AND l.currency = $3
  HAVING count(l.line_id) > 0`;

/** A limit whose line nobody has needed yet: what it would begin with. */
const OWED = `
  SELECT sum(i.balance_due) FILTER (WHERE i.status = 'finalised') AS receivable,
    sum(i.total) FILTER (WHERE i.status = 'finalising') AS reserved
  FROM billing.account_memberships AS m
  JOIN billing.invoices AS i ON i.tenant_id = m.tenant_id AND i.account_id = m.descendant_id
    AND coalesce(i.issue_date, i.created_at::date) >= m.valid_from
    AND coalesce(i.issue_date, i.created_at::date) < m.valid_until
  WHERE m.ancestor_id = $1 AND ($2 = 'group' OR m.depth = 0) AND i.currency = $3
    AND i.document_type = 'invoice' AND (i.status = 'finalising' OR (i.status = 'finalised' AND i.balance_due > 0))`;

export async function creditUsage(
  client: Pick<ClientBase, 'query'>,
  { accountId, scope, currency }: { accountId: string; scope: CreditScope; currency: string },
): Promise<CreditUsage> {
  type Sums = { readonly receivable: string | null; readonly reserved: string | null };
  const values = [accountId, scope, currency];
  const [used] = (await client.query<Sums>(USED, values)).rows;
  const [sums] = used === undefined ? (await client.query<Sums>(OWED, values)).rows : [used];
  return { receivable: sums?.receivable ?? '0', reserved: sums?.reserved ?? '0' };
}

/**
 * What uses the limits of an account, as `u`, with its line `l` and its document `i`: that of its group where there is one,
 * which holds its own documents too. So each document stands here once.
 */
export function creditUseRows(db: Kysely<BillingTables>, accountId: string) {
  return db
    .selectFrom('billing.credit_uses as u')
    .innerJoin('billing.credit_lines as l', (join) =>
      join.onRef('l.tenant_id', '=', 'u.tenant_id').onRef('l.line_id', '=', 'u.line_id'),
    )
    .leftJoin('billing.invoices as i', (join) =>
      join.onRef('i.tenant_id', '=', 'u.tenant_id').onRef('i.invoice_id', '=', 'u.invoice_id'),
    )
    .where('l.line_id', '=', (of) =>
      of
        .selectFrom('billing.credit_lines as widest')
        .select('widest.line_id')
        .where('widest.account_id', '=', accountId)
        .where('widest.status', '=', 'open')
        .where('widest.credit_limit', 'is not', null)
        .orderBy('widest.scope') // group before own
        .orderBy('widest.opened_at', 'desc')
        .limit(1),
    )
    .selectAll('u')
    .select(['l.scope', 'l.currency', 'i.invoice_number', 'i.status as document_status', 'i.due_date']);
}

/** Accounts on credit hold, as `a`. */
export function heldAccountRows(db: Kysely<BillingTables>) {
  return db
    .selectFrom('directory.accounts as a')
    .where('a.credit_hold', '=', true)
    .where('a.deleted_at', 'is', null)
    .select(['a.id', 'a.account_name', 'a.currency', 'a.hold', 'a.credit_policies', 'a.created_at']);
}

const OVERDUE = `
  SELECT account_id, sum(balance_due) AS overdue, min(due_date) AS since
  FROM billing.invoices
  WHERE account_id = ANY ($1::uuid[]) AND document_type = 'invoice' AND status = 'finalised' AND balance_due > 0
    AND due_date < $2::date
  GROUP BY account_id, currency ORDER BY account_id, currency`;

export interface OverdueSum {
  readonly account_id: string;
  readonly overdue: string;
  readonly since: string;
}

/** What some accounts have not paid in time, by currency in the order of the codes. */
export async function overdueOf(
  client: Pick<ClientBase, 'query'>,
  accountIds: readonly string[],
  today: string,
): Promise<OverdueSum[]> {
  return (await client.query<OverdueSum>(OVERDUE, [accountIds, today])).rows;
}
