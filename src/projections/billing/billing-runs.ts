import type { RecordedEvent } from '../../application/ports/event-store.ts';
import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import type { BillingRunRow } from './queries/rows.ts';
import { withDocuments } from './queries/run-totals.ts';

function changed(
  row: BillingRunRow | undefined,
  { revision, position, metadata }: RecordedEvent,
  changes: (row: BillingRunRow) => Partial<Omit<BillingRunRow, 'tenant_id' | 'run_id'>>,
) {
  return row === undefined
    ? KEEP
    : { ...row, ...changes(row), revision, position: position.toString(), updated_at: metadata.recordedAt };
}

/** One row per run: what was asked for, how far it is, what it came to. */
export const billingRuns = rowProjection<BillingRunRow>()({
  table: 'billing_runs',
  columns: {
    tenant_id: 'uuid',
    run_id: 'uuid',
    status: 'text',
    status_reason: 'text',
    seller_id: 'uuid',
    scope: 'text',
    scope_details: 'jsonb',
    contract_id: 'uuid',
    period_from: 'date',
    through: 'date',
    finalise: 'boolean',
    grouping: 'text',
    stagger_days: 'integer',
    schedule_id: 'uuid',
    started_on: 'date',
    chunks_planned: 'integer',
    chunks_done: 'integer',
    contracts: 'integer',
    documents: 'integer',
    nothing_due: 'integer',
    exceptions: 'integer',
    accepted_exceptions: 'integer',
    totals: 'jsonb',
    requested_by: 'jsonb',
    started_at: 'timestamptz',
    planned_at: 'timestamptz',
    completed_at: 'timestamptz',
    updated_at: 'timestamptz',
    revision: 'integer',
    position: 'bigint',
  },
  key: ['tenant_id', 'run_id'],
  keyOf: ({ stream }) => ({ tenant_id: stream.tenantId, run_id: stream.id }),
  on: {
    billingRun: {
      BillingRunStarted: (_row, { event: { data }, metadata, revision, position }, key) => ({
        ...key,
        status: 'planning',
        status_reason: null,
        seller_id: data.sellerId,
        scope: data.scope.kind,
        scope_details: data.scope,
        contract_id: data.scope.kind === 'single' ? data.scope.contractId : null,
        period_from: data.from,
        through: data.through,
        finalise: data.finalise,
        grouping: data.grouping,
        stagger_days: data.staggerDays,
        schedule_id: data.scheduleId,
        started_on: data.startedOn,
        chunks_planned: 0,
        chunks_done: 0,
        contracts: 0,
        documents: 0,
        nothing_due: 0,
        exceptions: 0,
        accepted_exceptions: 0,
        totals: [],
        requested_by: metadata.actor,
        started_at: metadata.recordedAt,
        planned_at: null,
        completed_at: null,
        updated_at: metadata.recordedAt,
        revision,
        position: position.toString(),
      }),
      ChunkPlanned: (row, recorded) =>
        changed(row, recorded, ({ chunks_planned, contracts }) => ({
          chunks_planned: chunks_planned + 1,
          contracts: contracts + contractsIn(recorded.event.data.groups),
        })),
      BillingRunPlanned: (row, recorded) =>
        changed(row, recorded, ({ status }) => ({
          status: status === 'planning' ? 'running' : status,
          planned_at: recorded.metadata.recordedAt,
        })),
      ChunkCompleted: (row, recorded) => {
        const { documents, nothingDue, exceptions } = recorded.event.data;
        return changed(row, recorded, (before) => ({
          chunks_done: before.chunks_done + 1,
          documents: before.documents + documents.length,
          nothing_due: before.nothing_due + nothingDue,
          exceptions: before.exceptions + new Set(exceptions.map(({ contractId }) => contractId)).size,
          totals: withDocuments(before.totals, documents),
        }));
      },
      BillingRunCompleted: (row, recorded) =>
        changed(row, recorded, () => ({ status: 'completed', completed_at: recorded.metadata.recordedAt })),
      BillingRunPaused: (row, recorded) =>
        changed(row, recorded, () => ({ status: 'paused', status_reason: recorded.event.data.reason })),
      BillingRunResumed: (row, recorded) =>
        changed(row, recorded, ({ planned_at }) => ({
          status: planned_at === null ? 'planning' : 'running',
          status_reason: null,
        })),
      BillingRunCancelled: (row, recorded) =>
        changed(row, recorded, () => ({ status: 'cancelled', status_reason: recorded.event.data.reason })),
      ExceptionsRetried: (row, recorded) =>
        changed(row, recorded, ({ status, chunks_planned, exceptions }) => ({
          status: status === 'completed' ? 'running' : status,
          completed_at: null,
          chunks_planned: chunks_planned + 1,
          exceptions: exceptions - contractsIn(recorded.event.data.groups),
        })),
      ExceptionAccepted: (row, recorded) =>
        changed(row, recorded, ({ exceptions, accepted_exceptions }) => ({
          exceptions: exceptions - 1,
          accepted_exceptions: accepted_exceptions + 1,
        })),
    },
  },
});

export function contractsIn(groups: readonly { readonly contractIds: readonly string[] }[]): number {
  return groups.reduce((count, group) => count + group.contractIds.length, 0);
}
