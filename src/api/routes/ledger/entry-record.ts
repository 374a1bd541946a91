import { z } from 'zod';
import { currencyExponent } from '../../../domain/kernel/currency.ts';
import { decimal, toFixedDecimalString } from '../../../domain/kernel/decimal.ts';
import { sumDecimals } from '../../../domain/kernel/money.ts';
import { POSTING_RULES } from '../../../domain/ledger/entry.ts';
import type { EntryWithLines } from '../../../projections/books/queries/entries.ts';
import { timestampText, zMoneyText, zTimestamp, zWireDate, zWireUuid } from '../../values.ts';
import { accountName } from './account-record.ts';

export const zJournalLine = z
  .strictObject({
    lineNumber: z.int(),
    accountCode: z.string(),
    accountName: z.string(),
    side: z.enum(['debit', 'credit']),
    amount: zMoneyText.meta({ description: 'Above zero: the side carries the sign' }),
    customerAccountId: zWireUuid.nullable(),
    contractId: zWireUuid.nullable(),
    invoiceId: zWireUuid.nullable(),
  })
  .meta({ id: 'JournalLine' });

/** One entry of the journal with its lines. */
export const zJournalEntry = z
  .strictObject({
    id: zWireUuid,
    sellerId: zWireUuid,
    postedOn: zWireDate.meta({ description: 'The day in whose period it counts' }),
    occurredOn: zWireDate.meta({ description: 'The day of the fact; earlier when its own period was closed by then' }),
    currency: z.string(),
    amount: zMoneyText.meta({ description: 'Sum of the debits, which is the sum of the credits' }),
    description: z.string(),
    rule: z.enum(POSTING_RULES),
    ruleVersion: z.int(),
    mappingVersion: z.int(),
    source: z
      .strictObject({
        eventId: zWireUuid,
        category: z.string(),
        streamId: z.string(),
        revision: z.int(),
        position: z.string(),
      })
      .meta({ description: 'The event that it was posted from' }),
    lines: z.array(zJournalLine),
    createdAt: zTimestamp,
  })
  .meta({ id: 'JournalEntry' });

export function entryRecord({ entry, lines }: EntryWithLines) {
  const exponent = currencyExponent(entry.currency);
  const debits = sumDecimals(lines.filter(({ side }) => side === 'debit').map(({ amount }) => amount));
  return {
    id: entry.entry_id,
    sellerId: entry.seller_id,
    postedOn: entry.posted_on,
    occurredOn: entry.occurred_on,
    currency: entry.currency,
    amount: toFixedDecimalString(debits, exponent),
    description: entry.description,
    rule: entry.rule,
    ruleVersion: entry.rule_version,
    mappingVersion: entry.mapping_version,
    source: {
      eventId: entry.event_id,
      category: entry.category,
      streamId: entry.stream_id,
      revision: Number(entry.revision),
      position: entry.position,
    },
    lines: lines.map((line) => ({
      lineNumber: line.line_number,
      accountCode: line.account_code,
      accountName: accountName(line.account_code),
      side: line.side,
      amount: toFixedDecimalString(decimal(line.amount), exponent),
      customerAccountId: line.customer_account_id,
      contractId: line.contract_id,
      invoiceId: line.invoice_id,
    })),
    createdAt: timestampText(entry.recorded_at),
  };
}
