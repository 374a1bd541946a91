import { z } from 'zod';
import { STAGGER_DAYS_MAX, zRunGrouping, zRunScope } from '../billing-run/events.ts';
import { zCivilDate } from '../kernel/calendar.ts';
import { type EventsOf, event } from '../kernel/events.ts';
import { zReason, zShortText } from '../kernel/fields.ts';
import { zBillingRunId, zBillingScheduleId, zSellerId } from '../kernel/ids.ts';
import { zMoment } from '../kernel/principal.ts';

/** How far ahead of its occurrence a run may look. */
export const SCHEDULE_LEAD_DAYS_MAX = 366;

/** When runs are started by themselves, and what they are. */
export const billingScheduleEvents = {
  BillingScheduleSet: event(
    z.strictObject({
      scheduleId: zBillingScheduleId,
      sellerId: zSellerId,
      name: zShortText,
      /** Five fields: minute, hour, day of month, month, day of week. */
      cron: zShortText,
      timeZone: z.string().min(1).max(60),
      scope: zRunScope,
      grouping: zRunGrouping,
      finalise: z.boolean(),
      staggerDays: z.int().min(0).max(STAGGER_DAYS_MAX),
      /** The horizon is so many days behind the day of the occurrence. */
      leadDays: z.int().min(0).max(SCHEDULE_LEAD_DAYS_MAX),
      /** Occurrences up to this moment are none of the schedule's. */
      setAt: zMoment,
    }),
  ),
  BillingSchedulePaused: event(z.strictObject({ reason: zReason })),
  /** What fell into the pause is not made up for. */
  BillingScheduleResumed: event(z.strictObject({ resumedAt: zMoment })),
  BillingScheduleRemoved: event(z.strictObject({ reason: zReason })),
  /** A run was started for the latest occurrence; earlier ones that were missed are covered by it. */
  OccurrenceStarted: event(z.strictObject({ occurrence: zMoment, runId: zBillingRunId, through: zCivilDate })),
};

export type BillingScheduleEvent = EventsOf<typeof billingScheduleEvents>;
