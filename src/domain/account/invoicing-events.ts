import { z } from 'zod';
import { zCivilDate } from '../kernel/calendar.ts';
import { event } from '../kernel/events.ts';
import { zReason } from '../kernel/fields.ts';

/**
 * How the account wants the documents that are billed to it. `per_contract`: one for each contract. `per_account`: one for
 * each buyer, with all of its contracts. `consolidated`: as per_account, and over those of several buyers a summary.
 */
export const zInvoicing = z.enum(['per_contract', 'per_account', 'consolidated']);
export type Invoicing = z.infer<typeof zInvoicing>;

export const invoicingEvents = {
  AccountInvoicingChanged: event(
    z.strictObject({ from: zInvoicing, to: zInvoicing, changedOn: zCivilDate, reason: zReason.nullable() }),
  ),
};
