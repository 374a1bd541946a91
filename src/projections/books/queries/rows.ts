import type { Side } from '../../../domain/ledger/chart.ts';
import type { PostingRule } from '../../../domain/ledger/entry.ts';

/** Rows of the group's tables, as tables.sql has them. numeric and bigint come as text, timestamps as ISO 8601 UTC. */

export interface EntryRow {
  readonly tenant_id: string;
  readonly entry_id: string;
  readonly seller_id: string;
  readonly posted_on: string;
  readonly occurred_on: string;
  readonly currency: string;
  readonly description: string;
  readonly rule: PostingRule;
  readonly rule_version: number;
  readonly mapping_version: number;
  readonly event_id: string;
  readonly category: string;
  readonly stream_id: string;
  readonly revision: string;
  readonly position: string;
  readonly recorded_at: string;
}

export interface LineRow {
  readonly tenant_id: string;
  readonly entry_id: string;
  readonly line_number: number;
  readonly account_code: string;
  readonly side: Side;
  readonly amount: string;
  readonly customer_account_id: string | null;
  readonly contract_id: string | null;
  readonly invoice_id: string | null;
  readonly seller_id: string;
  readonly currency: string;
  readonly posted_on: string;
  readonly position: string;
}

/** For Kysely. */
export interface BooksTables {
  'books.journal_entries': EntryRow;
  'books.journal_lines': LineRow;
}
