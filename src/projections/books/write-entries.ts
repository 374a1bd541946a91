import type { JournalEntry } from '../../domain/ledger/entry.ts';
import type { ProjectionTransaction } from '../runner/projection.ts';
import { rowsAsJson } from '../runner/row-sql.ts';

/** An entry with what the table has beside it. */
export interface EntryToWrite {
  readonly tenantId: string;
  readonly recordedAt: string;
  readonly entry: JournalEntry;
}

/**
 * One statement for entries, lines and daily balances: the triggers look at it as a whole, and the balances are sums of
 * the lines that were in fact inserted.
 */
const WRITE = `
  WITH given AS MATERIALIZED (
    SELECT * FROM json_to_recordset($1::json) AS e(
      tenant_id uuid, entry_id uuid, seller_id uuid, posted_on date, occurred_on date, currency text, description text,
      rule text, rule_version integer, mapping_version integer, event_id uuid, category text, stream_id text,
      revision bigint, position bigint, recorded_at timestamptz, lines json)
  ), entries AS (
    INSERT INTO journal_entries (tenant_id, entry_id, seller_id, posted_on, occurred_on, currency, description, rule,
      rule_version, mapping_version, event_id, category, stream_id, revision, position, recorded_at)
    SELECT tenant_id, entry_id, seller_id, posted_on, occurred_on, currency, description, rule,
      rule_version, mapping_version, event_id, category, stream_id, revision, position, recorded_at
    FROM given
  ), lines AS (
    INSERT INTO journal_lines (tenant_id, entry_id, line_number, account_code, side, amount, customer_account_id,
      contract_id, invoice_id, seller_id, currency, posted_on, position)
    SELECT given.tenant_id, given.entry_id, l.line_number, l.account_code, l.side, l.amount, l.customer_account_id,
      l.contract_id, l.invoice_id, given.seller_id, given.currency, given.posted_on, given.position
    FROM given CROSS JOIN LATERAL json_to_recordset(given.lines) AS l(line_number integer, account_code text,
      side text, amount numeric, customer_account_id uuid, contract_id uuid, invoice_id uuid)
    RETURNING tenant_id, seller_id, currency, account_code, posted_on, side, amount
  )
  INSERT INTO daily_balances AS b (tenant_id, seller_id, currency, account_code, posted_on, debits, credits, lines)
  SELECT tenant_id, seller_id, currency, account_code, posted_on,
    coalesce(sum(amount) FILTER (WHERE side = 'debit'), 0), coalesce(sum(amount) FILTER (WHERE side = 'credit'), 0),
    count(*)
  FROM lines
  GROUP BY tenant_id, seller_id, currency, account_code, posted_on
  ON CONFLICT (tenant_id, seller_id, currency, account_code, posted_on) DO UPDATE SET
    debits = b.debits + EXCLUDED.debits, credits = b.credits + EXCLUDED.credits, lines = b.lines + EXCLUDED.lines`;

/** Inserts entries that are new. The database refuses them all when one of them is not balanced. */
export async function writeEntries(entries: readonly EntryToWrite[], tx: ProjectionTransaction): Promise<void> {
  if (entries.length > 0) {
    await tx.run(WRITE, [rowsAsJson(entries.map(rowOf))]);
  }
}

function rowOf({ tenantId, recordedAt, entry }: EntryToWrite): object {
  const { source } = entry;
  return {
    tenant_id: tenantId,
    entry_id: entry.entryId,
    seller_id: entry.sellerId,
    posted_on: entry.postedOn,
    occurred_on: entry.occurredOn,
    currency: entry.currency,
    description: entry.description,
    rule: entry.rule,
    rule_version: entry.ruleVersion,
    mapping_version: entry.mappingVersion,
    event_id: source.eventId,
    category: source.category,
    stream_id: source.streamId,
    revision: source.revision,
    position: String(source.position), // JSON has no 64-bit integers
    recorded_at: recordedAt,
    lines: entry.lines.map((line, index) => ({
      line_number: index + 1,
      account_code: line.accountCode,
      side: line.side,
      amount: line.amount,
      customer_account_id: line.customerAccountId,
      contract_id: line.contractId,
      invoice_id: line.invoiceId,
    })),
  };
}
