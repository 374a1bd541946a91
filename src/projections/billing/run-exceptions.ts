import type { RecordedEvent } from '../../application/ports/event-store.ts';
import type { BillingRunEvent } from '../../domain/billing-run/events.ts';
import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import type { RunExceptionRow } from './queries/rows.ts';

function exceptionsOf({ stream, event }: RecordedEvent) {
  const { type, data } = event as BillingRunEvent; // asked for events of that category only
  return type === 'ChunkCompleted'
    ? data.exceptions.map(({ contractId }) => ({
        tenant_id: stream.tenantId,
        run_id: stream.id,
        contract_id: contractId,
      }))
    : [];
}

/** One row per contract that a run could not bill. */
export const runExceptions = rowProjection<RunExceptionRow>()({
  table: 'billing_run_exceptions',
  columns: {
    tenant_id: 'uuid',
    run_id: 'uuid',
    contract_id: 'uuid',
    chunk: 'integer',
    code: 'text',
    message: 'text',
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
        const exception = data.exceptions.find(({ contractId }) => contractId === key.contract_id);
        return exception === undefined
          ? (row ?? KEEP)
          : {
              ...key,
              chunk: data.chunk,
              code: exception.code,
              message: exception.message,
              noted_at: metadata.recordedAt,
            };
      },
      BillingRunCompleted: 'ignored',
    },
  },
});
