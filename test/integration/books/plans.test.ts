import type { ClientBase, PoolClient } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withTenant } from '../../../src/platform/pools.ts';
import { booksGroup } from '../../../src/projections/books/group.ts';
import { generalLedger } from '../../../src/projections/books/queries/general-ledger.ts';
import { trialBalance } from '../../../src/projections/books/queries/trial-balance.ts';
import { createCheckpointTable } from '../../../src/projections/runner/checkpoints.ts';
import { createSchema, tablesOf } from '../../../src/projections/runner/schema.ts';
import { TENANT } from '../../support/controls/provenance.ts';
import { type MigratedDatabase, migratedDatabase } from '../../support/database.ts';

const ENTRIES = 20_000;
const DAYS = 730;

let database: MigratedDatabase;

/** Entries of three lines over two years, one per position; as SQL, since how they came there does not matter here. */
const FILL = `
  WITH given AS MATERIALIZED (
    SELECT md5(n::text)::uuid AS id, n, date '2025-01-01' + (n * ${DAYS} / (${ENTRIES} + 1)) AS day
    FROM generate_series(1, ${ENTRIES}) AS n
  ), entries AS (
    INSERT INTO books.journal_entries
    SELECT '${TENANT}', id, '${TENANT}', day, day, 'EUR', 'Invoice', 'invoice_issued', 1, 1, id, 'invoice', 'x', 1, n, day
    FROM given
  ), lines AS (
    INSERT INTO books.journal_lines (tenant_id, entry_id, line_number, account_code, side, amount, customer_account_id,
      contract_id, invoice_id, seller_id, currency, posted_on, position)
    SELECT '${TENANT}', id, l.number, code, side, amount, id, id, id, '${TENANT}', 'EUR', day, n
    FROM given, (VALUES (1, '1100', 'debit', 1.19), (2, '2100', 'credit', 1.00), (3, '2200', 'credit', 0.19))
      AS l(number, code, side, amount)
    RETURNING *
  )
  INSERT INTO books.daily_balances
  SELECT tenant_id, seller_id, currency, account_code, posted_on,
    coalesce(sum(amount) FILTER (WHERE side = 'debit'), 0), coalesce(sum(amount) FILTER (WHERE side = 'credit'), 0),
    count(*)
  FROM lines GROUP BY 1, 2, 3, 4, 5`;

beforeAll(async () => {
  database = await migratedDatabase();
  const owner = database.pool('owner');
  await createCheckpointTable(owner);
  await createSchema(owner, booksGroup, 'books', { status: 'running', withIndexes: true });
  await database.pool('projector').query(FILL);
  for (const table of await tablesOf(owner, 'books')) {
    await owner.query(`ANALYZE books.${table}`);
  }
});
afterAll(() => database.drop());

/** A client that notes the plan, as it was carried out, of every statement sent through it. */
function explaining(client: PoolClient, plans: string[]): ClientBase {
  const query = async (text: string, values: readonly unknown[] = []) => {
    const { rows } = await client.query(`EXPLAIN (ANALYZE, COSTS OFF) ${text}`, [...values]);
    plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    return client.query(text, [...values]);
  };
  return { query } as unknown as ClientBase; // the queries call nothing else
}

async function plansOf(ask: (client: ClientBase) => Promise<unknown>): Promise<string> {
  const plans: string[] = [];
  await withTenant(database.pool('api'), TENANT, (client) => ask(explaining(client, plans)), { access: 'read' });
  return plans.join('\n');
}

/** Rows that the plan's scans of a table gave, over all loops; 0 when it was never looked at. */
function rowsRead(plans: string, table: string): number {
  const scans = plans.matchAll(new RegExp(`on ${table}\\b.*\\(actual .*rows=([\\d.]+) loops=(\\d+)`, 'g'));
  return [...scans].reduce((sum, [, rows, loops]) => sum + Number(rows) * Number(loops), 0);
}

test('a trial balance adds days, not lines', async () => {
  const plans = await plansOf((client) => trialBalance(client, { asOf: '2026-06-30' }));
  expect(rowsRead(plans, 'journal_lines')).toBe(0);
  expect(rowsRead(plans, 'daily_balances')).toBeLessThanOrEqual(3 * DAYS);
  expect(rowsRead(plans, 'daily_balances')).toBeGreaterThan(DAYS);
});

test('as it was known a while ago: only what came later is taken off', async () => {
  const plans = await plansOf((client) => trialBalance(client, { knownAt: String(ENTRIES - 100) }));
  expect(rowsRead(plans, 'journal_lines')).toBe(300);
});

test('a page of the general ledger reads that page', async () => {
  const place = { postedOn: '2026-03-01', position: '11631', entryId: TENANT, lineNumber: 1 };
  const plans = await plansOf((client) =>
    generalLedger(client, { accountCode: '1100', currency: 'EUR', after: place, limit: 50 }),
  );
  // The page, and what was posted before it on its first day, some 27 lines.
  expect(rowsRead(plans, 'journal_lines')).toBeLessThan(150);
  expect(plans).toContain('journal_lines_by_account');
});
