import type { RecordedEvent } from '../../application/ports/event-store.ts';
import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import type { BilledTenantRow } from './queries/rows.ts';

function seen(
  row: BilledTenantRow | undefined,
  { metadata }: RecordedEvent,
  key: Pick<BilledTenantRow, 'tenant_id'>,
): BilledTenantRow | typeof KEEP {
  return row === undefined ? { ...key, first_seen_at: metadata.recordedAt } : KEEP;
}

/** Tenants in whose books billing may have left something undone. */
export const billedTenants = rowProjection<BilledTenantRow>()({
  table: 'billed_tenants',
  columns: { tenant_id: 'uuid', first_seen_at: 'timestamptz' },
  key: ['tenant_id'],
  keyOf: ({ stream }) => ({ tenant_id: stream.tenantId }),
  on: {
    billingSchedule: {
      BillingScheduleSet: seen,
      BillingSchedulePaused: 'ignored',
      BillingScheduleResumed: 'ignored',
      BillingScheduleRemoved: 'ignored',
      OccurrenceStarted: 'ignored',
    },
    billingRun: {
      BillingRunStarted: seen,
      ChunkPlanned: 'ignored',
      BillingRunPlanned: 'ignored',
      ChunkCompleted: 'ignored',
      BillingRunCompleted: 'ignored',
      BillingRunPaused: 'ignored',
      BillingRunResumed: 'ignored',
      BillingRunCancelled: 'ignored',
      ExceptionsRetried: 'ignored',
      ExceptionAccepted: 'ignored',
    },
    payment: {
      PaymentRecorded: seen,
      AllocationStarted: 'ignored',
      AllocationSettled: 'ignored',
      AllocationWithdrawn: 'ignored',
      AllocationUndoStarted: 'ignored',
      AllocationUndone: 'ignored',
      PaymentReversalStarted: 'ignored',
      PaymentReversed: 'ignored',
      PaymentRefunded: 'ignored',
    },
  },
});
