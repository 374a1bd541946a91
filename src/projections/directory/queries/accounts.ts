import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { AccountRow, DirectoryTables } from './rows.ts';

/** Queries here run in a transaction that sees one tenant (row-level security), so they name no tenant themselves. */

/** An account with what lists show beside it. */
export interface AccountListRow extends AccountRow {
  readonly parent_name: string | null;
  readonly child_count: number;
  readonly contract_count: number;
  readonly invoice_count: number;
}

/** Below three characters there is no trigram to look up: then the rows of the tenant are compared one by one. */
const SEARCHABLE_LENGTH_MIN = 3;

export function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}

/** Whether {@link accountRows} can find candidates for a substring by index. */
export function isSearchable(text: string): boolean {
  return [...text].length >= SEARCHABLE_LENGTH_MIN;
}

/**
 * Accounts that are not closed, as `a`, with their parent's name and counts; the caller adds filters and order. Each of
 * `namedLike` narrows the rows by the trigram index: see search.sql for why that takes a function.
 */
export function accountRows(db: Kysely<DirectoryTables>, namedLike: readonly string[] = []) {
  const base = db
    .selectFrom('directory.accounts as a')
    .where('a.deleted_at', 'is', null)
    .selectAll('a')
    .select([
      parentName.as('parent_name'),
      countOf('directory.accounts', 'parent_account_id', sql`and o.deleted_at is null`).as('child_count'),
      countOf('billing.contracts', 'account_id').as('contract_count'),
      countOf('billing.invoices', 'account_id', sql`and o.document_type = 'invoice' and o.status <> 'discarded'`).as(
        'invoice_count',
      ),
    ]);
  return namedLike
    .filter(isSearchable)
    .reduce(
      (query, text) => query.where(sql<boolean>`a.id in (select directory.accounts_named_like(${likePattern(text)}))`),
      base,
    );
}

const parentName = sql<string | null>`
  (select p.account_name from directory.accounts as p where p.tenant_id = a.tenant_id and p.id = a.parent_account_id)`;

function countOf(table: string, column: string, further: RawBuilder<unknown> = sql``): RawBuilder<number> {
  return sql<number>`
    (select count(*)::integer from ${sql.table(table)} as o
     where o.tenant_id = a.tenant_id and o.${sql.ref(column)} = a.id ${further})`;
}

export async function findAccount(db: Kysely<DirectoryTables>, id: string): Promise<AccountListRow | undefined> {
  return accountRows(db).where('a.id', '=', id).executeTakeFirst();
}

export type NamedAccount = Pick<AccountRow, 'id' | 'account_name' | 'account_type' | 'status'>;

/** The children's names, as the single record shows them. */
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

/** The account itself (depth 0) and everything open below it, level by level, each level by name. */
export async function subtree(client: ClientBase, id: string, limit: number): Promise<PlacedRow[]> {
  const { rows } = await client.query<PlacedRow>({
    name: 'directory_subtree', // planned once per connection: asked for thousands of times a second
    text: `SELECT a.*, c.depth
      FROM directory.account_closure AS c
      JOIN directory.accounts AS a ON a.tenant_id = c.tenant_id AND a.id = c.descendant_id
      WHERE c.ancestor_id = $1 AND a.deleted_at IS NULL
      ORDER BY c.depth, a.account_name, a.id LIMIT $2`,
    values: [id, limit],
  });
  return rows;
}

/** The account itself (depth 0) and those above it, nearest first. */
export async function wayUp(client: ClientBase, id: string): Promise<PlacedRow[]> {
  const { rows } = await client.query<PlacedRow>({
    name: 'directory_way_up',
    text: `SELECT a.*, c.depth
      FROM directory.account_closure AS c
      JOIN directory.accounts AS a ON a.tenant_id = c.tenant_id AND a.id = c.ancestor_id
      WHERE c.descendant_id = $1
      ORDER BY c.depth`,
    values: [id],
  });
  return rows;
}
