import type { RecordedEvent } from '../../application/ports/event-store.ts';
import type { BillingRunEvent } from '../../domain/billing-run/events.ts';
import type { ContractId } from '../../domain/kernel/ids.ts';
import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import type { RunExceptionRow } from './queries/rows.ts';

function exceptionsOf({ stream, event }: RecordedEvent) {
  // asked for events of that category only
  return contractsOf(event as BillingRunEvent).map((contractId) => ({
    tenant_id: stream.tenantId,
    run_id: stream.id,
    contract_id: contractId,
  }));
}

function contractsOf({ type, data }: BillingRunEvent): readonly ContractId[] {
  switch (type) {
    case 'ChunkCompleted':
      return [...new Set(data.exceptions.map(({ contractId }) => contractId))];
    case 'ExceptionsRetried':
      return data.groups.flatMap(({ contractIds }) => contractIds);
    case 'ExceptionAccepted':
      return [data.contractId];
    default:
      return [];
  }
}

/** One row per contract that a run could not bill: open, tried once more (what came of it is with the run's documents), or accepted. */
export const runExceptions = rowProjection<RunExceptionRow>()({
  table: 'billing_run_exceptions',
  columns: {
    tenant_id: 'uuid',
    run_id: 'uuid',
    contract_id: 'uuid',
    chunk: 'integer',
    status: 'text',
    attempts: 'integer',
    code: 'text',
    message: 'text',
    accepted_by: 'jsonb',
    accepted_reason: 'text',
    noted_at: 'timestamptz',
  },
  key: ['tenant_id', 'run_id', 'contract_id'],
  keyOf: exceptionsOf,
  on: {
    billingRun: {
      BillingRunStarted: 'ignored',
      ChunkPlanned: 'ignored',
      BillingRunPlanned: 'ignored',
      ChunkCompleted: (row, { event: { data }, metadata }, key) => {
        const exception = data.exceptions.findLast(({ contractId }) => contractId === key.contract_id);
        return exception === undefined
          ? (row ?? KEEP)
          : {
              ...key,
              chunk: data.chunk,
              status: 'open',
              attempts: (row?.attempts ?? 0) + 1,
              code: exception.code,
              message: exception.message,
              accepted_by: null,
              accepted_reason: null,
              noted_at: metadata.recordedAt,
            };
      },
      BillingRunCompleted: 'ignored',
      BillingRunPaused: 'ignored',
      BillingRunResumed: 'ignored',
      BillingRunCancelled: 'ignored',
      ExceptionsRetried: (row) => (row === undefined ? KEEP : { ...row, status: 'retried' }),
      ExceptionAccepted: (row, { event: { data } }) =>
        row === undefined
          ? KEEP
          : { ...row, status: 'accepted', accepted_by: data.acceptedBy, accepted_reason: data.reason },
    },
  },
});
