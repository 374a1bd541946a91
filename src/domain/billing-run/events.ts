import { z } from 'zod';
import { zBillingFrequency } from '../contract/events.ts';
import { zCivilDate } from '../kernel/calendar.ts';
import { zCurrencyCode } from '../kernel/currency.ts';
import { zDecimalString } from '../kernel/decimal.ts';
import { asItWas, type EventsOf, event } from '../kernel/events.ts';
import { zAccountId, zBillingRunId, zBillingScheduleId, zContractId, zInvoiceId, zSellerId } from '../kernel/ids.ts';

/** How many contracts a run can be told by name. */
export const SCOPE_CONTRACTS_MAX = 1_000;

/**
 * Which contracts of the seller a run looks at. `batch`: all of them, one such run at a time. `single`: one contract. `tree`:
 * those whose buyer or bill-to is the account or, with descendants, stands below it. Runs of other scopes than `batch` may
 * run beside it: a claim is made once, whoever comes first.
 */
export const zRunScope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('batch') }),
  z.strictObject({ kind: z.literal('single'), contractId: zContractId }),
  z.strictObject({ kind: z.literal('tree'), accountId: zAccountId, includeDescendants: z.boolean() }),
  z.strictObject({ kind: z.literal('contracts'), contractIds: z.array(zContractId).min(1).max(SCOPE_CONTRACTS_MAX) }),
  z.strictObject({ kind: z.literal('frequency'), billingFrequency: zBillingFrequency }),
]);
export type RunScope = z.infer<typeof zRunScope>;

/** Which contracts stand on one document; as the accounts say, unless the run says otherwise. */
export const zRunGrouping = z.enum(['account_setting', 'per_contract', 'per_account', 'consolidated']);
export type RunGrouping = z.infer<typeof zRunGrouping>;

/** The longest time over which a run may spread its documents. */
export const STAGGER_DAYS_MAX = 31;

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
  status: z.enum(['draft', 'held', 'finalised']),
  currency: zCurrencyCode,
  /** Gross, as the document shows it: never negative. */
  total: zDecimalString,
});
export type RunDocument = z.infer<typeof zRunDocument>;

/** Version 1 knew runs over everything or one contract, grouped as the accounts say, at once. */
function asPlainRun(data: unknown): unknown {
  return typeof data === 'object' && data !== null
    ? { ...data, grouping: 'account_setting', staggerDays: 0, scheduleId: null }
    : data;
}

export const billingRunEvents = {
  BillingRunStarted: event(
    z.strictObject({
      runId: zBillingRunId,
      sellerId: zSellerId,
      scope: zRunScope,
      from: zCivilDate.nullable(),
      through: zCivilDate,
      finalise: z.boolean(),
      grouping: zRunGrouping,
      /** The documents are issued over so many days, chunk by chunk; 0: all as soon as they can be. */
      staggerDays: z.int().min(0).max(STAGGER_DAYS_MAX),
      /** The schedule that started it, if one did. */
      scheduleId: zBillingScheduleId.nullable(),
      startedOn: zCivilDate,
    }),
    asPlainRun,
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
    asItWas, // before 2 nothing was held
  ),
  BillingRunCompleted: event(
    z.strictObject({ documents: z.int().min(0), nothingDue: z.int().min(0), exceptions: z.int().min(0) }),
  ),
};

export type BillingRunEvent = EventsOf<typeof billingRunEvents>;
