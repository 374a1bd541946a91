import { type Kysely, sql } from 'kysely';
import type { AccountStatus } from '../../../../domain/account/events.ts';
import { isOneOf } from '../../../directory/queries/candidates.ts';
import type { DirectoryTables } from '../../../directory/queries/rows.ts';
import type { ContractRow } from './rows.ts';

/** For Kysely: what queries of contracts read. */
export interface ContractTables extends DirectoryTables {
  'billing.contracts': ContractRow;
}

export type ShownStatus = 'draft' | 'active' | 'renewed' | 'expired' | 'cancelled';

/** A contract with what lists show beside it. */
export interface ContractListRow extends Omit<ContractRow, 'status'> {
  /** As people see it on the day of asking. */
  readonly status: ShownStatus;
  /** The day of asking where the seller is. */
  readonly today: string;
  /** Null while the account has not been projected yet. */
  readonly account_name: string | null;
  readonly account_status: AccountStatus | null;
}

/** Below three characters there is no trigram to look up; beyond so many ids, reading the list in order is faster. */
const SEARCHABLE_LENGTH_MIN = 3;
const CANDIDATES_MAX = 2_000;
const SHARED_MAX = 1_000;

/**
 * Ids of the contracts whose number contains the text, by trigram index (tables.sql says why that takes a function);
 * undefined when looking for them does not help.
 */
export async function contractsNumberedLike(
  db: Kysely<ContractTables>,
  text: string | undefined,
): Promise<readonly string[] | undefined> {
  if (text === undefined || [...text].length < SEARCHABLE_LENGTH_MIN) {
    return undefined;
  }
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  const { rows } = await sql<{ id: string }>`
    select billing.contracts_numbered_like(${pattern}) as id limit ${CANDIDATES_MAX + 1}`.execute(db);
  return rows.length > CANDIDATES_MAX ? undefined : rows.map(({ id }) => id);
}

/**
 * Contracts as `c`; the caller adds filters and order. Runs in a transaction that sees one tenant. `now` (ISO 8601, UTC)
 * decides which are expired: from the day after the last one of service, in the seller's time zone. `candidates` come
 * from {@link contractsNumberedLike}.
 */
export function contractRows(db: Kysely<ContractTables>, now: string, candidates?: readonly string[]) {
  const today = sql<string>`(${now}::timestamptz at time zone coalesce(s.time_zone, 'UTC'))::date`;
  const status = sql<ShownStatus>`
    case
      when k.status = 'active' and k.service_end <= ${today} then 'expired'
      when k.status = 'active' and k.term_count > 1 then 'renewed'
      else k.status end`;
  const shown = db
    .selectFrom('billing.contracts as k')
    .leftJoin('directory.sellers as s', (join) =>
      join.onRef('s.tenant_id', '=', 'k.tenant_id').onRef('s.id', '=', 'k.seller_id'),
    )
    .leftJoin('directory.accounts as a', (join) =>
      join.onRef('a.tenant_id', '=', 'k.tenant_id').onRef('a.id', '=', 'k.account_id'),
    )
    .select([
      'k.tenant_id',
      'k.id',
      'k.contract_number',
      'k.contract_name',
      'k.seller_id',
      'k.account_id',
      'k.bill_to_account_id',
      'k.currency',
      'k.purchase_order_number',
      'k.payment_terms',
      'k.payment_terms_days',
      'k.start_date',
      'k.end_date',
      'k.service_end',
      'k.contract_value',
      'k.billing_frequency',
      'k.billing_interval_months',
      'k.billing_in_advance',
      'k.auto_renew',
      'k.term_count',
      'k.settled_before',
      'k.next_due_on',
      'k.renews_on',
      'k.state',
      'k.revision',
      'k.created_at',
      'k.updated_at',
      'a.account_name',
      'a.status as account_status',
      status.as('status'),
      today.as('today'),
    ]);
  const base = db.selectFrom(shown.as('c')).selectAll('c');
  return candidates === undefined ? base : base.where(isOneOf('c.id', candidates));
}

/** Contracts with a share of the account in any of their splits; at most a thousand, by number. */
export async function contractsSharedWith(
  db: Kysely<ContractTables>,
  now: string,
  accountId: string,
): Promise<ContractListRow[]> {
  const { rows } = await sql<{ id: string }>`
    select billing.contracts_shared_with(${accountId}) as id limit ${SHARED_MAX}`.execute(db);
  const ids = rows.map(({ id }) => id);
  return contractRows(db, now, ids).orderBy('c.contract_number').orderBy('c.id').execute();
}

export async function findContract(
  db: Kysely<ContractTables>,
  now: string,
  id: string,
): Promise<ContractListRow | undefined> {
  return contractRows(db, now).where('c.id', '=', id).executeTakeFirst();
}
