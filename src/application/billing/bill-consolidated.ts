import { account } from '../../domain/account/account.ts';
import { billingRun } from '../../domain/billing-run/billing-run.ts';
import type { RunDocument } from '../../domain/billing-run/events.ts';
import { invoice } from '../../domain/invoice/invoice.ts';
import type { InvoiceState } from '../../domain/invoice/state.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { AccountId, BillingRunId, InvoiceId, SellerId } from '../../domain/kernel/ids.ts';
import { type Rejected, rejected } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { accountStream, invoiceStream, runStream } from '../streams.ts';
import { billChunk } from './bill-chunk.ts';
import { chunksToDo } from './chunks-to-do.ts';
import type { BillingDeps } from './dependencies.ts';
import { issueSummary, type SummaryOutcome } from './issue-summary.ts';
import { planRun } from './plan-run.ts';
import { type StartedRun, startRun } from './start-run.ts';

export interface BillConsolidated {
  readonly sellerId: SellerId;
  readonly parentAccountId: AccountId;
  /** Service periods that start from this day on; null: any that is due. */
  readonly periodStart: CivilDate | null;
  /** Service periods that start by this day; null: by today where the seller is. */
  readonly periodEnd: CivilDate | null;
  /** With everything that stands below. */
  readonly includeChildren: boolean;
}

export type Consolidated =
  | {
      readonly outcome: 'accepted';
      readonly runId: BillingRunId;
      /** The summary, or the one document that was made. */
      readonly of:
        | Extract<SummaryOutcome, { outcome: 'issued' }>
        | { readonly outcome: 'single'; readonly invoiceId: InvoiceId; readonly state: InvoiceState };
      readonly revision: number;
      readonly position: bigint;
    }
  | Rejected;

/**
 * Bills an account tree now. Each contracting buyer gets its own document; several of them are shown on one summary for the
 * parent, and a single one is the answer itself (billing-rules §6). Nothing due: NOTHING_DUE.
 */
export async function billConsolidated(
  deps: BillingDeps,
  wanted: BillConsolidated,
  provenance: Provenance,
): Promise<Consolidated> {
  const started = await startConsolidated(deps, wanted, provenance);
  if (started.outcome === 'rejected') {
    return started;
  }
  const { runId } = started;
  // The run's own command id: its steps are recognised as those that a worker takes.
  const asRun = { ...provenance, commandId: runId };
  const planned = await planRun(deps, runId, asRun);
  for (const chunk of await chunksToDo(deps, provenance.tenantId, planned)) {
    await billChunk(deps, runId, chunk, asRun);
  }
  const { state } = await deps.eventStore.load(runStream(provenance.tenantId, runId), billingRun);
  const results =
    state.status === 'none' ? [] : state.chunks.flatMap(({ result }) => (result === null ? [] : [result]));
  const documents = results.flatMap((result) => result.documents);
  const [document] = documents;
  const [exception] = results.flatMap((result) => result.exceptions);
  if (document === undefined) {
    return exception === undefined
      ? rejected({ code: 'NOTHING_DUE', message: 'Nothing is due in this tree for the period that is not billed.' })
      : rejected({ code: exception.code, message: exception.message });
  }
  return answer(deps, wanted, runId, documents, document, provenance);
}

/** The same by jobs: the sweeper issues the summary when the run is through. */
export async function startConsolidated(
  deps: BillingDeps,
  { sellerId, parentAccountId, periodStart, periodEnd, includeChildren }: BillConsolidated,
  provenance: Provenance,
): Promise<StartedRun> {
  const parent = await deps.eventStore.load(accountStream(provenance.tenantId, parentAccountId), account);
  if (parent.state.status === 'none') {
    return rejected({ code: 'ACCOUNT_NOT_FOUND', message: `There is no account ${parentAccountId}.` });
  }
  if (periodStart !== null && periodEnd !== null && periodEnd < periodStart) {
    return rejected({
      code: 'PERIOD_INVALID',
      message: `periodEnd ${periodEnd} is before periodStart ${periodStart}.`,
      fields: { periodEnd: `must be ${periodStart} or later` },
    });
  }
  const scope = { kind: 'tree', accountId: parentAccountId, includeDescendants: includeChildren } as const;
  const run = {
    sellerId,
    from: periodStart,
    through: periodEnd,
    finalise: true,
    scope,
    grouping: 'consolidated',
  } as const;
  return startRun(deps, run, provenance);
}

async function answer(
  deps: BillingDeps,
  { parentAccountId: addresseeId }: BillConsolidated,
  runId: BillingRunId,
  documents: readonly RunDocument[],
  first: RunDocument,
  provenance: Provenance,
): Promise<Consolidated> {
  if (documents.length === 1) {
    const { invoiceId } = first;
    const { state, revision, position } = await deps.eventStore.load(
      invoiceStream(provenance.tenantId, invoiceId),
      invoice,
    );
    return { outcome: 'accepted', runId, of: { outcome: 'single', invoiceId, state }, revision, position };
  }
  // Documents in other currencies have a summary of their own, which the sweeper issues.
  const { currency } = first;
  const invoiceIds = documents.filter((each) => each.currency === currency).map(({ invoiceId }) => invoiceId);
  const wanted = { runId, addresseeId, currency, invoiceIds };
  const summary = await issueSummary(deps, wanted, step(provenance, 'summarise', runId));
  return summary.outcome === 'issued'
    ? { outcome: 'accepted', runId, of: summary, revision: summary.revision, position: summary.position }
    : rejected({
        code: 'CONSOLIDATION_INCOMPLETE',
        message: `Run ${runId} has made ${documents.length} documents, but no summary yet: ${summary.because}.`,
      });
}
