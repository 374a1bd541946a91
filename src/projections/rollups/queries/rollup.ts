import { decimal } from '../../../domain/kernel/decimal.ts';
import { exactAmount } from '../../../domain/kernel/money.ts';
import type { Ask, PreparedRead } from '../../../platform/prepared-read.ts';
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
const ROLLUP: PreparedRead = {
  name: 'rollups_on',
  types: ['uuid[]', 'date'],
  text: `
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
  SELECT ancestor_id, currency, is_own, sum(accounts) AS accounts, sum(active_contracts) AS active_contracts,
    sum(committed_value) AS committed_value, sum(seats) AS seats, sum(billed) AS billed, sum(paid) AS paid,
    sum(overdue) AS overdue
  FROM figures
  GROUP BY ancestor_id, currency, is_own
  ORDER BY ancestor_id, currency`,
};

/** Of the account itself, or of all that stands below it. */
interface RollupRow {
  readonly ancestor_id: string;
  readonly currency: string;
  readonly is_own: boolean;
  readonly accounts: string;
  readonly active_contracts: string;
  readonly committed_value: string;
  readonly seats: string;
  readonly billed: string;
  readonly paid: string;
  readonly overdue: string;
}

/** Roll-ups of accounts on a day. An account that was never opened has none. */
export async function rollupsOn(
  ask: Ask,
  accountIds: readonly string[],
  day: string,
): Promise<ReadonlyMap<string, Rollup>> {
  const rollups = new Map<string, Rollup>();
  for (const row of await ask<RollupRow>(ROLLUP, accountIds, day)) {
    const { own, withDescendants } = rollups.get(row.ancestor_id) ?? NOTHING;
    rollups.set(row.ancestor_id, {
      own: row.is_own ? withRow(own, row) : own,
      withDescendants: withRow(withDescendants, row),
    });
  }
  return rollups;
}

const NO_FIGURES: Figures = { accounts: 0, currencies: [] };
const NOTHING: Rollup = { own: NO_FIGURES, withDescendants: NO_FIGURES };

/** Rows come by currency, so one that is there already stands last. */
function withRow({ accounts, currencies }: Figures, row: RollupRow): Figures {
  if (row.currency === NO_CURRENCY) {
    return { accounts: accounts + Number(row.accounts), currencies };
  }
  const last = currencies.at(-1);
  return last?.currency === row.currency
    ? { accounts, currencies: [...currencies.slice(0, -1), sumOf(last, figuresOf(row))] }
    : { accounts, currencies: [...currencies, figuresOf(row)] };
}

function figuresOf(row: RollupRow): CurrencyFigures {
  return {
    currency: row.currency,
    activeContracts: Number(row.active_contracts),
    committedValue: row.committed_value,
    seats: Number(row.seats),
    billed: row.billed,
    paid: row.paid,
    overdue: row.overdue,
  };
}

function sumOf(a: CurrencyFigures, b: CurrencyFigures): CurrencyFigures {
  const sum = (name: 'committedValue' | 'billed' | 'paid' | 'overdue') =>
    exactAmount(decimal(a[name]).plus(decimal(b[name])), a.currency);
  return {
    currency: a.currency,
    activeContracts: a.activeContracts + b.activeContracts,
    committedValue: sum('committedValue'),
    seats: a.seats + b.seats,
    billed: sum('billed'),
    paid: sum('paid'),
    overdue: sum('overdue'),
  };
}
