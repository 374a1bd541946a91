import { z } from 'zod';
import { trialBalance } from '../../../projections/books/queries/trial-balance.ts';
import { defineRoute } from '../../define-route.ts';
import { single, zSingle } from '../../envelope.ts';
import { zMoneyText, zOptional, zWireDate, zWireUuid } from '../../values.ts';
import { accountName } from './account-record.ts';
import { LEDGER_GROUPS } from './ledger-groups.ts';

const POSITION_MAX = 2n ** 63n - 1n;

const zPosition = z
  .string()
  .regex(/^\d{1,19}$/, 'must be a position of the log, a whole number')
  .refine((text) => !/^\d{1,19}$/.test(text) || BigInt(text) <= POSITION_MAX, 'is behind the end of any log');

const zCurrencyBalance = z
  .strictObject({
    currency: z.string(),
    debits: zMoneyText,
    credits: zMoneyText,
    difference: zMoneyText.meta({ description: 'Debits less credits: zero' }),
    accounts: z.array(
      z.strictObject({
        accountCode: z.string(),
        accountName: z.string(),
        debits: zMoneyText,
        credits: zMoneyText,
        balance: zMoneyText.meta({ description: 'Debits less credits: below zero on the credit side' }),
      }),
    ),
  })
  .meta({ id: 'CurrencyBalance' });

const zTrialBalance = z
  .strictObject({
    asOf: zWireDate.nullable().meta({ description: 'Last day of posting that counts; null: all days' }),
    sellerId: zWireUuid.nullable(),
    knownAt: z.string().nullable().meta({ description: 'Last position of the log that counts; null: all' }),
    position: z.string().nullable().meta({ description: 'Last position that the books have seen' }),
    balanced: z.boolean().meta({ description: 'Whether debits equal credits in every currency' }),
    currencies: z.array(zCurrencyBalance),
  })
  .meta({ id: 'TrialBalance' });

export const getTrialBalance = defineRoute({
  method: 'GET',
  url: '/api/ledger/trial-balance',
  permission: 'ledger.read',
  summary: 'Trial balance: debits and credits of every account, by currency',
  description:
    'asOf asks for the books up to a day of posting, knownAt for what they said when the log ended at that position.',
  tags: ['Ledger'],
  query: z.strictObject({
    asOf: zOptional(zWireDate),
    sellerId: zOptional(zWireUuid),
    knownAt: zOptional(zPosition),
  }),
  groups: LEDGER_GROUPS,
  response: { 200: zSingle(zTrialBalance) },
  handler: async ({ query, read }) => {
    const { position, currencies } = await read(({ client }) => trialBalance(client, query));
    const { asOf = null, sellerId = null, knownAt = null } = query;
    return single({
      asOf,
      sellerId,
      knownAt,
      position,
      balanced: currencies.every(({ debits, credits }) => debits === credits),
      currencies: currencies.map((one) => ({
        ...one,
        accounts: one.accounts.map((account) => ({ ...account, accountName: accountName(account.accountCode) })),
      })),
    });
  },
});
