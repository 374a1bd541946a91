import type { Invoicing } from '../../domain/account/invoicing-events.ts';
import type { RunScope } from '../../domain/billing-run/events.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type {
  AccountId,
  BillingRunId,
  BillingScheduleId,
  ContractId,
  InvoiceId,
  SellerId,
  TenantId,
} from '../../domain/kernel/ids.ts';
import type { GroupFacts } from '../billing/group-id.ts';
import type { CreditFinders } from './credit-finders.ts';
import type { RenewalFinders } from './renewal-finders.ts';

/** A contract that may have something due; its stream decides. */
export interface BillableContract extends GroupFacts {
  readonly contractId: ContractId;
  /** How its bill-to wants documents grouped. */
  readonly invoicing: Invoicing;
  /** How much work it is, about: its events and lines. */
  readonly weight: number;
}

/** Which contracts a run asks for. */
export interface BillableScope {
  readonly sellerId: SellerId;
  readonly scope: RunScope;
  /** Horizon: something may be due by this day. */
  readonly through: CivilDate;
  /** The day on which an account tree is looked at. */
  readonly on: CivilDate;
  /** Also those that renew by themselves by then, which is not recorded yet. */
  readonly withRenewals?: boolean;
}

export interface UnfinishedRun {
  readonly tenantId: TenantId;
  readonly runId: BillingRunId;
  /** Position of the run's last event that the read model has seen. */
  readonly position: bigint;
}

export interface FoundSchedule {
  readonly tenantId: TenantId;
  readonly scheduleId: BillingScheduleId;
}

/** A document whose finalisation was started and is not ended. */
export interface StartedDocument {
  readonly tenantId: TenantId;
  readonly invoiceId: InvoiceId;
}

/** A document that waits for an order, for credit or for a contract of its scope. */
export interface HeldDocument {
  readonly tenantId: TenantId;
  readonly invoiceId: InvoiceId;
  /** The debtor. */
  readonly accountId: AccountId;
}

/** Documents of several buyers that a run made and that no summary shows yet. */
export interface SummaryToIssue {
  readonly tenantId: TenantId;
  readonly runId: BillingRunId;
  /** The head of the tree that the run was over, else the bill-to of the documents. */
  readonly addresseeId: AccountId;
  readonly currency: string;
  readonly invoiceIds: readonly InvoiceId[];
}

/**
 * A claim in force that no document lists: its document was thrown away or closed without it, or its run has ended and
 * there is no document.
 */
export interface StrandedClaim {
  readonly tenantId: TenantId;
  readonly contractId: ContractId;
  readonly invoiceId: InvoiceId;
}

/** A credit note by hand that is not settled, or a rebill that has not ended. */
export interface FollowUp {
  readonly tenantId: TenantId;
  readonly invoiceId: InvoiceId;
  readonly kind: 'credit' | 'rebill' | 'lines';
}

/** Where to look. Answers come from projections: they may be late, and decide nothing. */
export interface BillingFinders extends RenewalFinders, CreditFinders {
  /** Waits until everything up to `position` can be found. False when that takes longer than `timeoutMs`. */
  caughtUpTo(position: bigint, timeoutMs: number): Promise<boolean>;
  /** Contracts of a seller and scope on which something may be due by `through`, in a stable order. */
  billableContracts(tenantId: TenantId, wanted: BillableScope): Promise<BillableContract[]>;
  activeSchedules(): Promise<FoundSchedule[]>;
  unfinishedRuns(): Promise<UnfinishedRun[]>;
  startedDocuments(): Promise<StartedDocument[]>;
  /** Only of runs that are completed, and of documents that are all final. */
  summariesToIssue(): Promise<SummaryToIssue[]>;
  /** The oldest first. */
  heldDocuments(): Promise<HeldDocument[]>;
  strandedClaims(): Promise<StrandedClaim[]>;
  followUps(): Promise<FollowUp[]>;
}
