import { z } from 'zod';
import { zCivilDate } from '../kernel/calendar.ts';
import { type EventsOf, event } from '../kernel/events.ts';
import { zInvoiceId } from '../kernel/ids.ts';
import { zNumberSeries } from '../seller/events.ts';

/**
 * One number series: a seller, a kind of document and a year. The number is the series' base plus the event's revision,
 * so the numbers are gapless by construction: there is no counter that could skip.
 */
export const numberingEvents = {
  NumberAssigned: event(
    z.strictObject({
      invoiceId: zInvoiceId,
      /** Never before the date of the number before it. */
      issueDate: zCivilDate,
      /**
       * How the number is written, and where the series begins: the seller's for the first number, then as the number
       * before, whatever the seller says by then. Null: the event is from before it was noted, and the seller's holds.
       */
      format: zNumberSeries.nullable(),
    }),
    (data) => ({ ...(data as object), format: null }),
  ),
};

export type NumberingEvent = EventsOf<typeof numberingEvents>;
