import { z } from 'zod';
import { zRunGrouping, zRunScope } from '../../../domain/billing-run/events.ts';
import type { BillingRunRow } from '../../../projections/billing/queries/rows.ts';
import { zMoneyText, zTimestamp, zWireDate, zWireUuid } from '../../values.ts';

export const RUN_STATUSES = ['planning', 'running', 'paused', 'completed', 'cancelled'] as const;

export const zScopeKind = z.enum(['batch', 'single', 'tree', 'contracts', 'frequency']);

/** Which contracts the run looks at, as it was asked for. */
export const zScope = zRunScope.meta({ id: 'BillingRunScope' });

export const zRunTotal = z.strictObject({
  currency: z.string(),
  invoices: z.int(),
  invoiceTotal: zMoneyText,
  creditNotes: z.int(),
  creditTotal: zMoneyText,
});

export const runFields = {
  id: zWireUuid,
  status: z.enum(RUN_STATUSES),
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

export const zRun = z.strictObject(runFields).meta({ id: 'BillingRun' });

export function runRecord(row: BillingRunRow): z.input<typeof zRun> {
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
