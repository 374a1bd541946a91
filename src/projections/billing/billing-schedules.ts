import type { RecordedEvent } from '../../application/ports/event-store.ts';
import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import type { BillingScheduleRow } from './queries/rows.ts';

function changed(
  row: BillingScheduleRow | undefined,
  { revision, metadata }: RecordedEvent,
  changes: Partial<BillingScheduleRow>,
) {
  return row === undefined ? KEEP : { ...row, ...changes, revision, updated_at: metadata.recordedAt };
}

/** One row per schedule, removed ones included. */
export const billingSchedules = rowProjection<BillingScheduleRow>()({
  table: 'billing_schedules',
  columns: {
    tenant_id: 'uuid',
    id: 'uuid',
    status: 'text',
    status_reason: 'text',
    seller_id: 'uuid',
    name: 'text',
    cron: 'text',
    time_zone: 'text',
    scope: 'jsonb',
    run_grouping: 'text',
    finalise: 'boolean',
    stagger_days: 'integer',
    lead_days: 'integer',
    last_occurrence: 'timestamptz',
    last_run_id: 'uuid',
    revision: 'integer',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
  },
  key: ['tenant_id', 'id'],
  keyOf: ({ stream }) => ({ tenant_id: stream.tenantId, id: stream.id }),
  on: {
    billingSchedule: {
      BillingScheduleSet: (_row, { event: { data }, metadata, revision }, key) => ({
        ...key,
        status: 'active',
        status_reason: null,
        seller_id: data.sellerId,
        name: data.name,
        cron: data.cron,
        time_zone: data.timeZone,
        scope: data.scope,
        run_grouping: data.grouping,
        finalise: data.finalise,
        stagger_days: data.staggerDays,
        lead_days: data.leadDays,
        last_occurrence: null,
        last_run_id: null,
        revision,
        created_at: metadata.recordedAt,
        updated_at: metadata.recordedAt,
      }),
      BillingSchedulePaused: (row, recorded) =>
        changed(row, recorded, { status: 'paused', status_reason: recorded.event.data.reason }),
      BillingScheduleResumed: (row, recorded) => changed(row, recorded, { status: 'active', status_reason: null }),
      BillingScheduleRemoved: (row, recorded) =>
        changed(row, recorded, { status: 'removed', status_reason: recorded.event.data.reason }),
      OccurrenceStarted: (row, recorded) => {
        const { occurrence, runId } = recorded.event.data;
        return changed(row, recorded, { last_occurrence: occurrence, last_run_id: runId });
      },
    },
  },
});
