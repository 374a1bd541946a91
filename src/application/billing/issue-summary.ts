import { billingRun } from '../../domain/billing-run/billing-run.ts';
import { exceptionsOf } from '../../domain/billing-run/exceptions.ts';
import type { StartedRun } from '../../domain/billing-run/state.ts';
import { contract } from '../../domain/contract/contract.ts';
import { invoice } from '../../domain/invoice/invoice.ts';
import type { IssuedSummary } from '../../domain/invoice/state.ts';
import { composeSummary, type FinalDocument } from '../../domain/invoice/summary.ts';
import { civilDateIn } from '../../domain/kernel/calendar.ts';
import type { AccountId, BillingRunId, InvoiceId, TenantId } from '../../domain/kernel/ids.ts';
import { seller } from '../../domain/seller/seller.ts';
import { derivedId } from '../derived-ids.ts';
import { execute } from '../execute.ts';
import type { SummaryToIssue } from '../ports/billing-finders.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { contractStream, invoiceStream, runStream, sellerStream } from '../streams.ts';
import type { BillingDeps } from './dependencies.ts';
import { owesStill } from './missing-members.ts';

export type SummaryOutcome =
  | {
      readonly outcome: 'issued';
      readonly invoiceId: InvoiceId;
      readonly summary: IssuedSummary;
      readonly revision: number;
      readonly position: bigint;
    }
  /** A document is not final yet, or a contract is not billed. */
  | { readonly outcome: 'waits'; readonly because: string };

/**
 * Issues the summary over documents of a run, once all of them are final and every contract in
 * its scope is billed or its exception accepted (billing-rules §6). Doing it again finds it issued.
 */
export async function issueSummary(
  deps: BillingDeps,
  { runId, addresseeId, currency, invoiceIds }: Omit<SummaryToIssue, 'tenantId'>,
  provenance: Provenance,
): Promise<SummaryOutcome> {
  const { eventStore } = deps;
  const { tenantId } = provenance;
  const { state: run } = await eventStore.load(runStream(tenantId, runId), billingRun);
  const documents: FinalDocument[] = [];
  for (const invoiceId of invoiceIds) {
    const { state } = await eventStore.load(invoiceStream(tenantId, invoiceId), invoice);
    if (state.status !== 'finalised') {
      return { outcome: 'waits', because: `document ${invoiceId} is ${state.status}` };
    }
    documents.push({ invoiceId, draft: state.draft, final: state.final });
  }
  if (run.status !== 'completed') {
    return { outcome: 'waits', because: `run ${runId} is ${run.status}` };
  }
  const open = await openException(eventStore, tenantId, run, addresseeId);
  if (open !== undefined) {
    return { outcome: 'waits', because: `contract ${open} is not billed; retry or accept the exception of the run` };
  }
  const invoiceId = summaryId(runId, addresseeId, currency);
  const sold = await eventStore.load(sellerStream(tenantId, run.request.sellerId), seller);
  const issuedOn = civilDateIn(sold.state.status === 'none' ? 'UTC' : sold.state.timeZone, deps.clock.now());
  const summary = composeSummary(
    { invoiceId, runId, addresseeId, issuedOn, acceptedExceptions: run.accepted },
    documents,
  );
  const issued = await execute(
    eventStore,
    invoice,
    invoiceStream(tenantId, invoiceId),
    { kind: 'summarise', summary },
    step(provenance, 'summarise', invoiceId),
  );
  if (issued.outcome === 'rejected' || issued.state.status !== 'summary') {
    throw new Error(`Summary ${invoiceId} was not issued`);
  }
  const { state, revision, position } = issued;
  return { outcome: 'issued', invoiceId, summary: state.summary, revision, position };
}

/** One summary for each run, addressee and currency. */
function summaryId(runId: BillingRunId, addressee: AccountId, currency: string): InvoiceId {
  return derivedId('summary', runId, addressee, currency) as InvoiceId; // a UUID by construction
}

/** A contract in its scope that the run could not bill, that owes still, and that nobody has accepted to go without. */
async function openException(
  eventStore: EventStore,
  tenantId: TenantId,
  run: StartedRun,
  addressee: AccountId,
): Promise<string | undefined> {
  for (const { contractId, status } of exceptionsOf(run).values()) {
    if (status === 'accepted') {
      continue;
    }
    const { state } = await eventStore.load(contractStream(tenantId, contractId), contract);
    const isOurs =
      run.request.scope.kind === 'tree' || (state.status !== 'none' && state.terms.billToAccountId === addressee);
    if (isOurs && owesStill(state, run.request)) {
      return contractId;
    }
  }
  return undefined;
}
