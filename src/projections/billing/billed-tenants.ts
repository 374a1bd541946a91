import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import type { BilledTenantRow } from './queries/rows.ts';

/** Tenants in whose books billing may have left something undone. */
export const billedTenants = rowProjection<BilledTenantRow>()({
  table: 'billed_tenants',
  columns: { tenant_id: 'uuid', first_run_at: 'timestamptz' },
  key: ['tenant_id'],
  keyOf: ({ stream }) => ({ tenant_id: stream.tenantId }),
  on: {
    billingRun: {
      BillingRunStarted: (row, { metadata }, key) =>
        row === undefined ? { ...key, first_run_at: metadata.recordedAt } : KEEP,
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
  },
});
