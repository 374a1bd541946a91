import type { ProjectionTransaction } from '../runner/projection.ts';

/** Columns of account_steps: by how much a step changes each figure. A new figure is a name here and columns in tables.sql. */
export const STEP_FIGURES = [
  'accounts',
  'active_contracts',
  'committed_value',
  'seats',
  'billed',
  'paid',
  'overdue',
] as const;

/** Columns of account_figures: with everything below, and alone. */
const FIGURES = ['known', ...STEP_FIGURES];
const ALL = [...FIGURES, ...FIGURES.map((figure) => `own_${figure}`)];

/** One piece of a statement for each column. */
export function each(columns: readonly string[], piece: (column: string) => string): string {
  return columns.map(piece).join(', ');
}

/**
 * Where `steps` of accounts count, given `pairs` of an account and one above it with the days between which that is so.
 * What moves along comes with the account, on the day of the step or when the pair begins, and goes when it ends. What
 * does not, counts when the pair was there on the day on which it stood. `sign` -1 takes back what a pair has brought.
 */
const CHANGED = `
  changed AS (
    SELECT p.tenant_id, p.ancestor_id AS account_id, s.currency, at.day, sum(p.sign * s.steps) AS steps,
      sum(p.sign * at.way * s.steps) AS known, ${each(STEP_FIGURES, (name) => `sum(p.sign * at.way * s.${name}) AS ${name}`)},
      sum(o.own * s.steps) AS own_known, ${each(STEP_FIGURES, (name) => `sum(o.own * s.${name}) AS own_${name}`)}
    FROM pairs AS p
    JOIN steps AS s ON s.tenant_id = p.tenant_id AND s.account_id = p.descendant_id
    CROSS JOIN LATERAL (
      SELECT 1 AS way, CASE s.stood_on WHEN 'infinity' THEN greatest(s.day, p.valid_from) ELSE s.day END AS day
      WHERE CASE s.stood_on WHEN 'infinity' THEN s.day < p.valid_until
        ELSE s.stood_on >= p.valid_from AND s.stood_on < p.valid_until END
      UNION ALL
      SELECT -1, p.valid_until WHERE s.stood_on = 'infinity' AND s.day < p.valid_until AND p.valid_until < 'infinity'
    ) AS at
    CROSS JOIN LATERAL (SELECT (p.ancestor_id = p.descendant_id)::integer * at.way AS own) AS o
    GROUP BY p.tenant_id, p.ancestor_id, s.currency, at.day
  )`;

/**
 * Running totals over what is there and what has `changed`. The rows of an account are read from the one before the
 * first day that changes, turned back into the changes of each day, and summed up again. So the rows are what all steps
 * together say, in whatever order and in however many batches they came.
 */
const SUM_UP = `
  added AS MATERIALIZED (
    SELECT * FROM changed WHERE NOT (steps = 0 AND ${ALL.map((name) => `${name} = 0`).join(' AND ')})
  ), touched AS (
    SELECT tenant_id, account_id, currency, min(day) AS first_day FROM added GROUP BY tenant_id, account_id, currency
  ), changes AS (
    SELECT tenant_id, account_id, currency, day, steps, ${each(ALL, (name) => name)} FROM added
    UNION ALL
    SELECT tenant_id, account_id, currency, day, steps,
      ${each(ALL, (name) => `${name} - coalesce(lag(${name}) OVER account, 0)`)}
    FROM touched
    JOIN account_figures AS f USING (tenant_id, account_id, currency)
    WHERE f.until >= touched.first_day
    WINDOW account AS (PARTITION BY tenant_id, account_id, currency ORDER BY day)
  ), days AS MATERIALIZED (
    SELECT tenant_id, account_id, currency, day, sum(steps) AS steps, ${each(ALL, (name) => `sum(${name}) AS ${name}`)}
    FROM changes
    GROUP BY tenant_id, account_id, currency, day
  ), gone AS (
    DELETE FROM account_figures AS f USING days AS d
    WHERE d.steps = 0 AND f.tenant_id = d.tenant_id AND f.account_id = d.account_id AND f.currency = d.currency
      AND f.day = d.day
  )
  INSERT INTO account_figures AS f (tenant_id, account_id, currency, day, until, steps, ${ALL})
  SELECT tenant_id, account_id, currency, day, lead(day, 1, 'infinity') OVER account, steps,
    ${each(ALL, (name) => `sum(${name}) OVER account`)}
  FROM days
  WHERE steps > 0
  WINDOW account AS (PARTITION BY tenant_id, account_id, currency ORDER BY day)
  ON CONFLICT (tenant_id, account_id, currency, day) DO UPDATE SET until = EXCLUDED.until, steps = EXCLUDED.steps,
    ${each(ALL, (name) => `${name} = EXCLUDED.${name}`)}
  WHERE (f.*) IS DISTINCT FROM (EXCLUDED.*)`;

/**
 * Brings account_figures up to date. `tables` are the CTEs of a statement, among them `steps` (as account_steps has them)
 * and `pairs` (as account_memberships has them, with a `sign`).
 */
export async function sumUp(tables: string, values: readonly unknown[], tx: ProjectionTransaction): Promise<void> {
  await tx.run(`WITH ${tables}, ${CHANGED}, ${SUM_UP}`, values);
}
