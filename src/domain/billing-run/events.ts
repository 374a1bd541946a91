import { z } from 'zod';
import { zBillingFrequency } from '../contract/events.ts';
import { zCivilDate } from '../kernel/calendar.ts';
import { zCurrencyCode } from '../kernel/currency.ts';
import { zDecimalString } from '../kernel/decimal.ts';
import { asItWas, type EventsOf, event } from '../kernel/events.ts';
import { zReason } from '../kernel/fields.ts';
import { zAccountId, zBillingRunId, zBillingScheduleId, zContractId, zInvoiceId, zSellerId } from '../kernel/ids.ts';
import { zPrincipal } from '../kernel/principal.ts';

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

/** How far a run has taken a document. What is held or `finalising` goes on by itself when what stands against it is gone. */
export const zRunDocumentStatus = z.enum(['draft', 'held', 'finalising', 'finalised']);

export const zRunDocument = z.strictObject({
  invoiceId: zInvoiceId,
  documentType: z.enum(['invoice', 'credit_note']),
  status: zRunDocumentStatus,
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

const zAcceptedGuard = z.strictObject({ reason: zReason, acceptedBy: zPrincipal });
export type AcceptedGuard = z.infer<typeof zAcceptedGuard>;

const CHUNK_DOCUMENTS_MAX = 2_000;
const CHUNK_EXCEPTIONS_MAX = 400;

const courseEvents = {
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
  /** A chunk of a run that was cancelled holds what had been made of it by then. */
  ChunkCompleted: event(
    z.strictObject({
      chunk: z.int().min(1),
      // Contracts that several accounts share have documents for each of them.
      documents: z.array(zRunDocument).max(CHUNK_DOCUMENTS_MAX),
      nothingDue: z.int().min(0),
      exceptions: z.array(zRunException).max(CHUNK_EXCEPTIONS_MAX),
    }),
    asItWas, // before 2 nothing was held
    asItWas, // before 3 nothing was left on its way
  ),
  BillingRunCompleted: event(
    z.strictObject({ documents: z.int().min(0), nothingDue: z.int().min(0), exceptions: z.int().min(0) }),
  ),
};

/** What people make of a run while it goes on, and afterwards of what it left out. */
const controlEvents = {
  BillingRunPaused: event(z.strictObject({ reason: zReason })),
  BillingRunResumed: event(z.strictObject({ reason: zReason.nullable() })),
  /** Chunks that are not begun are not billed. What is finalised stays, and so do drafts. */
  BillingRunCancelled: event(z.strictObject({ reason: zReason })),
  /** Exceptions of the run as a chunk more: in groups of their own, and so on documents of their own. */
  ExceptionsRetried: event(
    z.strictObject({
      chunk: z.int().min(1),
      groups: z.array(zRunGroup).min(1).max(200),
      /** Whoever lets charges out of proportion pass, and why; null: the guard holds them again. */
      acceptGuard: zAcceptedGuard.nullable(),
    }),
  ),
  /** Finance says: the run goes on without this contract. */
  ExceptionAccepted: event(z.strictObject({ contractId: zContractId, reason: zReason, acceptedBy: zPrincipal })),
};

export const billingRunEvents = { ...courseEvents, ...controlEvents };

export type BillingRunEvent = EventsOf<typeof billingRunEvents>;
