import type { BillingRunId, TenantId } from '../../domain/kernel/ids.ts';

/**
 * Work for the queues. A job carries ids only and may run twice, late, or never: streams decide, and a sweeper finds
 * again what was lost. Asking for a job that waits already changes nothing.
 */
export interface Jobs {
  planRun(tenantId: TenantId, runId: BillingRunId): Promise<void>;
  billChunks(tenantId: TenantId, runId: BillingRunId, chunks: readonly number[]): Promise<void>;
}
