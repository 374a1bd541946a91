import { z } from 'zod';
import { accountOf, type LedgerAccount } from '../../../domain/ledger/chart.ts';

const zSide = z.enum(['debit', 'credit']);

/** One account of the chart. */
export const zLedgerAccount = z
  .strictObject({
    code: z.string(),
    name: z.string(),
    type: z.enum(['asset', 'liability', 'equity', 'revenue', 'expense']),
    normalSide: zSide.meta({ description: 'The side on which it grows' }),
    description: z.string(),
  })
  .meta({ id: 'LedgerAccount' });

/** Name of an account; its code when an older chart had it. */
export function accountName(code: string): string {
  return accountOf(code)?.name ?? code;
}

export function accountRecord({ code, name, type, normalSide, description }: LedgerAccount) {
  return { code, name, type, normalSide, description };
}
