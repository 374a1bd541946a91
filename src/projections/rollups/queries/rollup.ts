import type { ClientBase } from 'pg';
import { NO_CURRENCY } from '../steps.ts';

/** Figures in one currency. Money is decimal text with the decimals of the currency. */
export interface CurrencyFigures {
  readonly currency: string;
  readonly activeContracts: number;
  readonly committedValue: string;
  readonly seats: number;
  readonly billed: string;
  readonly paid: string;
  readonly overdue: string;
}

export interface Figures {
  readonly accounts: number;
  /** By code. Currencies in which nothing was ever sold or billed until that day are not there. */
  readonly currencies: CurrencyFigures[];
}

/** An account on a day: alone, and with all that stands below it. */
export interface Rollup {
  readonly own: Figures;
  readonly withDescendants: Figures;
}

/**
 * Figures of accounts ($1) on a day ($2), in one pass over the closure.
 *
 * What stands somewhere moves along with it: accounts, contracts and seats count where they are on the day. What was
 * billed stays where it was billed: a document counts where its buyer stood on the issue date. For an account whose way
 * up never changed both are the same row of account_figures; only for one that came or went do documents have to be
 * looked at one by one. Zeros are multiplied from amounts, since that keeps the decimals of the currency.
 */
const ROLLUP = `
  WITH pairs AS (
    SELECT ancestor_id, descendant_id, depth = 0 AS is_own, valid_from, valid_until,
      (valid_from = '-infinity' AND valid_until = 'infinity')::integer AS always
    FROM billing.account_memberships
    WHERE ancestor_id = ANY ($1::uuid[]) AND valid_from <= $2::date
  ), figures AS (
    SELECT p.ancestor_id, p.is_own, f.currency, f.accounts, f.active_contracts, f.committed_value, f.seats,
      f.billed * p.always AS billed, f.paid * p.always AS paid, f.overdue * p.always AS overdue
    FROM pairs AS p JOIN billing.account_figures AS f ON f.account_id = p.descendant_id
    WHERE p.valid_until > $2::date AND f.until > $2::date AND f.day <= $2::date
    UNION ALL
    SELECT p.ancestor_id, p.is_own, i.currency, 0, 0, 0 * i.total, 0,
      CASE i.document_type WHEN 'credit_note' THEN -i.total ELSE i.total END, 0 * i.total,
      CASE WHEN i.document_type = 'invoice' AND i.due_date < $2::date THEN i.total - (
        SELECT coalesce(sum(c.amount), 0) FROM billing.invoice_credits AS c
        WHERE c.tenant_id = i.tenant_id AND c.invoice_id = i.invoice_id AND c.credited_on <= $2::date)
      ELSE 0 * i.total END
    FROM pairs AS p JOIN billing.invoices AS i ON i.account_id = p.descendant_id
    WHERE p.always = 0 AND i.status = 'finalised' AND i.issue_date <= $2::date
      AND i.issue_date >= p.valid_from AND i.issue_date < p.valid_until
    UNION ALL
    -- The account is known, also before its first figure.
    SELECT ancestor_id, true, '${NO_CURRENCY}', 0, 0, 0, 0, 0, 0, 0 FROM pairs WHERE is_own
  )
  SELECT ancestor_id, currency, bool_or(is_own) AS has_own,
    sum(accounts) AS accounts, sum(active_contracts) AS active_contracts, sum(committed_value) AS committed_value,
    sum(seats) AS seats, sum(billed) AS billed, sum(paid) AS paid, sum(overdue) AS overdue,
    sum(accounts) FILTER (WHERE is_own) AS own_accounts,
    sum(active_contracts) FILTER (WHERE is_own) AS own_active_contracts,
    sum(committed_value) FILTER (WHERE is_own) AS own_committed_value, sum(seats) FILTER (WHERE is_own) AS own_seats,
    sum(billed) FILTER (WHERE is_own) AS own_billed, sum(paid) FILTER (WHERE is_own) AS own_paid,
    sum(overdue) FILTER (WHERE is_own) AS own_overdue
  FROM figures
  GROUP BY ancestor_id, currency
  ORDER BY ancestor_id, currency`;

interface Sums {
  readonly accounts: string;
  readonly active_contracts: string;
  readonly committed_value: string;
  readonly seats: string;
  readonly billed: string;
  readonly paid: string;
  readonly overdue: string;
}

/** The own sums are null where `has_own` is false. */
type RollupRow = Sums & { readonly [Name in keyof Sums as `own_${Name}`]: string } & {
  readonly ancestor_id: string;
  readonly currency: string;
  readonly has_own: boolean;
};

/** Roll-ups of accounts on a day. An account that was never opened has none. */
export async function rollupsOn(
  client: ClientBase,
  accountIds: readonly string[],
  day: string,
): Promise<ReadonlyMap<string, Rollup>> {
  // Planned once per connection: asked for thousands of times a second.
  const { rows } = await client.query<RollupRow>({ name: 'rollups_on', text: ROLLUP, values: [accountIds, day] });
  const byAccount = new Map<string, RollupRow[]>();
  for (const row of rows) {
    byAccount.set(row.ancestor_id, [...(byAccount.get(row.ancestor_id) ?? []), row]);
  }
  return new Map([...byAccount].map(([id, ofAccount]) => [id, rollupOf(ofAccount)]));
}

function rollupOf(rows: readonly RollupRow[]): Rollup {
  return {
    own: figuresOf(rows.filter(({ has_own }) => has_own).map(ownSums)),
    withDescendants: figuresOf(rows),
  };
}

type CurrencySums = Sums & { readonly currency: string };

function ownSums(row: RollupRow): CurrencySums {
  return {
    currency: row.currency,
    accounts: row.own_accounts,
    active_contracts: row.own_active_contracts,
    committed_value: row.own_committed_value,
    seats: row.own_seats,
    billed: row.own_billed,
    paid: row.own_paid,
    overdue: row.own_overdue,
  };
}

function figuresOf(rows: readonly CurrencySums[]): Figures {
  return {
    accounts: Number(rows.find(({ currency }) => currency === NO_CURRENCY)?.accounts ?? 0),
    currencies: rows
      .filter(({ currency }) => currency !== NO_CURRENCY)
      .map((row) => ({
        currency: row.currency,
        activeContracts: Number(row.active_contracts),
        committedValue: row.committed_value,
        seats: Number(row.seats),
        billed: row.billed,
        paid: row.paid,
        overdue: row.overdue,
      })),
  };
}
