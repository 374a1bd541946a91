import type { Kysely } from 'kysely';
import type { ClientBase } from 'pg';
import type { BillingRunRow, BillingTables, RunChunkRow } from './rows.ts';

/** Runs as `r`; the caller adds filters and order. */
export function runRows(db: Kysely<BillingTables>) {
  return db.selectFrom('billing.billing_runs as r').selectAll('r');
}

export async function findRun(db: Kysely<BillingTables>, runId: string): Promise<BillingRunRow | undefined> {
  return runRows(db).where('r.run_id', '=', runId).executeTakeFirst();
}

export async function chunksOf(db: Kysely<BillingTables>, runId: string): Promise<RunChunkRow[]> {
  return db.selectFrom('billing.billing_run_chunks').selectAll().where('run_id', '=', runId).orderBy('chunk').execute();
}

/** Contracts that a run could not bill, as `x`, with their numbers. */
export function runExceptionRows(db: Kysely<BillingTables>, runId: string) {
  return db
    .selectFrom('billing.billing_run_exceptions as x')
    .leftJoin('billing.contracts as c', (join) =>
      join.onRef('c.tenant_id', '=', 'x.tenant_id').onRef('c.id', '=', 'x.contract_id'),
    )
    .where('x.run_id', '=', runId)
    .selectAll('x')
    .select('c.contract_number');
}

/** Ids of what a run has drafted and nobody has approved, after one of them, in order; and how many there are in all. */
export async function draftsOfRun(
  db: Kysely<BillingTables>,
  runId: string,
  after: string | null,
  limit: number,
): Promise<{ readonly drafts: string[]; readonly count: number }> {
  const all = db.selectFrom('billing.invoices').where('run_id', '=', runId).where('status', '=', 'draft');
  const open = after === null ? all : all.where('invoice_id', '>', after);
  const rows = await open.select('invoice_id').orderBy('invoice_id').limit(limit).execute();
  const { count } = await open.select((of) => of.fn.countAll<string>().as('count')).executeTakeFirstOrThrow();
  return { drafts: rows.map(({ invoice_id }) => invoice_id), count: Number(count) };
}

/** What a single run came to: its document, and why there is none. */
export interface SingleResult {
  readonly invoice_id: string | null;
  readonly exception: string | null;
}

export async function singleResult(client: Pick<ClientBase, 'query'>, runId: string): Promise<SingleResult> {
  const { rows } = await client.query<SingleResult>(
    `SELECT
       (SELECT invoice_id FROM billing.invoices WHERE run_id = $1 ORDER BY created_at, invoice_id LIMIT 1) AS invoice_id,
       (SELECT message FROM billing.billing_run_exceptions WHERE run_id = $1 ORDER BY contract_id LIMIT 1) AS exception`,
    [runId],
  );
  return rows[0] ?? { invoice_id: null, exception: null };
}
