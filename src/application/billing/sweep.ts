import { billingRun } from '../../domain/billing-run/billing-run.ts';
import type { BillingRunId, TenantId } from '../../domain/kernel/ids.ts';
import { derivedId } from '../derived-ids.ts';
import type { Provenance } from '../ports/event-store.ts';
import { completeRun } from './complete-run.ts';
import type { BillingDeps } from './dependencies.ts';
import { unfinishedChunks } from './plan-run.ts';
import { releaseClaims } from './release.ts';
import { runStream } from './streams.ts';

/** A run whose last event is younger is left alone: somebody is at it. */
const LEFT_ALONE_MS = 10_000;

/** Brings unfinished work back to the queue and undoes what was left behind. Doing it at any time is safe. */
export async function sweepBilling(deps: BillingDeps): Promise<void> {
  for (const { tenantId, runId } of await deps.finders.unfinishedRuns()) {
    await takeUpRun(deps, tenantId, runId);
  }
  for (const { tenantId, contractId, invoiceId } of await deps.finders.strandedClaims()) {
    const provenance = bySweeper(deps, tenantId, derivedId('sweep', invoiceId));
    await releaseClaims(
      deps.eventStore,
      invoiceId,
      [{ contract: { contractId } }],
      'Its document was discarded.',
      provenance,
    );
  }
}

async function takeUpRun(deps: BillingDeps, tenantId: TenantId, runId: BillingRunId): Promise<void> {
  const stream = runStream(tenantId, runId);
  const last = await deps.eventStore.last(stream);
  if (last === undefined || Date.parse(deps.clock.now()) - Date.parse(last.metadata.recordedAt) < LEFT_ALONE_MS) {
    return;
  }
  const { state } = await deps.eventStore.load(stream, billingRun);
  switch (state.status) {
    case 'planning':
      return deps.jobs.planRun(tenantId, runId);
    case 'running':
      return deps.jobs.billChunks(tenantId, runId, unfinishedChunks(state));
    case 'completed':
      return completeRun(deps, state, bySweeper(deps, tenantId, runId));
    default:
      return undefined;
  }
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
