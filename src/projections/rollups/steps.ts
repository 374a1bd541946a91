import type { ProjectionTransaction } from '../runner/projection.ts';
import { rowsAsJson } from '../runner/row-sql.ts';
import { each, STEP_FIGURES, sumUp } from './figures.ts';

/** ISO 4217: no currency is involved. */
export const NO_CURRENCY = 'XXX';

/** Of which account, in which currency, from which day on. */
interface StepPlace {
  readonly tenant_id: string;
  readonly account_id: string;
  readonly currency: string;
  readonly day: string;
  /** 1 for a change that is made, -1 for one that is taken back. */
  readonly steps: 1 | -1;
}

/** What moves along with the account. */
interface StockStep extends StepPlace {
  readonly stood_on?: never;
  readonly accounts?: number;
  readonly active_contracts?: number;
  readonly committed_value?: string;
  /** Text when it comes from a row. */
  readonly seats?: number | string;
}

/** What stays with those below whom the account stood on a day, whatever moves later: of a document, its issue date. */
interface FlowStep extends StepPlace {
  readonly stood_on: string;
  readonly billed?: string;
  readonly paid?: string;
  readonly overdue?: string;
}

/** By how much an account's own figures change from a day on. Money has all decimals of its currency. */
export type Step = StockStep | FlowStep;

const GIVEN = `
  given AS MATERIALIZED (
    SELECT tenant_id, account_id, currency, coalesce(stood_on, 'infinity') AS stood_on, day, sum(steps)::integer AS steps,
      sum(coalesce(accounts, 0)) AS accounts, sum(coalesce(active_contracts, 0)) AS active_contracts,
      sum(coalesce(committed_value, zero)) AS committed_value, sum(coalesce(seats, 0)) AS seats,
      sum(coalesce(billed, zero)) AS billed, sum(coalesce(paid, zero)) AS paid, sum(coalesce(overdue, zero)) AS overdue
    FROM json_to_recordset($1::json) AS s(tenant_id uuid, account_id uuid, currency text, stood_on date, day date,
      steps integer, accounts integer, active_contracts integer, committed_value numeric, seats bigint, billed numeric,
      paid numeric, overdue numeric)
    -- With the decimals of the amount that is there.
    CROSS JOIN LATERAL (SELECT 0 * coalesce(committed_value, billed, paid, overdue, 0) AS zero) AS z
    GROUP BY tenant_id, account_id, currency, stood_on, day
  ), steps AS MATERIALIZED (
    SELECT * FROM given WHERE NOT (steps = 0 AND ${STEP_FIGURES.map((name) => `${name} = 0`).join(' AND ')})
  )`;

const KEY = ['tenant_id', 'account_id', 'currency', 'stood_on', 'day'];

const NOTE = `
  noted AS MATERIALIZED (
    SELECT ${each(KEY, (name) => `s.${name}`)}, s.steps + coalesce(a.steps, 0) AS steps,
      ${each(STEP_FIGURES, (name) => `s.${name} + coalesce(a.${name}, 0) AS ${name}`)}
    FROM steps AS s LEFT JOIN account_steps AS a USING (${KEY})
  ), forgotten AS (
    DELETE FROM account_steps AS a USING noted AS n
    WHERE n.steps = 0 AND ${KEY.map((name) => `a.${name} = n.${name}`).join(' AND ')}
  ), kept AS (
    INSERT INTO account_steps (${KEY}, steps, ${STEP_FIGURES})
    SELECT ${KEY}, steps, ${STEP_FIGURES} FROM noted WHERE steps > 0
    ON CONFLICT (${KEY}) DO UPDATE SET steps = EXCLUDED.steps, ${each(STEP_FIGURES, (name) => `${name} = EXCLUDED.${name}`)}
  )`;

/** Each account that had a step, and those above it, on all days. */
const PAIRS = `
  pairs AS (
    SELECT m.*, 1 AS sign
    FROM (SELECT DISTINCT tenant_id, account_id FROM steps) AS s
    JOIN account_memberships AS m ON m.tenant_id = s.tenant_id AND m.descendant_id = s.account_id
  )`;

/**
 * The one way into roll-ups: brings the accounts' own figures and those of all above them up to date. It may be called for
 * the events of a batch in any order and grouping, after account_memberships has seen the whole batch.
 *
 * A new kind of step needs no more than this: for each event the steps that it means, each with the day from which on it
 * counts, and `stood_on` if it belongs to a document rather than to the account (a payment: the issue date of its
 * invoice). Of an event that puts another state in the place of an earlier one, hand in the earlier steps with `steps: -1`
 * and all amounts negated beside the new ones.
 */
export async function addSteps(steps: readonly Step[], tx: ProjectionTransaction): Promise<void> {
  if (steps.length > 0) {
    await sumUp(`${GIVEN}, ${NOTE}, ${PAIRS}`, [rowsAsJson(steps)], tx);
  }
}
