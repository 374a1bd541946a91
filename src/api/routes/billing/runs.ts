import { z } from 'zod';
import { zRunGrouping, zRunScope } from '../../../domain/billing-run/events.ts';
import { zBillingRunId } from '../../../domain/kernel/ids.ts';
import type { BillingRunRow, BillingTables, RunChunkRow } from '../../../projections/billing/queries/rows.ts';
import { chunksOf, findRun, runExceptionRows, runRows } from '../../../projections/billing/queries/runs.ts';
import { setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { list, single, zList, zSingle } from '../../envelope.ts';
import type { ListDeclaration } from '../../list-fields.ts';
import { fetchPage } from '../../list-page.ts';
import { foundOr404 } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { zMoneyText, zTimestamp, zWireDate, zWireUuid } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';

const STATUSES = ['planning', 'running', 'paused', 'completed', 'cancelled'] as const;

const zScopeKind = z.enum(['batch', 'single', 'tree', 'contracts', 'frequency']);

/** Which contracts the run looks at, as it was asked for. */
const zScope = zRunScope.meta({ id: 'BillingRunScope' });

const zParams = z.strictObject({ id: zBillingRunId });

export const zRunTotal = z.strictObject({
  currency: z.string(),
  invoices: z.int(),
  invoiceTotal: zMoneyText,
  creditNotes: z.int(),
  creditTotal: zMoneyText,
});

const runFields = {
  id: zWireUuid,
  status: z.enum(STATUSES),
  statusReason: z.string().nullable(),
  sellerId: zWireUuid,
  scope: zScopeKind,
  scopeDetails: zScope,
  contractId: zWireUuid.nullable(),
  periodFrom: zWireDate.nullable(),
  through: zWireDate,
  finalise: z.boolean(),
  grouping: zRunGrouping,
  staggerDays: z.int(),
  scheduleId: zWireUuid.nullable(),
  startedOn: zWireDate,
  chunksPlanned: z.int(),
  chunksDone: z.int(),
  contracts: z.int(),
  documents: z.int(),
  nothingDue: z.int(),
  exceptions: z.int(),
  acceptedExceptions: z.int(),
  totals: z.array(zRunTotal),
  requestedBy: z.strictObject({ kind: z.string(), id: z.string() }),
  createdAt: zTimestamp,
  plannedAt: zTimestamp.nullable(),
  completedAt: zTimestamp.nullable(),
  updatedAt: zTimestamp,
};

const zRun = z.strictObject(runFields).meta({ id: 'BillingRun' });

function runRecord(row: BillingRunRow): z.input<typeof zRun> {
  return {
    id: row.run_id,
    status: row.status,
    statusReason: row.status_reason,
    sellerId: row.seller_id,
    scope: row.scope,
    scopeDetails: row.scope_details,
    contractId: row.contract_id,
    periodFrom: row.period_from,
    through: row.through,
    finalise: row.finalise,
    grouping: row.grouping,
    staggerDays: row.stagger_days,
    scheduleId: row.schedule_id,
    startedOn: row.started_on,
    chunksPlanned: row.chunks_planned,
    chunksDone: row.chunks_done,
    contracts: row.contracts,
    documents: row.documents,
    nothingDue: row.nothing_due,
    exceptions: row.exceptions,
    acceptedExceptions: row.accepted_exceptions,
    totals: [...row.totals],
    requestedBy: row.requested_by,
    createdAt: row.started_at,
    plannedAt: row.planned_at,
    completedAt: row.completed_at,
    updatedAt: row.updated_at,
  };
}

const runList: ListDeclaration = {
  name: 'billing-runs',
  idColumn: 'r.run_id',
  fields: {
    status: { column: 'r.status', type: 'enum', values: STATUSES, sortable: false },
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

const EXCEPTION_STATUSES = ['open', 'retried', 'accepted'] as const;

const zRunException = z
  .strictObject({
    contractId: zWireUuid,
    contractNumber: z.string().nullable(),
    chunk: z.int(),
    status: z.enum(EXCEPTION_STATUSES),
    attempts: z.int(),
    code: z.string(),
    message: z.string(),
    acceptedBy: z.strictObject({ kind: z.string(), id: z.string() }).nullable(),
    acceptedReason: z.string().nullable(),
    createdAt: zTimestamp,
  })
  .meta({ id: 'BillingRunException' });

const exceptionList: ListDeclaration = {
  name: 'billing-run-exceptions',
  idColumn: 'x.contract_id',
  defaultSort: 'createdAt',
  fields: {
    status: { column: 'x.status', type: 'enum', values: EXCEPTION_STATUSES, sortable: false },
    code: { column: 'x.code', type: 'text', sortable: false },
    contractId: { column: 'x.contract_id', type: 'uuid', sortable: false },
    createdAt: { column: 'x.noted_at', type: 'timestamp' },
  },
};

export const listRunExceptions = defineRoute({
  method: 'GET',
  url: '/api/billing/runs/:id/exceptions',
  permission: 'billing.read',
  summary: 'Contracts that a run could not bill, and why',
  tags: ['Billing'],
  params: zParams,
  list: exceptionList,
  groups: BILLING_GROUPS,
  response: { 200: zList(zRunException) },
  handler: async ({ params: { id }, list: query, read }) => {
    const page = await read(async ({ db }: TenantRead<BillingTables>) => {
      foundOr404(await findRun(db, id), `billing run ${id}`);
      return fetchPage(db, runExceptionRows(db, id), query);
    });
    const records = page.rows.map((row) => ({
      contractId: row.contract_id,
      contractNumber: row.contract_number,
      chunk: row.chunk,
      status: row.status,
      attempts: row.attempts,
      code: row.code,
      message: row.message,
      acceptedBy: row.accepted_by,
      acceptedReason: row.accepted_reason,
      createdAt: row.noted_at,
    }));
    return list(records, page.paging);
  },
});
