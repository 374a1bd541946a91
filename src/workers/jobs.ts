import type { Jobs } from '../application/ports/jobs.ts';
import type { BillingQueue } from './queues.ts';

/** The queue as the application sees it. */
export function jobsOn(queue: BillingQueue): Jobs {
  return {
    planRun: (tenantId, runId) => queue.ensure([{ kind: 'plan-run', tenantId, runId }]),
    billChunks: (tenantId, runId, chunks) =>
      queue.ensure(chunks.map((chunk) => ({ kind: 'bill-chunk', tenantId, runId, chunk }))),
  };
}
