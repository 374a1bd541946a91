import type { ClientBase } from 'pg';
import { currencyExponent } from '../../../domain/kernel/currency.ts';
import { type DecimalString, decimal, toFixedDecimalString } from '../../../domain/kernel/decimal.ts';
import type { LineRow } from './rows.ts';

/** A line's place in its account: by day of posting, then by the log. */
export interface LedgerPlace {
  readonly postedOn: string;
  readonly position: string;
  readonly entryId: string;
  readonly lineNumber: number;
}

export interface GeneralLedgerRequest {
  readonly accountCode: string;
  readonly currency: string;
  readonly sellerId?: string | null | undefined;
  /** First and last day of posting. */
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
  /** Continue behind this line. */
  readonly after?: LedgerPlace | undefined;
  /** At most so many lines. */
  readonly limit: number;
}

export interface LedgerLine extends LedgerPlace {
  readonly sellerId: string;
  readonly description: string;
  readonly side: LineRow['side'];
  readonly amount: DecimalString;
  /** Of the account after this line, debits less credits, with everything posted before the first day asked for. */
  readonly balance: DecimalString;
  readonly customerAccountId: string | null;
  readonly contractId: string | null;
  readonly invoiceId: string | null;
}

export interface GeneralLedger {
  /** Balance before the first line given. */
  readonly opening: DecimalString;
  readonly lines: readonly LedgerLine[];
  readonly hasMore: boolean;
}

/** Of one account and currency; $1 account, $2 currency, $3 seller. */
const OF_ACCOUNT = 'account_code = $1 AND currency = $2 AND ($3::uuid IS NULL OR seller_id = $3)';

const SIGNED = `CASE side WHEN 'debit' THEN amount ELSE -amount END`;

/** Whole days come from the daily sums, the day that the page begins in from its lines. */
const OPENING = `
  SELECT
    (SELECT coalesce(sum(debits - credits), 0) FROM books.daily_balances WHERE ${OF_ACCOUNT} AND posted_on < $4)
    + (SELECT coalesce(sum(${SIGNED}), 0) FROM books.journal_lines
       WHERE ${OF_ACCOUNT} AND posted_on = $4 AND $5::bigint IS NOT NULL
         AND (position, entry_id, line_number) <= ($5, $6::uuid, $7::integer)) AS opening`;

const LINES = `
  SELECT l.*, e.description FROM (
    SELECT * FROM books.journal_lines
    WHERE ${OF_ACCOUNT}
      AND ($4::date IS NULL OR posted_on >= $4) AND ($5::date IS NULL OR posted_on <= $5)
      AND ($6::bigint IS NULL OR (posted_on, position, entry_id, line_number) > ($4, $6, $7::uuid, $8::integer))
    ORDER BY posted_on, position, entry_id, line_number
    LIMIT $9
  ) AS l
  JOIN books.journal_entries AS e USING (tenant_id, entry_id)
  ORDER BY l.posted_on, l.position, l.entry_id, l.line_number`;

/** One account's postings in order, with the running balance. Call it in a transaction of one tenant and one moment. */
export async function generalLedger(client: ClientBase, request: GeneralLedgerRequest): Promise<GeneralLedger> {
  const { accountCode, currency, sellerId = null, to = null, after, limit } = request;
  const exponent = currencyExponent(currency);
  const account = [accountCode, currency, sellerId];
  const place = [after?.position ?? null, after?.entryId ?? null, after?.lineNumber ?? null];
  const begin = after?.postedOn ?? request.from ?? null;
  const opening = await client.query<{ opening: string | null }>(OPENING, [...account, begin, ...place]);
  const found = await client.query<LineRow & { description: string }>(LINES, [
    ...account,
    begin,
    to,
    ...place,
    limit + 1, // one more tells whether there is a next page
  ]);
  let balance = decimal(opening.rows[0]?.opening ?? '0');
  const openingText = toFixedDecimalString(balance, exponent);
  const lines = found.rows.slice(0, limit).map((row): LedgerLine => {
    const amount = decimal(row.amount);
    balance = row.side === 'debit' ? balance.plus(amount) : balance.minus(amount);
    return {
      postedOn: row.posted_on,
      position: row.position,
      entryId: row.entry_id,
      lineNumber: row.line_number,
      sellerId: row.seller_id,
      description: row.description,
      side: row.side,
      amount: toFixedDecimalString(amount, exponent),
      balance: toFixedDecimalString(balance, exponent),
      customerAccountId: row.customer_account_id,
      contractId: row.contract_id,
      invoiceId: row.invoice_id,
    };
  });
  return { opening: openingText, lines, hasMore: found.rows.length > limit };
}

/** Number of lines, from the sums of days. */
export async function countLedgerLines(
  client: ClientBase,
  request: Omit<GeneralLedgerRequest, 'after' | 'limit'>,
): Promise<number> {
  const { rows } = await client.query<{ total: string }>(
    `SELECT coalesce(sum(lines), 0)::bigint AS total FROM books.daily_balances
     WHERE ${OF_ACCOUNT} AND ($4::date IS NULL OR posted_on >= $4) AND ($5::date IS NULL OR posted_on <= $5)`,
    [request.accountCode, request.currency, request.sellerId ?? null, request.from ?? null, request.to ?? null],
  );
  return Number(rows[0]?.total ?? 0);
}
