import pg from 'pg';
import { DEFAULT_TENANT_ID } from '../src/application/directory/provision-defaults.ts';

/** Subsidiaries below each parent. */
export const SUBSIDIARIES = 10;

/** The id of the n-th account: parents come first, then the subsidiaries of each. */
export const accountIdOf = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

const ID = (n: string) => `('00000000-0000-4000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;

/** $1: parents. Account n is a parent below $1, otherwise a subsidiary of (n - $1) / 10. */
const NODES = `
  SELECT n, ${ID('n')} AS id, CASE WHEN n >= $1::integer THEN ${ID(`(n - $1::integer) / ${SUBSIDIARIES}`)} END AS parent_id
  FROM generate_series(0, $1::integer * ${SUBSIDIARIES + 1} - 1) AS n`;

const PAIRS = `
  SELECT id AS ancestor_id, id AS descendant_id, 0 AS depth FROM nodes
  UNION ALL SELECT parent_id, id, 1 FROM nodes WHERE parent_id IS NOT NULL`;

/** Rows as the projections write them: a year of a quarterly contract, nothing of it paid. */
const STATEMENTS = [
  `WITH nodes AS (${NODES})
   INSERT INTO directory.accounts (tenant_id, id, parent_account_id, account_name, account_type, status, currency,
     payment_terms, credit_hold, credit_policies, order_policies, invoicing, billing_country, contact_points, primary_points, tax_registrations, bill_tos, metadata,
     revision, created_at, updated_at)
   SELECT '${DEFAULT_TENANT_ID}', id, parent_id, 'Company ' || n, 'enterprise', 'active', 'EUR', 'net_30', false, '[]', '[]', 'per_account', 'DE', '[]',
     '{}', '[]', '[]', '{}', 0,
     '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z' FROM nodes`,
  `WITH nodes AS (${NODES})
   INSERT INTO directory.account_closure (tenant_id, ancestor_id, descendant_id, depth)
   SELECT '${DEFAULT_TENANT_ID}', p.* FROM (${PAIRS}) AS p`,
  `WITH nodes AS (${NODES})
   INSERT INTO billing.account_memberships (tenant_id, ancestor_id, descendant_id, depth, valid_from, valid_until)
   SELECT '${DEFAULT_TENANT_ID}', p.*, '-infinity', 'infinity' FROM (${PAIRS}) AS p`,
  `WITH nodes AS (${NODES})
   INSERT INTO billing.account_figures (tenant_id, account_id, currency, day, until, steps,
     own_known, own_accounts, own_active_contracts, own_committed_value, own_seats, own_billed, own_paid, own_overdue,
     known, accounts, active_contracts, committed_value, seats, billed, paid, overdue)
   SELECT '${DEFAULT_TENANT_ID}', id, f.currency, f.day::date, f.until::date, all_in.n,
     1, f.accounts, f.contracts, f.contracts * 28560.00, f.contracts * 100, f.billed, 0.00, f.overdue,
     all_in.n, all_in.n * f.accounts, all_in.n * f.contracts, all_in.n * f.contracts * 28560.00,
     all_in.n * f.contracts * 100, all_in.n * f.billed, 0.00, all_in.n * f.overdue
   FROM nodes
   CROSS JOIN LATERAL (SELECT CASE WHEN parent_id IS NULL THEN ${SUBSIDIARIES + 1} ELSE 1 END AS n) AS all_in
   CROSS JOIN (VALUES
     ('XXX', '2026-01-01', 'infinity', 1, 0, 0, 0),
     ('EUR', '2026-01-01', '2026-02-01', 0, 1, 7140.00, 0.00),
     ('EUR', '2026-02-01', '2026-04-01', 0, 1, 7140.00, 7140.00),
     ('EUR', '2026-04-01', '2026-05-02', 0, 1, 14280.00, 7140.00),
     ('EUR', '2026-05-02', '2026-07-01', 0, 1, 14280.00, 14280.00),
     ('EUR', '2026-07-01', '2026-08-01', 0, 1, 21420.00, 14280.00),
     ('EUR', '2026-08-01', '2026-10-01', 0, 1, 21420.00, 21420.00),
     ('EUR', '2026-10-01', '2026-11-01', 0, 1, 28560.00, 21420.00),
     ('EUR', '2026-11-01', '2027-01-01', 0, 1, 28560.00, 28560.00),
     ('EUR', '2027-01-01', 'infinity', 0, 0, 28560.00, 28560.00)
   ) AS f(currency, day, until, accounts, contracts, billed, overdue)`,
];

const TABLES = [
  'directory.accounts',
  'directory.account_closure',
  'billing.account_memberships',
  'billing.account_figures',
];

/** Fills the read models of a hierarchy through SQL: folding as many events would take longer than all that is measured. */
export async function writeHierarchy(databaseUrl: string, parents: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('SET ROLE ledgerline_projector');
    for (const statement of STATEMENTS) {
      await client.query(statement, [parents]);
    }
    // What autovacuum does before long: statistics, and pages marked as visible to all.
    await client.query('SET ROLE ledgerline_owner');
    for (const table of TABLES) {
      await client.query(`VACUUM (ANALYZE) ${table}`);
    }
  } finally {
    await client.end();
  }
}
