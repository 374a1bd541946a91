import { z } from 'zod';
import { zCivilDate } from '../kernel/calendar.ts';
import { zCurrencyCode } from '../kernel/currency.ts';
import { zDecimalString } from '../kernel/decimal.ts';
import { type EventsOf, event } from '../kernel/events.ts';
import { zBillingRunId, zContractId, zInvoiceId, zSellerId } from '../kernel/ids.ts';

/** `batch`: all that is due for a seller, one at a time. `single`: one contract, at any time. */
export const zRunScope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('batch') }),
  z.strictObject({ kind: z.literal('single'), contractId: zContractId }),
]);
export type RunScope = z.infer<typeof zRunScope>;

/** Contracts that go on one document: same seller, buyer, bill-to, currency, terms, order and tax scheme. */
export const zRunGroup = z.strictObject({
  groupId: z.string().max(100),
  contractIds: z.array(zContractId).min(1).max(200),
});
export type RunGroup = z.infer<typeof zRunGroup>;

export const zRunException = z.strictObject({
  contractId: zContractId,
  code: z.string().max(80),
  message: z.string().max(1000),
});
export type RunException = z.infer<typeof zRunException>;

export const zRunDocument = z.strictObject({
  invoiceId: zInvoiceId,
  documentType: z.enum(['invoice', 'credit_note']),
  status: z.enum(['draft', 'finalised']),
  currency: zCurrencyCode,
  /** Gross, as the document shows it: never negative. */
  total: zDecimalString,
});
export type RunDocument = z.infer<typeof zRunDocument>;

export const billingRunEvents = {
  BillingRunStarted: event(
    z.strictObject({
      runId: zBillingRunId,
      sellerId: zSellerId,
      scope: zRunScope,
      from: zCivilDate.nullable(),
      through: zCivilDate,
      finalise: z.boolean(),
      startedOn: zCivilDate,
    }),
  ),
  /** Freezes a part of the scope: at most 200 contracts. */
  ChunkPlanned: event(z.strictObject({ chunk: z.int().min(1), groups: z.array(zRunGroup).min(1).max(200) })),
  BillingRunPlanned: event(z.strictObject({ chunks: z.int().min(0), contracts: z.int().min(0) })),
  ChunkCompleted: event(
    z.strictObject({
      chunk: z.int().min(1),
      documents: z.array(zRunDocument).max(200),
      nothingDue: z.int().min(0),
      exceptions: z.array(zRunException).max(200),
    }),
  ),
  BillingRunCompleted: event(
    z.strictObject({ documents: z.int().min(0), nothingDue: z.int().min(0), exceptions: z.int().min(0) }),
  ),
};

export type BillingRunEvent = EventsOf<typeof billingRunEvents>;
