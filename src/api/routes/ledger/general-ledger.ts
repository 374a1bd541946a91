import { z } from 'zod';
import { zCurrencyCode } from '../../../domain/kernel/currency.ts';
import { CHART } from '../../../domain/ledger/chart.ts';
import { countLedgerLines, generalLedger } from '../../../projections/books/queries/general-ledger.ts';
import { defineRoute } from '../../define-route.ts';
import { list, zList } from '../../envelope.ts';
import { COUNTED_MAX, LIMIT_DEFAULT, LIMIT_MAX } from '../../list-query.ts';
import { zMoneyText, zOptional, zWireDate, zWireUuid } from '../../values.ts';
import { decodeLedgerCursor, encodeLedgerCursor } from './ledger-cursor.ts';
import { LEDGER_GROUPS } from './ledger-groups.ts';

const LIMIT_TEXT = `must be a whole number from 1 to ${LIMIT_MAX}`;

const zLimit = z
  .string()
  .regex(/^[1-9]\d{0,2}$/, LIMIT_TEXT)
  .transform(Number)
  .refine((count) => count <= LIMIT_MAX, LIMIT_TEXT);

const zLedgerLine = z
  .strictObject({
    postedOn: zWireDate,
    position: z.string(),
    entryId: zWireUuid,
    lineNumber: z.int(),
    sellerId: zWireUuid,
    description: z.string(),
    side: z.enum(['debit', 'credit']),
    amount: zMoneyText,
    balance: zMoneyText.meta({ description: 'Of the account after this line, debits less credits' }),
    customerAccountId: zWireUuid.nullable(),
    contractId: zWireUuid.nullable(),
    invoiceId: zWireUuid.nullable(),
  })
  .meta({ id: 'GeneralLedgerLine' });

export const listLedgerLines = defineRoute({
  method: 'GET',
  url: '/api/ledger/accounts/:code/lines',
  permission: 'ledger.read',
  summary: 'General ledger: one account in one currency, in order of posting, with its running balance',
  tags: ['Ledger'],
  params: z.strictObject({ code: z.enum(CHART.map(({ code }) => code)) }),
  query: z.strictObject({
    currency: zCurrencyCode,
    sellerId: zOptional(zWireUuid),
    from: zOptional(zWireDate),
    to: zOptional(zWireDate),
    'limit[eq]': zLimit.optional(),
    after: z.string().max(2_048).optional(),
  }),
  groups: LEDGER_GROUPS,
  response: { 200: zList(zLedgerLine) },
  handler: async ({ params, query, identity, read }) => {
    const { currency, sellerId = null, from = null, to = null, 'limit[eq]': limit = LIMIT_DEFAULT } = query;
    const account = { accountCode: params.code, currency, sellerId, from, to };
    const of = JSON.stringify([identity().tenantId, params.code, currency, sellerId, from, to]);
    const cursor = query.after === undefined ? undefined : decodeLedgerCursor(query.after, of);
    const { page, counted } = await read(async ({ client }) => ({
      page: await generalLedger(client, { ...account, after: cursor?.place, limit }),
      counted: await countLedgerLines(client, account),
    }));
    const offset = cursor?.offset ?? 0;
    const last = page.lines.at(-1);
    const total = Math.min(counted, COUNTED_MAX);
    return list(page.lines, {
      offset,
      limit,
      total,
      totalPages: Math.ceil(total / limit),
      hasNext: page.hasMore,
      hasPrev: offset > 0,
      nextCursor:
        page.hasMore && last !== undefined
          ? encodeLedgerCursor({ place: last, offset: offset + page.lines.length }, of)
          : null,
      totalIsCapped: counted > COUNTED_MAX,
    });
  },
});
