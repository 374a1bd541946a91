import type { ClientBase } from 'pg';
import { currencyExponent } from '../../../domain/kernel/currency.ts';
import {
  type Decimal,
  type DecimalString,
  decimal,
  toFixedDecimalString,
  ZERO,
} from '../../../domain/kernel/decimal.ts';

export interface TrialBalanceRequest {
  /** All sellers of the tenant unless given. */
  readonly sellerId?: string | null | undefined;
  /** Last day of posting that counts; all days unless given. */
  readonly asOf?: string | null | undefined;
  /** As the books stood when this was the last position of the log; as they stand unless given. */
  readonly knownAt?: string | null | undefined;
}

/** One account in one currency. Amounts have the decimals of the currency. */
export interface AccountBalance {
  readonly accountCode: string;
  readonly debits: DecimalString;
  readonly credits: DecimalString;
  /** Debits less credits: below zero when it stands on the credit side. */
  readonly balance: DecimalString;
}

export interface CurrencyBalance {
  readonly currency: string;
  readonly debits: DecimalString;
  readonly credits: DecimalString;
  /** Debits less credits; anything but zero means that the books are broken. */
  readonly difference: DecimalString;
  readonly accounts: readonly AccountBalance[];
}

export interface TrialBalance {
  /** Last position that the books have folded; null before the first event. */
  readonly position: string | null;
  readonly currencies: readonly CurrencyBalance[];
}

/**
 * Sums over days, less what has been posted behind the position asked for. That takes as long as there is to take off:
 * the usual question, how it stood a while ago, is cheap.
 */
const BALANCES = `
  WITH sums AS (
    SELECT currency, account_code, debits, credits FROM books.daily_balances
    WHERE ($1::uuid IS NULL OR seller_id = $1) AND ($2::date IS NULL OR posted_on <= $2)
    UNION ALL
    SELECT currency, account_code,
      CASE side WHEN 'debit' THEN -amount ELSE 0 END, CASE side WHEN 'credit' THEN -amount ELSE 0 END
    FROM books.journal_lines
    WHERE $3::numeric IS NOT NULL AND position > $3::numeric::bigint
      AND ($1::uuid IS NULL OR seller_id = $1) AND ($2::date IS NULL OR posted_on <= $2)
  )
  SELECT currency, account_code, sum(debits) AS debits, sum(credits) AS credits
  FROM sums
  GROUP BY currency, account_code
  HAVING sum(debits) <> 0 OR sum(credits) <> 0
  ORDER BY currency, account_code`;

const POSITION = `SELECT position FROM ops.projection_checkpoints WHERE schema_name = 'books'`;

interface SumRow {
  readonly currency: string;
  readonly account_code: string;
  readonly debits: string;
  readonly credits: string;
}

/** All accounts that were ever posted to, by currency. Call it in a transaction of one tenant and one moment. */
export async function trialBalance(client: ClientBase, request: TrialBalanceRequest = {}): Promise<TrialBalance> {
  const { sellerId = null, asOf = null, knownAt = null } = request;
  const { rows } = await client.query<SumRow>(BALANCES, [sellerId, asOf, knownAt]);
  const checkpoint = await client.query<{ position: string | null }>(POSITION);
  const byCurrency = new Map<string, SumRow[]>();
  for (const row of rows) {
    byCurrency.set(row.currency, [...(byCurrency.get(row.currency) ?? []), row]);
  }
  return {
    position: checkpoint.rows[0]?.position ?? null,
    currencies: [...byCurrency].map(([currency, sums]) => currencyBalance(currency, sums)),
  };
}

function currencyBalance(currency: string, sums: readonly SumRow[]): CurrencyBalance {
  const text = (value: Decimal) => toFixedDecimalString(value, currencyExponent(currency));
  let [debits, credits] = [ZERO, ZERO];
  const accounts = sums.map((row) => {
    const [debit, credit] = [decimal(row.debits), decimal(row.credits)];
    debits = debits.plus(debit);
    credits = credits.plus(credit);
    return {
      accountCode: row.account_code,
      debits: text(debit),
      credits: text(credit),
      balance: text(debit.minus(credit)),
    };
  });
  return {
    currency,
    debits: text(debits),
    credits: text(credits),
    difference: text(debits.minus(credits)),
    accounts,
  };
}
