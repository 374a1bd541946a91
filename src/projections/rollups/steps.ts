import type { ProjectionTransaction } from '../runner/projection.ts';
import { rowsAsJson } from '../runner/row-sql.ts';

/** ISO 4217: no currency is involved. */
export const NO_CURRENCY = 'XXX';

/** Of which account, in which currency, from which day on. */
interface StepPlace {
  readonly tenant_id: string;
  readonly account_id: string;
  readonly currency: string;
  readonly day: string;
}

/** By how much an account's own figures change from a day on. Money has all decimals of its currency. */
export interface Step extends StepPlace {
  /** 1 for a change that is made, -1 for one that is taken back. */
  readonly steps: 1 | -1;
  readonly accounts?: number;
  readonly active_contracts?: number;
  readonly committed_value?: string;
  /** Text when it comes from a row. */
  readonly seats?: number | string;
  readonly billed?: string;
  readonly overdue?: string;
}

/**
 * Running totals over what is there and what is added. The rows of an account are read from the one before the first
 * day that changes, turned back into the changes of each day, and summed up again. So the rows are what all steps
 * together say, in whatever order and in however many batches they came.
 */
const ADD = `
  WITH added AS MATERIALIZED (
    SELECT tenant_id, account_id, currency, day, sum(steps)::integer AS steps,
      coalesce(sum(accounts), 0) AS accounts, coalesce(sum(active_contracts), 0) AS active_contracts,
      sum(coalesce(committed_value, zero)) AS committed_value, coalesce(sum(seats), 0) AS seats,
      sum(coalesce(billed, zero)) AS billed, sum(zero) AS paid, sum(coalesce(overdue, zero)) AS overdue
    FROM json_to_recordset($1::json) AS s(tenant_id uuid, account_id uuid, currency text, day date, steps integer,
      accounts integer, active_contracts integer, committed_value numeric, seats bigint, billed numeric, overdue numeric)
    -- With the decimals of the amount that is there.
    CROSS JOIN LATERAL (SELECT 0 * coalesce(committed_value, billed, overdue, 0) AS zero) AS z
    GROUP BY tenant_id, account_id, currency, day
  ), touched AS (
    SELECT tenant_id, account_id, currency, min(day) AS first_day FROM added GROUP BY tenant_id, account_id, currency
  ), changes AS (
    SELECT tenant_id, account_id, currency, day, steps, accounts, active_contracts, committed_value, seats, billed,
      paid, overdue
    FROM added
    UNION ALL
    SELECT tenant_id, account_id, currency, day, steps, accounts - lag(accounts, 1, 0) OVER account,
      active_contracts - lag(active_contracts, 1, 0) OVER account,
      committed_value - lag(committed_value, 1, 0::numeric) OVER account,
      seats - lag(seats, 1, 0::bigint) OVER account, billed - lag(billed, 1, 0::numeric) OVER account,
      paid - lag(paid, 1, 0::numeric) OVER account, overdue - lag(overdue, 1, 0::numeric) OVER account
    FROM touched
    JOIN account_figures AS f USING (tenant_id, account_id, currency)
    WHERE f.until >= touched.first_day
    WINDOW account AS (PARTITION BY tenant_id, account_id, currency ORDER BY day)
  ), days AS MATERIALIZED (
    SELECT tenant_id, account_id, currency, day, sum(steps) AS steps, sum(accounts) AS accounts,
      sum(active_contracts) AS active_contracts, sum(committed_value) AS committed_value, sum(seats) AS seats,
      sum(billed) AS billed, sum(paid) AS paid, sum(overdue) AS overdue
    FROM changes
    GROUP BY tenant_id, account_id, currency, day
  ), gone AS (
    DELETE FROM account_figures AS f USING days AS d
    WHERE d.steps = 0 AND f.tenant_id = d.tenant_id AND f.account_id = d.account_id AND f.currency = d.currency
      AND f.day = d.day
  )
  INSERT INTO account_figures AS f (tenant_id, account_id, currency, day, until, steps, accounts, active_contracts,
    committed_value, seats, billed, paid, overdue)
  SELECT tenant_id, account_id, currency, day, lead(day, 1, 'infinity') OVER account, steps, sum(accounts) OVER account,
    sum(active_contracts) OVER account, sum(committed_value) OVER account, sum(seats) OVER account,
    sum(billed) OVER account, sum(paid) OVER account, sum(overdue) OVER account
  FROM days
  WHERE steps > 0
  WINDOW account AS (PARTITION BY tenant_id, account_id, currency ORDER BY day)
  ON CONFLICT (tenant_id, account_id, currency, day) DO UPDATE SET until = EXCLUDED.until, steps = EXCLUDED.steps,
    accounts = EXCLUDED.accounts, active_contracts = EXCLUDED.active_contracts,
    committed_value = EXCLUDED.committed_value, seats = EXCLUDED.seats, billed = EXCLUDED.billed, paid = EXCLUDED.paid,
    overdue = EXCLUDED.overdue
  WHERE (f.*) IS DISTINCT FROM (EXCLUDED.*)`;

/** Brings the accounts' own figures up to date. */
export async function addSteps(steps: readonly Step[], tx: ProjectionTransaction): Promise<void> {
  if (steps.length > 0) {
    await tx.run(ADD, [rowsAsJson(steps)]);
  }
}
