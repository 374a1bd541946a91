import { z } from 'zod';
import { zUuid } from '../../../domain/kernel/ids.ts';
import type { LedgerPlace } from '../../../projections/books/queries/general-ledger.ts';
import { refusal } from '../../refusal.ts';
import { zWireDate } from '../../values.ts';

/** Where a page of an account ended, how many lines came before, and whose account with which limits it was. */
const zCursor = z.strictObject({
  d: zWireDate,
  p: z.string().regex(/^\d{1,19}$/),
  e: zUuid,
  n: z.int().min(1).max(1_000_000),
  o: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  of: z.string(),
});

export interface LedgerCursor {
  readonly place: LedgerPlace;
  /** Lines before the next page. */
  readonly offset: number;
}

export function encodeLedgerCursor({ place, offset }: LedgerCursor, of: string): string {
  const { postedOn: d, position: p, entryId: e, lineNumber: n } = place;
  return Buffer.from(JSON.stringify({ d, p, e, n, o: offset, of })).toString('base64url');
}

/** Throws CURSOR_INVALID for text that is no cursor, or one of another account or other limits. */
export function decodeLedgerCursor(text: string, of: string): LedgerCursor {
  const parsed = zCursor.safeParse(readJson(text)).data;
  if (parsed === undefined || parsed.of !== of) {
    throw refusal('CURSOR_INVALID', 'This cursor does not belong to this account with these limits.', {
      fields: { after: 'must be the nextCursor of the same account, with the same currency, seller and days' },
    });
  }
  const { d: postedOn, p: position, e: entryId, n: lineNumber, o: offset } = parsed;
  return { place: { postedOn, position, entryId, lineNumber }, offset };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
