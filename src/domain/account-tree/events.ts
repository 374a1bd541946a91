import { z } from 'zod';
import { zCivilDate } from '../kernel/calendar.ts';
import { type EventsOf, event } from '../kernel/events.ts';
import { zReason } from '../kernel/fields.ts';
import { zAccountId } from '../kernel/ids.ts';

/** Who gets the documents of an account's new contracts: itself, whoever is its parent, or one account above it. */
export const zBillTo = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('self') }),
  z.strictObject({ kind: z.literal('parent') }),
  z.strictObject({ kind: z.literal('ancestor'), accountId: zAccountId }),
]);
export type BillTo = z.infer<typeof zBillTo>;

/** Which attempt to close the account, counted from 1. */
const zClosing = z.int().min(1);

/**
 * What depends on who stands above whom: one stream per tenant, so that of two decisions that cross, such as moves that
 * would make a cycle, the second one sees the first.
 */
export const accountTreeEvents = {
  AccountMoved: event(
    z.strictObject({
      accountId: zAccountId,
      fromParentId: zAccountId.nullable(),
      toParentId: zAccountId.nullable(),
      /** The first day in the new place. */
      movedOn: zCivilDate,
      reason: zReason.nullable(),
    }),
  ),
  BillToSet: event(
    z.strictObject({
      accountId: zAccountId,
      billTo: zBillTo,
      /** For contracts that start on this day or later. */
      effectiveOn: zCivilDate,
      reason: zReason.nullable(),
    }),
  ),
  /** The account turned out to be another one: it stands below that one now, with everything that stood below it. */
  AccountMerged: event(
    z.strictObject({
      accountId: zAccountId,
      intoAccountId: zAccountId,
      fromParentId: zAccountId.nullable(),
      mergedOn: zCivilDate,
      reason: zReason.nullable(),
    }),
  ),
  /** No account may be put below this one any more: it is about to close, and nothing stands below it. */
  AccountShut: event(z.strictObject({ accountId: zAccountId, closing: zClosing, shutOn: zCivilDate })),
  /** That attempt to close it has failed after all. */
  AccountShutWithdrawn: event(z.strictObject({ accountId: zAccountId, closing: zClosing, withdrawnOn: zCivilDate })),
};

export type AccountTreeEvent = EventsOf<typeof accountTreeEvents>;
