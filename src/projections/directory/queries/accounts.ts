import type { Kysely } from 'kysely';
import type { ClientBase } from 'pg';
import type { Ask, PreparedRead } from '../../../platform/prepared-read.ts';
import { isOneOf } from './candidates.ts';
import type { AccountRow, DirectoryTables } from './rows.ts';

/** Queries here run in a transaction that sees one tenant (row-level security), so they name no tenant themselves. */

/** Accounts that are not closed, as `a`; the caller adds filters and order. `candidates` come from {@link findCandidates}. */
export function accountRows(db: Kysely<DirectoryTables>, candidates?: readonly string[]) {
  const base = db.selectFrom('directory.accounts as a').where('a.deleted_at', 'is', null).selectAll('a');
  return candidates === undefined ? base : base.where(isOneOf('a.id', candidates));
}

export async function findAccount(db: Kysely<DirectoryTables>, id: string): Promise<AccountRow | undefined> {
  return accountRows(db).where('a.id', '=', id).executeTakeFirst();
}

/** What lists show beside an account. */
export interface AccountSurroundings {
  readonly id: string;
  readonly parent_name: string | null;
  readonly child_count: number;
  readonly contract_count: number;
  readonly invoice_count: number;
}

/**
 * Asked for the rows of a page alone, after it was found: in the page's own query the counts would be taken for every
 * row that an offset skips. Invoices that were discarded, and credit notes, are not counted.
 */
const SURROUNDINGS = `
  SELECT a.id, p.account_name AS parent_name, children.count AS child_count, contracts.count AS contract_count,
    invoices.count AS invoice_count
  FROM directory.accounts AS a
  LEFT JOIN directory.accounts AS p ON p.tenant_id = a.tenant_id AND p.id = a.parent_account_id
  CROSS JOIN LATERAL (SELECT count(*)::integer FROM directory.accounts AS c
    WHERE c.tenant_id = a.tenant_id AND c.parent_account_id = a.id AND c.deleted_at IS NULL) AS children
  CROSS JOIN LATERAL (SELECT count(*)::integer FROM billing.contracts AS c
    WHERE c.tenant_id = a.tenant_id AND c.account_id = a.id) AS contracts
  CROSS JOIN LATERAL (SELECT count(*)::integer FROM billing.invoices AS i
    WHERE i.tenant_id = a.tenant_id AND i.account_id = a.id
      AND i.document_type = 'invoice' AND i.status <> 'discarded') AS invoices
  WHERE a.id = ANY ($1::uuid[])`;

/** Accounts with what lists show beside them, in the order given. */
export async function withSurroundings<Row extends AccountRow>(
  client: ClientBase,
  rows: readonly Row[],
): Promise<(Row & AccountSurroundings)[]> {
  const ids = rows.map(({ id }) => id);
  const found = await client.query<AccountSurroundings>(SURROUNDINGS, [ids]);
  const byId = new Map(found.rows.map((row) => [row.id, row]));
  return rows.flatMap((row) => {
    const surroundings = byId.get(row.id);
    return surroundings === undefined ? [] : [{ ...row, ...surroundings }]; // one snapshot: always there
  });
}

/** The children's names, as the single record shows them. */
export type NamedAccount = Pick<AccountRow, 'id' | 'account_name' | 'account_type' | 'status'>;

export async function childrenInBrief(client: ClientBase, id: string, limit: number): Promise<NamedAccount[]> {
  const { rows } = await client.query<NamedAccount>(
    `SELECT id, account_name, account_type, status FROM directory.accounts
     WHERE parent_account_id = $1 AND deleted_at IS NULL ORDER BY account_name, id LIMIT $2`,
    [id, limit],
  );
  return rows;
}

export interface ContractInBrief {
  readonly id: string;
  readonly contract_number: string;
  readonly contract_name: string;
  readonly status: string;
  readonly start_date: string;
  readonly end_date: string;
}

