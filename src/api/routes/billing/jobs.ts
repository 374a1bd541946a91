import { z } from 'zod';
import { zBillingRunId } from '../../../domain/kernel/ids.ts';
import type { BillingRunRow, BillingTables } from '../../../projections/billing/queries/rows.ts';
import { findRun, type SingleResult, singleResult } from '../../../projections/billing/queries/runs.ts';
import { defineRoute } from '../../define-route.ts';
import { single, zSingle } from '../../envelope.ts';
import { foundOr404 } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { zTimestamp, zWireDate, zWireUuid } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { zRunTotal } from './run-record.ts';

const zJob = z
  .strictObject({
    id: zWireUuid,
    type: z.enum(['batch', 'single', 'tree', 'contracts', 'frequency']),
    status: z.enum(['queued', 'active', 'completed', 'failed']),
    progress: z.int().min(0).max(100),
    result: z
      .strictObject({
        invoiceId: zWireUuid.nullable(),
        documents: z.int(),
        nothingDue: z.int(),
        exceptions: z.int(),
        totals: z.array(zRunTotal),
      })
      .nullable(),
    error: z.string().nullable(),
    createdAt: zTimestamp,
    processedAt: zTimestamp.nullable(),
    finishedAt: zTimestamp.nullable(),
    attemptsMade: z.int(),
    maxAttempts: z.int().nullable().meta({ description: 'Null: unfinished work is taken up again until it is done' }),
    data: z.strictObject({
      sellerId: zWireUuid,
      contractId: zWireUuid.nullable(),
      periodStart: zWireDate.nullable(),
      periodEnd: zWireDate,
      finalise: z.boolean(),
    }),
  })
  .meta({ id: 'BillingJob' });

/**
 * A job is its run, and its status comes from what the run's events say: it stays readable for ever, and a queue that
 * was wiped changes nothing.
 */
export const getJob = defineRoute({
  method: 'GET',
  url: '/api/billing/jobs/:jobId',
  permission: 'billing.read',
  summary: 'How far a billing job is',
  tags: ['Billing'],
  params: z.strictObject({ jobId: zBillingRunId }),
  groups: BILLING_GROUPS,
  response: { 200: zSingle(zJob) },
  handler: async ({ params: { jobId }, read }) => {
    const { run, result } = await read(async ({ db, client }: TenantRead<BillingTables>) => {
      const found = foundOr404(await findRun(db, jobId), `job ${jobId}`);
      const nothing: SingleResult = { invoice_id: null, exception: null };
      return { run: found, result: found.scope === 'single' ? await singleResult(client, jobId) : nothing };
    });
    return single(jobRecord(run, result));
  },
});

function jobRecord(run: BillingRunRow, { invoice_id, exception }: SingleResult): z.input<typeof zJob> {
  const isDone = run.status === 'completed';
  // A batch with exceptions has done its work and lists them; a single contract that could not be billed has failed.
  const hasFailed = isDone && exception !== null && run.documents === 0;
  const hasBegun = run.chunks_planned > 0 || isDone;
  const { documents, exceptions, totals } = run;
  return {
    id: run.run_id,
    type: run.scope,
    status: hasFailed ? 'failed' : isDone ? 'completed' : hasBegun ? 'active' : 'queued',
    progress: progressOf(run),
    result: isDone
      ? { invoiceId: invoice_id, documents, nothingDue: run.nothing_due, exceptions, totals: [...totals] }
      : null,
    error: hasFailed ? exception : null,
    createdAt: run.started_at,
    processedAt: hasBegun ? (run.planned_at ?? run.started_at) : null,
    finishedAt: run.completed_at,
    attemptsMade: hasBegun ? 1 : 0,
    maxAttempts: null,
    data: {
      sellerId: run.seller_id,
      contractId: run.contract_id,
      periodStart: run.period_from,
      periodEnd: run.through,
      finalise: run.finalise,
    },
  };
}

/** Percent of the chunks; 100 only when the run itself says that it is completed. */
function progressOf({ status, chunks_done, chunks_planned }: BillingRunRow): number {
  if (status === 'completed') {
    return 100;
  }
  return status === 'running' && chunks_planned > 0
    ? Math.min(99, Math.floor((chunks_done * 100) / chunks_planned))
    : 0;
}
