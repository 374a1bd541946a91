import type { StreamId } from '../../application/ports/event-store.ts';
import type { IssuedEntry } from '../../domain/ledger/context.ts';
import type { JournalEntry, JournalLine } from '../../domain/ledger/entry.ts';
import type { ProjectionTransaction } from '../runner/projection.ts';
import { rowsAsJson } from '../runner/row-sql.ts';

interface IssuedRow {
  readonly tenant_id: string;
  readonly invoice_id: string;
  readonly seller_id: IssuedEntry['sellerId'];
  readonly currency: IssuedEntry['currency'];
  readonly description: string;
  readonly lines: readonly JournalLine[];
}

type Key = Pick<StreamId, 'tenantId' | 'id'>;

/** Found by its lines, which are indexed by document. Amounts go through JSON as text: a number would be a float. */
const LOAD = `
  SELECT e.tenant_id, e.stream_id AS invoice_id, e.seller_id, e.currency, e.description,
    json_agg(json_build_object('accountCode', l.account_code, 'side', l.side, 'amount', l.amount::text,
      'customerAccountId', l.customer_account_id, 'contractId', l.contract_id, 'invoiceId', l.invoice_id)
      ORDER BY l.line_number) AS lines
  FROM (
    SELECT DISTINCT f.tenant_id, f.entry_id
    FROM json_to_recordset($1::json) AS k(tenant_id uuid, invoice_id uuid)
    JOIN journal_lines AS f ON f.tenant_id = k.tenant_id AND f.invoice_id = k.invoice_id
  ) AS found
  JOIN journal_entries AS e ON e.tenant_id = found.tenant_id AND e.entry_id = found.entry_id
  JOIN journal_lines AS l ON l.tenant_id = e.tenant_id AND l.entry_id = e.entry_id
  WHERE e.rule IN ('invoice_issued', 'credit_note_issued')
  GROUP BY e.tenant_id, e.stream_id, e.seller_id, e.currency, e.description`;

/** What documents posted when they were issued: in the books already, or in the batch at hand. */
export class IssuedEntries {
  readonly #known: Map<string, IssuedEntry>;

  private constructor(known: Map<string, IssuedEntry>) {
    this.#known = known;
  }

  static async load(keys: readonly Key[], tx: ProjectionTransaction): Promise<IssuedEntries> {
    const wanted = keys.map(({ tenantId, id }) => ({ tenant_id: tenantId, invoice_id: id }));
    const rows = wanted.length === 0 ? [] : await tx.rows<IssuedRow>(LOAD, [rowsAsJson(wanted)]);
    return new IssuedEntries(
      new Map(
        rows.map(({ tenant_id, invoice_id, seller_id, ...row }) => [
          `${tenant_id}.${invoice_id}`,
          { sellerId: seller_id, ...row },
        ]),
      ),
    );
  }

  note({ tenantId, id }: Key, entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      this.#known.set(`${tenantId}.${id}`, entry);
    }
  }

  of({ tenantId, id }: Key): IssuedEntry | undefined {
    return this.#known.get(`${tenantId}.${id}`);
  }
}
