import { z } from 'zod';
import type { BillingRunId } from '../../../domain/kernel/ids.ts';
import { zWireUuid } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';

export const zQueuedJob = z
  .strictObject({ jobId: zWireUuid, status: z.literal('queued'), message: z.string() })
  .meta({ id: 'QueuedJob' });

/** The answer to work that goes on in the background: a job is its run. */
export function queuedJob(queued: { readonly runId: BillingRunId; readonly position: bigint }, message: string) {
  return {
    data: { jobId: queued.runId, status: 'queued' as const, message },
    position: queued.position,
    groups: BILLING_GROUPS,
    status: 202 as const,
    location: `/api/billing/jobs/${queued.runId}`,
  };
}
