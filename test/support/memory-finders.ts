import type {
  FollowUp,
  FoundSchedule,
  HeldDocument,
  StartedDocument,
  StrandedClaim,
  SummaryToIssue,
  UnfinishedRun,
} from '../../src/application/ports/billing-finders.ts';
import type { RecordedEvent } from '../../src/application/ports/event-store.ts';
import type { AccountEvent } from '../../src/domain/account/events.ts';
import { billingRun } from '../../src/domain/billing-run/billing-run.ts';
import type { BillingRunEvent, RunScope } from '../../src/domain/billing-run/events.ts';
import type { ContractEvent } from '../../src/domain/contract/events.ts';
import type { BindingContract } from '../../src/domain/contract/state.ts';
import type { InvoiceEvent } from '../../src/domain/invoice/events.ts';
import type { DraftedInvoice } from '../../src/domain/invoice/state.ts';
import { unreachable } from '../../src/domain/kernel/decider.ts';
import type { AccountId, BillingRunId, BillingScheduleId, ContractId, InvoiceId } from '../../src/domain/kernel/ids.ts';

type Log = readonly RecordedEvent[];

const streamsWith = (log: Log, type: string) =>
  new Set(log.filter(({ event }) => event.type === type).map(({ stream }) => stream.id));

/** What projections/billing/finders.ts asks of the read models, asked of the log itself. */
export function unfinishedRuns(log: Log): UnfinishedRun[] {
  return log
    .filter(({ event, stream }) => event.type === 'BillingRunStarted' && isUnfinished(log, stream.id))
    .map(({ stream, position }) => ({ tenantId: stream.tenantId, runId: stream.id as BillingRunId, position }));
}

function isUnfinished(log: Log, runId: string): boolean {
  const state = log
    .filter(({ stream }) => stream.category === 'billingRun' && stream.id === runId)
    .reduce((before, { event }) => billingRun.evolve(before, event as BillingRunEvent), billingRun.initialState);
  return (
    state.status !== 'none' &&
    state.status !== 'completed' &&
    (state.status !== 'cancelled' || state.chunks.some(({ result }) => result === null))
  );
}

export function startedDocuments(log: Log): StartedDocument[] {
  const finalised = streamsWith(log, 'InvoiceFinalised');
  return log
    .filter(({ event, stream }) => event.type === 'InvoiceFinalisationStarted' && !finalised.has(stream.id))
    .map(({ stream }) => ({ tenantId: stream.tenantId, invoiceId: stream.id as InvoiceId }));
}

/** The oldest first. */
export function heldDocuments(log: Log): HeldDocument[] {
  const last = new Map<string, RecordedEvent>();
  const drafted = new Map<string, AccountId>();
  for (const recorded of log) {
    const event = recorded.event as InvoiceEvent;
    if (event.type === 'InvoiceDrafted') {
      drafted.set(recorded.stream.id, event.data.accountId);
    }
    last.set(recorded.stream.id, recorded);
  }
  return [...drafted].flatMap(([id, accountId]) => {
    const recorded = last.get(id);
    return recorded?.event.type === 'InvoiceHeld'
      ? [{ tenantId: recorded.stream.tenantId, invoiceId: id as InvoiceId, accountId }]
      : [];
  });
}

/** Documents for a summary, by run, bill-to and currency. */
export function summariesToIssue(log: Log): SummaryToIssue[] {
  const completed = streamsWith(log, 'BillingRunCompleted');
  const finalised = streamsWith(log, 'InvoiceFinalised');
  const gone = streamsWith(log, 'InvoiceDiscarded');
  const events = log.map(({ event }) => event as InvoiceEvent);
  const shown = new Set(
    events.flatMap((event) =>
      event.type === 'SummaryIssued' ? event.data.documents.map(({ invoiceId }) => invoiceId) : [],
    ),
  );
  const headOfTree = new Map(
    log.flatMap(({ stream, event }) => {
      const started = event as BillingRunEvent;
      return started.type === 'BillingRunStarted' && started.data.scope.kind === 'tree'
        ? [[stream.id, started.data.scope.accountId] as const]
        : [];
    }),
  );
  const groups = new Map<string, DraftedInvoice[]>();
  for (const event of events) {
    if (event.type === 'InvoiceDrafted' && event.data.onSummary && !gone.has(event.data.invoiceId)) {
      const { runId, billToAccountId, currency, invoiceId } = event.data;
      const addressee = headOfTree.get(runId ?? '') ?? billToAccountId;
      const key = `${runId} ${addressee} ${currency}`;
      groups.set(key, shown.has(invoiceId) ? [] : [...(groups.get(key) ?? []), event.data]);
    }
  }
  return [...groups.values()].flatMap((drafts): SummaryToIssue[] => {
    const [first] = drafts;
    const buyers = new Set(drafts.map(({ accountId }) => accountId));
    const isReady = drafts.every(({ invoiceId }) => finalised.has(invoiceId));
    if (first === undefined || first.runId === null || !completed.has(first.runId) || buyers.size < 2 || !isReady) {
      return [];
    }
    const { runId, billToAccountId, currency } = first;
    const [tenantId] = log.flatMap(({ stream }) => (stream.id === first.invoiceId ? [stream.tenantId] : []));
    const invoiceIds = drafts.map(({ invoiceId }) => invoiceId);
    const addresseeId = headOfTree.get(runId) ?? billToAccountId;
    return tenantId === undefined ? [] : [{ tenantId, runId, addresseeId, currency, invoiceIds }];
  });
}

