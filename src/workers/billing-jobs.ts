import { billChunk } from '../application/billing/bill-chunk.ts';
import type { BillingDeps } from '../application/billing/dependencies.ts';
import { planRun } from '../application/billing/plan-run.ts';
import { isSuspended } from '../application/billing/suspension.ts';
import type { Provenance } from '../application/ports/event-store.ts';
import { type BillingRunId, type TenantId, zBillingRunId, zTenantId } from '../domain/kernel/ids.ts';
import type { BillingJob } from './queues.ts';

/** About a minute of trying: what still fails then is noted on the run, and the rest of the chunk goes on. */
const ATTEMPTS_IN_VAIN = 7;

/**
 * Does one job. It may run twice, late, or beside another one: the streams decide what is left to do. A job of a suspended
 * tenant does nothing; the sweeper asks for it again when the tenant is resumed.
 */
export async function doBillingJob(deps: BillingDeps, job: BillingJob, attemptsMade = 0): Promise<void> {
  const tenantId = zTenantId.parse(job.tenantId);
  const runId = zBillingRunId.parse(job.runId);
  if (await isSuspended(deps.eventStore, tenantId)) {
    return;
  }
  const provenance = provenanceOf(deps, tenantId, runId);
  if (job.kind === 'plan-run') {
    await planRun(deps, runId, provenance);
  } else {
    await billChunk(deps, runId, job.chunk, provenance, attemptsMade < ATTEMPTS_IN_VAIN ? 'thrown' : 'noted');
  }
}

/** Steps of a run derive their command ids from the run's id: whoever takes one again finds it taken. */
export function provenanceOf(deps: Pick<BillingDeps, 'clock'>, tenantId: TenantId, runId: BillingRunId): Provenance {
  return {
    tenantId,
    actor: { kind: 'system', id: 'billing-run' },
    commandId: runId,
    correlationId: runId,
    causationId: runId,
    recordedAt: deps.clock.now(),
  };
}
