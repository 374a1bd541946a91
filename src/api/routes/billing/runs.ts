import { z } from 'zod';
import { zBillingRunId } from '../../../domain/kernel/ids.ts';
import type { BillingTables, RunChunkRow } from '../../../projections/billing/queries/rows.ts';
import { chunksOf, findRun, runRows } from '../../../projections/billing/queries/runs.ts';
import { setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { list, single, zList, zSingle } from '../../envelope.ts';
import type { ListDeclaration } from '../../list-fields.ts';
import { fetchPage } from '../../list-page.ts';
import { foundOr404 } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { zTimestamp } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { RUN_STATUSES, runFields, runRecord, zRun, zScopeKind } from './run-record.ts';

const zParams = z.strictObject({ id: zBillingRunId });

const runList: ListDeclaration = {
  name: 'billing-runs',
  idColumn: 'r.run_id',
  fields: {
    status: { column: 'r.status', type: 'enum', values: RUN_STATUSES, sortable: false },
    scope: { column: 'r.scope', type: 'enum', values: zScopeKind.options, sortable: false },
    scheduleId: { column: 'r.schedule_id', type: 'uuid', nullable: true, sortable: false },
    sellerId: { column: 'r.seller_id', type: 'uuid', sortable: false },
    contractId: { column: 'r.contract_id', type: 'uuid', nullable: true, sortable: false },
    through: { column: 'r.through', type: 'date', sortable: false },
    exceptions: { column: 'r.exceptions', type: 'integer', sortable: false },
    createdAt: { column: 'r.started_at', type: 'timestamp' },
  },
};

export const listRuns = defineRoute({
  method: 'GET',
  url: '/api/billing/runs',
  permission: 'billing.read',
  summary: 'Billing runs, the newest first',
  tags: ['Billing'],
  list: runList,
  groups: BILLING_GROUPS,
  response: { 200: zList(zRun) },
  handler: async ({ list: query, read }) => {
    const page = await read(({ db }: TenantRead<BillingTables>) => fetchPage(db, runRows(db), query));
    return list(page.rows.map(runRecord), page.paging);
  },
});

const zChunk = z.strictObject({
  chunk: z.int(),
  groups: z.int(),
  contracts: z.int(),
  retry: z.boolean(),
  done: z.boolean(),
  documents: z.int(),
  nothingDue: z.int(),
  exceptions: z.int(),
  plannedAt: zTimestamp,
  doneAt: zTimestamp.nullable(),
});

function chunkRecord(row: RunChunkRow): z.input<typeof zChunk> {
  const { chunk, groups, contracts, retry, done, documents, nothing_due, exceptions, planned_at, done_at } = row;
  const counts = { groups, contracts, documents, nothingDue: nothing_due, exceptions };
  return { chunk, retry, done, ...counts, plannedAt: planned_at, doneAt: done_at };
}

export const getRun = defineRoute({
  method: 'GET',
  url: '/api/billing/runs/:id',
  permission: 'billing.read',
  summary: 'One billing run, chunk by chunk',
  tags: ['Billing'],
  params: zParams,
  groups: BILLING_GROUPS,
  response: {
    200: zSingle(z.strictObject({ ...runFields, chunks: z.array(zChunk) }).meta({ id: 'BillingRunDetail' })),
  },
  handler: async ({ params: { id }, read, reply }) => {
    const { row, chunks } = await read(async ({ db }: TenantRead<BillingTables>) => ({
      row: foundOr404(await findRun(db, id), `billing run ${id}`),
      chunks: await chunksOf(db, id),
    }));
    setRevision(reply, row.revision);
    return single({ ...runRecord(row), chunks: chunks.map(chunkRecord) });
  },
});