export function strandedClaims(log: Log): StrandedClaim[] {
  const ended = new Set([...streamsWith(log, 'BillingRunCompleted'), ...streamsWith(log, 'BillingRunCancelled')]);
  const discarded = new Set([...streamsWith(log, 'InvoiceDiscarded'), ...streamsWith(log, 'InvoiceVoided')]);
  const empty = streamsWith(log, 'InvoiceFoundEmpty');
  const drafted = streamsWith(log, 'InvoiceDrafted');
  const listed = new Set<string>();
  const released = new Set<string>();
  for (const recorded of log) {
    const event = recorded.event as ContractEvent | InvoiceEvent;
    if (event.type === 'InvoiceDrafted') {
      for (const member of event.data.members) {
        if (member.outcome === 'claimed') {
          listed.add(member.claimId);
        }
      }
    } else if (event.type === 'ChargesReleased') {
      released.add(event.data.claimId);
    }
  }
  return log.flatMap((recorded) => {
    const event = recorded.event as ContractEvent;
    if (event.type !== 'ChargesRaised' || released.has(event.data.claimId)) {
      return [];
    }
    const { claimId, invoiceId, runId } = event.data;
    const isUnlisted = !listed.has(claimId) && (drafted.has(invoiceId) || empty.has(invoiceId) || ended.has(runId));
    return discarded.has(invoiceId) || isUnlisted
      ? [{ tenantId: recorded.stream.tenantId, contractId: recorded.stream.id as ContractId, invoiceId }]
      : [];
  });
}

/** Whether a run looks at a contract; a tree is as its accounts were opened. */
export function isInScope(log: Log, scope: RunScope, { contractId, terms }: BindingContract): boolean {
  switch (scope.kind) {
    case 'batch':
      return true;
    case 'single':
      return scope.contractId === contractId;
    case 'contracts':
      return scope.contractIds.includes(contractId);
    case 'frequency':
      return terms.billingFrequency === scope.billingFrequency;
    case 'tree': {
      const isBelow = (accountId: AccountId | null): boolean =>
        accountId === scope.accountId ||
        (scope.includeDescendants && accountId !== null && isBelow(parentOf(log, accountId)));
      return isBelow(terms.accountId) || isBelow(terms.billToAccountId);
    }
    default:
      return unreachable(scope);
  }
}

function parentOf(log: Log, accountId: AccountId): AccountId | null {
  const opened = log.find(({ event, stream }) => event.type === 'AccountOpened' && stream.id === accountId);
  const { data } = (opened?.event ?? {}) as Partial<AccountEvent>;
  return data !== undefined && 'parentAccountId' in data ? (data.parentAccountId as AccountId | null) : null;
}

/** Credit notes by hand that are not settled, and rebills that have not ended. */
export function followUps(log: Log): FollowUp[] {
  const pending = new Map<string, FollowUp>();
  for (const { stream, event } of log) {
    const kind = event.type.startsWith('Rebill') ? 'rebill' : 'credit';
    const key = `${kind} ${stream.id}`;
    const change = event as InvoiceEvent; // read by its type only
    if (change.type === 'DraftLinesChanged' && change.data.removed.some(({ line }) => line.chargeId !== null)) {
      pending.set(`lines ${stream.id}`, {
        tenantId: stream.tenantId,
        invoiceId: stream.id as InvoiceId,
        kind: 'lines',
      });
    } else if (change.type === 'DraftLinesSettled') {
      pending.delete(`lines ${stream.id}`);
    } else if (event.type === 'CreditOpened' || event.type === 'RebillRequested') {
      pending.set(key, { tenantId: stream.tenantId, invoiceId: stream.id as InvoiceId, kind });
    } else if (event.type === 'CreditSettled' || event.type === 'RebillEnded') {
      pending.delete(key);
    } else if (event.type === 'InvoiceVoided' && streamsWith(log, 'CreditOpened').has(stream.id)) {
      pending.set(key, { tenantId: stream.tenantId, invoiceId: stream.id as InvoiceId, kind });
    }
  }
  return [...pending.values()];
}

/** All that were ever set: the streams say which are active. */
export function activeSchedules(log: Log): FoundSchedule[] {
  return log
    .filter(({ event }) => event.type === 'BillingScheduleSet')
    .map(({ stream }) => ({ tenantId: stream.tenantId, scheduleId: stream.id as BillingScheduleId }));
}
