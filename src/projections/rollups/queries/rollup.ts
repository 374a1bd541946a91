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

/** The row in force of each currency on a day. Accounts are known before their first figure. */
const ROLLUP: PreparedRead = {
  name: 'rollups_on',
  asked: { account_id: 'uuid', day: 'date' },
  text: `
    SELECT a.question, f.currency, f.known, f.accounts, f.active_contracts, f.committed_value, f.seats, f.billed, f.paid,
      f.overdue, f.own_known, f.own_accounts, f.own_active_contracts, f.own_committed_value, f.own_seats, f.own_billed,
      f.own_paid, f.own_overdue
    FROM asked AS a
    JOIN billing.account_memberships AS m ON m.ancestor_id = a.account_id AND m.descendant_id = a.account_id
    LEFT JOIN billing.account_figures AS f ON f.account_id = a.account_id AND f.until > a.day AND f.day <= a.day
    ORDER BY f.currency`,
};

/** As account_figures has them; null before the first figure. */
interface RollupRow {
  readonly currency: string | null;
  readonly known: string;
  readonly accounts: number;
  readonly active_contracts: number;
  readonly committed_value: string;
  readonly seats: string;
  readonly billed: string;
  readonly paid: string;
  readonly overdue: string;
  readonly own_known: string;
  readonly own_accounts: number;
  readonly own_active_contracts: number;
  readonly own_committed_value: string;
  readonly own_seats: string;
  readonly own_billed: string;
  readonly own_paid: string;
  readonly own_overdue: string;
}

/** Roll-ups of accounts on a day. An account that was never opened has none. */
export async function rollupsOn(
  ask: Ask,
  accountIds: readonly string[],
  day: string,
): Promise<ReadonlyMap<string, Rollup>> {
  const answers = await ask<RollupRow>(
    ROLLUP,
    accountIds.map((id) => [id, day]),
  );
  const known = accountIds.flatMap((id, index): [string, Rollup][] => {
    const rows = answers[index] ?? [];
    return rows.length === 0 ? [] : [[id, rows.reduce(withRow, NOTHING)]];
  });
  return new Map(known);
}

const NO_FIGURES: Figures = { accounts: 0, currencies: [] };
const NOTHING: Rollup = { own: NO_FIGURES, withDescendants: NO_FIGURES };

/** Rows come by currency. One whose steps have all gone elsewhere is not shown. */
function withRow({ own, withDescendants }: Rollup, row: RollupRow): Rollup {
  if (row.currency === null) {
    return NOTHING;
  }
  if (row.currency === NO_CURRENCY) {
    return {
      own: { ...own, accounts: row.own_accounts },
      withDescendants: { ...withDescendants, accounts: row.accounts },
    };
  }
  return {
    own: row.own_known === '0' ? own : { ...own, currencies: [...own.currencies, ownFigures(row, row.currency)] },
    withDescendants:
      row.known === '0'
        ? withDescendants
        : { ...withDescendants, currencies: [...withDescendants.currencies, allFigures(row, row.currency)] },
  };
}

function ownFigures(row: RollupRow, currency: string): CurrencyFigures {
  return {
    currency,
    activeContracts: row.own_active_contracts,
    committedValue: row.own_committed_value,
    seats: Number(row.own_seats),
    billed: row.own_billed,
    paid: row.own_paid,
    overdue: row.own_overdue,
  };
}

function allFigures(row: RollupRow, currency: string): CurrencyFigures {
  return {
    currency,
    activeContracts: row.active_contracts,
    committedValue: row.committed_value,
    seats: Number(row.seats),
    billed: row.billed,
    paid: row.paid,
    overdue: row.overdue,
  };
}
