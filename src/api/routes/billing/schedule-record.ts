import { z } from 'zod';
import { zRunGrouping } from '../../../domain/billing-run/events.ts';
import type { ScheduleSettings } from '../../../domain/billing-schedule/billing-schedule.ts';
import type { BillingScheduleRow } from '../../../projections/billing/queries/rows.ts';
import { zTimestamp, zWireUuid } from '../../values.ts';
import { zScope } from './run-record.ts';

export const SCHEDULE_STATUSES = ['active', 'paused', 'removed'] as const;

const fields = {
  id: zWireUuid,
  name: z.string(),
  sellerId: zWireUuid,
  cron: z.string(),
  timeZone: z.string(),
  scope: zScope,
  grouping: zRunGrouping,
  finalise: z.boolean(),
  staggerDays: z.int(),
  leadDays: z.int(),
  status: z.enum(SCHEDULE_STATUSES),
};

/** A schedule as its command decided it. */
export const zDecidedSchedule = z.strictObject(fields).meta({ id: 'DecidedSchedule' });

export const zSchedule = z
  .strictObject({
    ...fields,
    statusReason: z.string().nullable(),
    lastOccurrence: zTimestamp.nullable(),
    lastRunId: zWireUuid.nullable(),
    createdAt: zTimestamp,
    updatedAt: zTimestamp,
  })
  .meta({ id: 'BillingSchedule' });

export function scheduleFields({ scheduleId, setAt: _, ...settings }: ScheduleSettings) {
  return { id: scheduleId, ...settings };
}

export function scheduleRecord(row: BillingScheduleRow): z.input<typeof zSchedule> {
  return {
    id: row.id,
    name: row.name,
    sellerId: row.seller_id,
    cron: row.cron,
    timeZone: row.time_zone,
    scope: row.scope,
    grouping: row.run_grouping,
    finalise: row.finalise,
    staggerDays: row.stagger_days,
    leadDays: row.lead_days,
    status: row.status,
    statusReason: row.status_reason,
    lastOccurrence: row.last_occurrence,
    lastRunId: row.last_run_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
