import type { EventMetadata, RecordedEvent } from '../../application/ports/event-store.ts';
import type { BillingRunEvent, RunGroup } from '../../domain/billing-run/events.ts';
import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import { contractsIn } from './billing-runs.ts';
import type { RunChunkRow } from './queries/rows.ts';

function chunkOf({ stream, event }: RecordedEvent) {
  const { type, data } = event as BillingRunEvent; // asked for events of that category only
  return type === 'ChunkPlanned' || type === 'ExceptionsRetried' || type === 'ChunkCompleted'
    ? [{ tenant_id: stream.tenantId, run_id: stream.id, chunk: data.chunk }]
    : [];
}

/** One row per chunk of a run: which are done, and which are not. */
export const runChunks = rowProjection<RunChunkRow>()({
  table: 'billing_run_chunks',
  columns: {
    tenant_id: 'uuid',
    run_id: 'uuid',
    chunk: 'integer',
    groups: 'integer',
    contracts: 'integer',
    retry: 'boolean',
    done: 'boolean',
    documents: 'integer',
    nothing_due: 'integer',
    exceptions: 'integer',
    planned_at: 'timestamptz',
    done_at: 'timestamptz',
  },
  key: ['tenant_id', 'run_id', 'chunk'],
  keyOf: chunkOf,
  on: {
    billingRun: {
      BillingRunStarted: 'ignored',
      ChunkPlanned: (_row, { event: { data }, metadata }, key) => ({
        ...key,
        ...planned(data.groups, metadata),
        retry: false,
      }),
      ExceptionsRetried: (_row, { event: { data }, metadata }, key) => ({
        ...key,
        ...planned(data.groups, metadata),
        retry: true,
      }),
      BillingRunPlanned: 'ignored',
      ChunkCompleted: (row, { event: { data }, metadata }) =>
        row === undefined
          ? KEEP
          : {
              ...row,
              done: true,
              documents: data.documents.length,
              nothing_due: data.nothingDue,
              exceptions: data.exceptions.length,
              done_at: metadata.recordedAt,
            },
      BillingRunCompleted: 'ignored',
      BillingRunPaused: 'ignored',
      BillingRunResumed: 'ignored',
      BillingRunCancelled: 'ignored',
      ExceptionAccepted: 'ignored',
    },
  },
});

function planned(groups: readonly RunGroup[], { recordedAt }: EventMetadata) {
  return {
    groups: groups.length,
    contracts: contractsIn(groups),
    done: false,
    documents: 0,
    nothing_due: 0,
    exceptions: 0,
    planned_at: recordedAt,
    done_at: null,
  };
}
