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

/** An account and how far it stands from the one that was asked about. */
export interface PlacedRow extends AccountRow {
  readonly depth: number;
}

const SUBTREE: PreparedRead = {
  name: 'directory_subtree',
  types: ['uuid', 'integer'],
  text: `
    SELECT a.*, c.depth
    FROM directory.account_closure AS c
    JOIN directory.accounts AS a ON a.tenant_id = c.tenant_id AND a.id = c.descendant_id
    WHERE c.ancestor_id = $1 AND a.deleted_at IS NULL
    ORDER BY c.depth, a.account_name, a.id LIMIT $2`,
};

const WAY_UP: PreparedRead = {
  name: 'directory_way_up',
  types: ['uuid'],
  text: `
    SELECT a.*, c.depth
    FROM directory.account_closure AS c
    JOIN directory.accounts AS a ON a.tenant_id = c.tenant_id AND a.id = c.ancestor_id
    WHERE c.descendant_id = $1
    ORDER BY c.depth`,
};

/** The account itself (depth 0) and everything open below it, level by level, each level by name. */
export function subtree(ask: Ask, id: string, limit: number): Promise<PlacedRow[]> {
  return ask<PlacedRow>(SUBTREE, id, limit);
}

/** The account itself (depth 0) and those above it, nearest first. */
export function wayUp(ask: Ask, id: string): Promise<PlacedRow[]> {
  return ask<PlacedRow>(WAY_UP, id);
}
