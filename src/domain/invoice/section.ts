import { z } from 'zod';
import { zDecimalString } from '../kernel/decimal.ts';
import { zShortText } from '../kernel/fields.ts';
import { zAccountId } from '../kernel/ids.ts';

/** The part of a document that is one account's cost: its name as frozen, and its net. */
export const zSection = z.strictObject({ accountId: zAccountId, accountName: zShortText, subtotal: zDecimalString });
export type Section = z.infer<typeof zSection>;
