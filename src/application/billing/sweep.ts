import { invoice } from '../../domain/invoice/invoice.ts';
import type { AccountId, BillingRunId, InvoiceId, TenantId } from '../../domain/kernel/ids.ts';
import { derivedId } from '../derived-ids.ts';
import { driveCredit } from '../invoices/drive-credit.ts';
import { driveRebill } from '../invoices/drive-rebill.ts';
import { settleLines } from '../invoices/settle-lines.ts';
import type { StrandedClaim } from '../ports/billing-finders.ts';
import type { Provenance, StreamId } from '../ports/event-store.ts';
import { invoiceStream, runStream } from '../streams.ts';
import { chunksToDo } from './chunks-to-do.ts';
import { closeDocument } from './close-document.ts';
import { completeRun } from './complete-run.ts';
import type { BillingDeps } from './dependencies.ts';
import { finaliseStarted } from './finalise.ts';
import { issueSummary } from './issue-summary.ts';
import { releaseHeld } from './release-held.ts';
import { suspensions } from './suspension.ts';
import { createWorkbench } from './workbench.ts';

const GO_ON = { credit: driveCredit, rebill: driveRebill, lines: settleLines } as const;

/** What was written to a moment ago is left alone: somebody is at it. */
const LEFT_ALONE_MS = 10_000;

/**
 * Brings unfinished work back to the queue, ends documents that wait for their number, and undoes what was left behind.
 * Doing it at any time is safe. What fails is reported and does not stop the rest; the next sweep meets it again.
 */
export async function sweepBilling(deps: BillingDeps): Promise<void> {
  const each = ofServedTenants(deps);
  await each(await deps.finders.unfinishedRuns(), ({ tenantId, runId }) => ({
    about: { runId },
    work: () => takeUpRun(deps, tenantId, runId),
  }));
  await each(await deps.finders.startedDocuments(), ({ tenantId, invoiceId }) => ({
    about: { invoiceId },
    work: () => finaliseAbandoned(deps, tenantId, invoiceId),
  }));
  await each(await deps.finders.summariesToIssue(), ({ tenantId, ...wanted }) => ({
    about: { runId: wanted.runId, addresseeId: wanted.addresseeId },
    work: async () => {
      await issueSummary(deps, wanted, bySweeper(deps, tenantId, derivedId('summarise', wanted.runId)));
    },
  }));
  const waiting = new Set<AccountId>();
  await each(await deps.finders.heldDocuments(), ({ tenantId, invoiceId, accountId }) => ({
    about: { invoiceId },
    work: async () => {
      // Credit goes to the oldest first: nothing of a debtor overtakes what waits for credit before it.
      if (!waiting.has(accountId)) {
        const provenance = bySweeper(deps, tenantId, derivedId('release-held', invoiceId));
        const released = await releaseHeld(deps, invoiceId, provenance);
        if (released.outcome === 'held' && released.waitsForCredit) {
          waiting.add(released.debtor);
        }
      }
    },
  }));
  await each(await deps.finders.strandedClaims(), (claim) => ({
    about: { invoiceId: claim.invoiceId },
    work: () => giveBack(deps, claim),
  }));
  await each(await deps.finders.followUps(), ({ tenantId, invoiceId, kind }) => ({
    about: { invoiceId },
    work: async () => {
      if (await isLeftAlone(deps, invoiceStream(tenantId, invoiceId))) {
        const provenance = bySweeper(deps, tenantId, derivedId('sweep', kind, invoiceId));
        await GO_ON[kind](deps, invoiceId, provenance);
      }
    },
  }));
}

interface Work {
  readonly about: Readonly<Record<string, string>>;
  readonly work: () => Promise<void>;
}

/** One after the other, each apart from the rest; what belongs to a suspended tenant waits until it is resumed. */
function ofServedTenants(deps: BillingDeps) {
  const isSuspended = suspensions(deps.eventStore);
  return async <Found extends { readonly tenantId: TenantId }>(
    found: readonly Found[],
    workOn: (each: Found) => Work,
  ): Promise<void> => {
    for (const each of found) {
      const { about, work } = workOn(each);
      try {
        if (!(await isSuspended(each.tenantId))) {
          await work();
        }
      } catch (error) {
        deps.reportFault(error, about);
      }
    }
  };
}

async function takeUpRun(deps: BillingDeps, tenantId: TenantId, runId: BillingRunId): Promise<void> {
  const stream = runStream(tenantId, runId);
  if (!(await isLeftAlone(deps, stream))) {
    return;
  }
  const { state } = await deps.runs.load(tenantId, runId);
  switch (state.status) {
    case 'planning':
      return deps.jobs.planRun(tenantId, runId);
    case 'running':
      return deps.jobs.billChunks(tenantId, runId, await chunksToDo(deps, tenantId, state));
    case 'cancelled':
      await deps.jobs.billChunks(tenantId, runId, await chunksToDo(deps, tenantId, state));
      return completeRun(deps, state, bySweeper(deps, tenantId, runId));
    case 'completed':
      return completeRun(deps, state, bySweeper(deps, tenantId, runId));
    default:
      return undefined;
  }
}

/** Its finalisation was started, and whoever started it fell: past the point of no return it only goes forward. */
async function finaliseAbandoned(deps: BillingDeps, tenantId: TenantId, invoiceId: InvoiceId): Promise<void> {
  const stream = invoiceStream(tenantId, invoiceId);
  if (await isLeftAlone(deps, stream)) {
    const loaded = await deps.eventStore.load(stream, invoice);
    const provenance = bySweeper(deps, tenantId, derivedId('sweep', invoiceId));
    await finaliseStarted(createWorkbench(deps, provenance), [{ invoiceId, loaded }], provenance, 1);
  }
}

/** The document is closed first, if nobody did so: then nobody can list the claim any more. */
async function giveBack(deps: BillingDeps, { tenantId, contractId, invoiceId }: StrandedClaim): Promise<void> {
  const reason = 'Its document was discarded, or was made without it.';
  const futile = { invoiceId, members: [], contractIds: [contractId], reason };
  await closeDocument(deps.eventStore, futile, bySweeper(deps, tenantId, derivedId('sweep', invoiceId, contractId)));
}

async function isLeftAlone(deps: BillingDeps, stream: StreamId): Promise<boolean> {
  const last = await deps.eventStore.last(stream);
  return last !== undefined && Date.parse(deps.clock.now()) - Date.parse(last.metadata.recordedAt) >= LEFT_ALONE_MS;
}

function bySweeper(deps: BillingDeps, tenantId: TenantId, commandId: string): Provenance {
  return {
    tenantId,
    actor: { kind: 'system', id: 'sweeper' },
    commandId,
    correlationId: commandId,
    causationId: commandId,
    recordedAt: deps.clock.now(),
  };
}
