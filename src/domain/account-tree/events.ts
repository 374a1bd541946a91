import { z } from 'zod';
import { zCivilDate } from '../kernel/calendar.ts';
import { type EventsOf, event } from '../kernel/events.ts';
import { zReason } from '../kernel/fields.ts';
import { zAccountId } from '../kernel/ids.ts';

/** Moves of accounts in the hierarchy: one stream per tenant, so that two crossing moves cannot make a cycle. */
export const accountTreeEvents = {
  AccountMoved: event(
    z.strictObject({
      accountId: zAccountId,
      fromParentId: zAccountId.nullable(),
      toParentId: zAccountId.nullable(),
      movedOn: zCivilDate,
      reason: zReason.nullable(),
    }),
  ),
};

export type AccountTreeEvent = EventsOf<typeof accountTreeEvents>;
