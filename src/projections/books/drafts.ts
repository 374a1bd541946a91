import type { StreamId } from '../../application/ports/event-store.ts';
import type { ContractNet } from '../../domain/ledger/contract-nets.ts';
import type { ProjectionTransaction } from '../runner/projection.ts';
import { rowsAsJson } from '../runner/row-sql.ts';

interface DraftRow {
  readonly tenant_id: string;
  readonly invoice_id: string;
  readonly contract_nets: readonly ContractNet[];
}

type Key = Pick<StreamId, 'tenantId' | 'id'>;

const LOAD = `
  SELECT d.tenant_id, d.invoice_id, d.contract_nets
  FROM json_to_recordset($1::json) AS k(tenant_id uuid, invoice_id uuid)
  JOIN drafted_documents AS d ON d.tenant_id = k.tenant_id AND d.invoice_id = k.invoice_id`;

const KEEP = `
  INSERT INTO drafted_documents (tenant_id, invoice_id, contract_nets)
  SELECT tenant_id, invoice_id, contract_nets
  FROM json_to_recordset($1::json) AS r(tenant_id uuid, invoice_id uuid, contract_nets jsonb)
  ON CONFLICT (tenant_id, invoice_id) DO UPDATE SET contract_nets = EXCLUDED.contract_nets`;

const FORGET = `
  DELETE FROM drafted_documents AS d
  USING json_to_recordset($1::json) AS k(tenant_id uuid, invoice_id uuid)
  WHERE d.tenant_id = k.tenant_id AND d.invoice_id = k.invoice_id`;

function keyText({ tenantId, id }: Key): string {
  return `${tenantId}.${id}`;
}

/**
 * Drafts of one batch: what the table held, and what the batch changes. A draft that is final within the same batch
 * never reaches the table, which is what makes a rebuild fast.
 */
export class Drafts {
  readonly #stored: ReadonlyMap<string, DraftRow>;
  readonly #kept = new Map<string, DraftRow>();
  readonly #forgotten = new Map<string, Omit<DraftRow, 'contract_nets'>>();

  private constructor(rows: readonly DraftRow[]) {
    this.#stored = new Map(
      rows.map((row) => [keyText({ tenantId: row.tenant_id as Key['tenantId'], id: row.invoice_id }), row]),
    );
  }

  /** Loads the drafts of these documents, where there are any. */
  static async load(keys: readonly Key[], tx: ProjectionTransaction): Promise<Drafts> {
    const wanted = keys.map(({ tenantId, id }) => ({ tenant_id: tenantId, invoice_id: id }));
    return new Drafts(wanted.length === 0 ? [] : await tx.rows<DraftRow>(LOAD, [rowsAsJson(wanted)]));
  }

  keep(key: Key, nets: readonly ContractNet[]): void {
    const text = keyText(key);
    this.#kept.set(text, { tenant_id: key.tenantId, invoice_id: key.id, contract_nets: nets });
    this.#forgotten.delete(text);
  }

  /** The document's draft, which goes on being needed. */
  peek(key: Key): readonly ContractNet[] {
    const text = keyText(key);
    return (this.#kept.get(text) ?? this.#stored.get(text))?.contract_nets ?? [];
  }

  /** The document's draft, which from now on is not needed any more; undefined when there is none. */
  take(key: Key): readonly ContractNet[] | undefined {
    const text = keyText(key);
    const stored = this.#forgotten.has(text) ? undefined : this.#stored.get(text);
    const found = this.#kept.get(text) ?? stored;
    this.#kept.delete(text);
    if (this.#stored.has(text)) {
      this.#forgotten.set(text, { tenant_id: key.tenantId, invoice_id: key.id });
    }
    return found?.contract_nets;
  }

  /** Writes what has changed. */
  async write(tx: ProjectionTransaction): Promise<void> {
    if (this.#forgotten.size > 0) {
      await tx.run(FORGET, [rowsAsJson([...this.#forgotten.values()])]);
    }
    if (this.#kept.size > 0) {
      await tx.run(KEEP, [rowsAsJson([...this.#kept.values()])]);
    }
  }
}