/** Contracts whose service has not ended by `today`: a row cannot know the day of asking. */
export async function activeContracts(
  client: ClientBase,
  accountId: string,
  today: string,
  limit: number,
): Promise<ContractInBrief[]> {
  const { rows } = await client.query<ContractInBrief>(
    `SELECT id, contract_number, contract_name, status, start_date, end_date FROM billing.contracts
     WHERE account_id = $1 AND status = 'active' AND service_end > $2::date ORDER BY contract_number, id LIMIT $3`,
    [accountId, today, limit],
  );
  return rows;
}

/** What records show of an account: reading the rest for every account of a tree would take as long again. */
const SHOWN_COLUMNS = [
  'id',
  'parent_account_id',
  'account_name',
  'account_type',
  'status',
  'currency',
  'payment_terms',
  'payment_terms_days',
  'tax_id',
  'billing_country',
  'tax_category',
  'credit_limit',
  'credit_hold',
  'invoicing',
  'order_policies',
  'contact',
  'contact_points',
  'primary_points',
  'merged_into_account_id',
  'metadata',
  'created_at',
  'updated_at',
  'deleted_at',
] as const satisfies readonly (keyof AccountRow)[];
const SHOWN = SHOWN_COLUMNS.map((name) => `a.${name}`).join(', ');

export type ShownAccount = Pick<AccountRow, (typeof SHOWN_COLUMNS)[number]>;

/** An account and how far it stands from the one that was asked about. */
export interface PlacedRow extends ShownAccount {
  readonly depth: number;
}

/** Trees of so many accounts go together with other questions; larger ones would make those wait. */
const SMALL_MAX = 100;

const BELOW = `
  SELECT ${SHOWN}, c.depth
  FROM directory.account_closure AS c
  JOIN directory.accounts AS a ON a.tenant_id = c.tenant_id AND a.id = c.descendant_id`;
const BY_LEVEL = 'ORDER BY c.depth, a.account_name, a.id';

const SMALL_SUBTREE: PreparedRead = {
  name: 'directory_small_subtree',
  asked: { id: 'uuid' },
  text: `
    SELECT asked.question, tree.size, below.*
    FROM asked
    CROSS JOIN LATERAL (
      SELECT count(*)::integer AS size
      FROM (SELECT FROM directory.account_closure AS c WHERE c.ancestor_id = asked.id LIMIT ${SMALL_MAX + 1}) AS c
    ) AS tree
    LEFT JOIN LATERAL (
      ${BELOW} WHERE tree.size <= ${SMALL_MAX} AND c.ancestor_id = asked.id AND a.deleted_at IS NULL ${BY_LEVEL}
    ) AS below ON true`,
};

const WAY_UP: PreparedRead = {
  name: 'directory_way_up',
  asked: { id: 'uuid' },
  text: `
    SELECT asked.question, ${SHOWN}, c.depth
    FROM asked
    JOIN directory.account_closure AS c ON c.descendant_id = asked.id
    JOIN directory.accounts AS a ON a.tenant_id = c.tenant_id AND a.id = c.ancestor_id
    ORDER BY c.depth`,
};

/** One without an account when there is none, or too many. */
type BelowRow = { readonly size: number } & (PlacedRow | { readonly id: null });

/** The account itself (depth 0) and everything open below it, level by level, each level by name. */
export async function subtree(client: ClientBase, id: string, limit: number): Promise<PlacedRow[]> {
  const text = `${BELOW} WHERE c.ancestor_id = $1 AND a.deleted_at IS NULL ${BY_LEVEL} LIMIT $2`;
  return (await client.query<PlacedRow>(text, [id, limit])).rows;
}

/** The same of a tree that is soon told; undefined of a larger one. */
export async function smallSubtree(ask: Ask, id: string): Promise<PlacedRow[] | undefined> {
  const [rows = []] = await ask<BelowRow>(SMALL_SUBTREE, [[id]]);
  return rows.some(({ size }) => size > SMALL_MAX) ? undefined : rows.filter((row) => row.id !== null);
}

/** The account itself (depth 0) and those above it, nearest first. */
export async function wayUp(ask: Ask, id: string): Promise<PlacedRow[]> {
  const [rows = []] = await ask<PlacedRow>(WAY_UP, [[id]]);
  return rows;
}
