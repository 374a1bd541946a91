import { z } from 'zod';
import type { ChangedSchedule, ScheduleChange } from '../../../application/billing/schedules.ts';
import { DEFAULT_SELLER_ID } from '../../../application/directory/provision-defaults.ts';
import { STAGGER_DAYS_MAX, zRunGrouping, zRunScope } from '../../../domain/billing-run/events.ts';
import { SCHEDULE_LEAD_DAYS_MAX } from '../../../domain/billing-schedule/events.ts';
import { type BillingScheduleId, zBillingScheduleId, zSellerId } from '../../../domain/kernel/ids.ts';
import { respondAccepted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { zAccepted } from '../../envelope.ts';
import type { CommandContext } from '../../plugins/command.ts';
import { refuseRejection } from '../../refusal.ts';
import { zOptional, zOptionalText, zRequiredText } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { scheduleFields, zDecidedSchedule } from './schedule-record.ts';

const zSetSchedule = z
  .strictObject({
    name: zRequiredText(200),
    /** Five fields: minute, hour, day of month, month, day of week. */
    cron: zRequiredText(200),
    /** The seller's when left out. */
    timeZone: zOptionalText(60),
    sellerId: zOptional(zSellerId),
    scope: zRunScope.optional(),
    grouping: zRunGrouping.optional(),
    finalise: z.boolean().optional(),
    staggerDays: z.int().min(0).max(STAGGER_DAYS_MAX).optional(),
    /** The horizon is so many days behind the day of the occurrence. */
    leadDays: z.int().min(0).max(SCHEDULE_LEAD_DAYS_MAX).optional(),
  })
  .meta({ id: 'SetBillingSchedule' });

function answer(reply: Parameters<typeof respondAccepted>[0], changed: ChangedSchedule, status: 200 | 201) {
  if (changed.outcome === 'rejected') {
    throw refuseRejection(changed.rejection);
  }
  const { state, position, revision } = changed;
  const location = `/api/billing/schedules/${state.settings.scheduleId}`;
  const created = status === 201 ? { location } : {};
  return respondAccepted(reply, {
    data: { ...scheduleFields(state.settings), status: state.status },
    position,
    revision,
    groups: BILLING_GROUPS,
    status,
    ...created,
  });
}

export const postSchedule = defineRoute({
  method: 'POST',
  url: '/api/billing/schedules',
  permission: 'billing.run',
  summary: 'Start runs by a schedule',
  description:
    'By cron and time zone. After a time in which nothing ran, the latest occurrence is made up for, once; its ' +
    'horizon covers those before.',
  tags: ['Billing'],
  body: zSetSchedule,
  groups: BILLING_GROUPS,
  response: { 201: zAccepted(zDecidedSchedule) },
  handler: async ({ body, deps, command, reply }) => {
    const { expectedRevision: _, ...provenance } = command();
    const wanted = {
      sellerId: body.sellerId ?? DEFAULT_SELLER_ID,
      name: body.name,
      cron: body.cron,
      timeZone: body.timeZone ?? null,
      scope: body.scope ?? { kind: 'batch' as const },
      grouping: body.grouping ?? 'account_setting',
      finalise: body.finalise ?? true,
      staggerDays: body.staggerDays ?? 0,
      leadDays: body.leadDays ?? 0,
    };
    return answer(reply, await deps.useCases.billing.setSchedule(wanted, provenance), 201);
  },
});

const verb = {
  method: 'POST',
  permission: 'billing.run',
  tags: ['Billing'],
  params: z.strictObject({ id: zBillingScheduleId }),
  groups: BILLING_GROUPS,
  response: { 200: zAccepted(zDecidedSchedule) },
} as const;

const zWithReason = z.strictObject({ reason: zRequiredText(1000) }).meta({ id: 'ReasonForSchedule' });

function change(
  deps: ApiDependencies,
  scheduleId: BillingScheduleId,
  wanted: ScheduleChange,
  { expectedRevision, ...provenance }: CommandContext,
): Promise<ChangedSchedule> {
  return deps.useCases.billing.changeSchedule({ scheduleId, expectedRevision }, wanted, provenance);
}

export const postPauseSchedule = defineRoute({
  ...verb,
  url: '/api/billing/schedules/:id/pause',
  summary: 'Pause a schedule',
  body: zWithReason,
  handler: async ({ params: { id }, body: { reason }, deps, command, reply }) =>
    answer(reply, await change(deps, id, { kind: 'pause', reason }, command()), 200),
});

export const postResumeSchedule = defineRoute({
  ...verb,
  url: '/api/billing/schedules/:id/resume',
  summary: 'Resume a paused schedule',
  description: 'What fell into the pause is not made up for.',
  handler: async ({ params: { id }, deps, command, reply }) =>
    answer(reply, await change(deps, id, { kind: 'resume' }, command()), 200),
});

export const postRemoveSchedule = defineRoute({
  ...verb,
  url: '/api/billing/schedules/:id/remove',
  summary: 'Remove a schedule',
  description: 'Runs that it has started go on.',
  body: zWithReason,
  handler: async ({ params: { id }, body: { reason }, deps, command, reply }) =>
    answer(reply, await change(deps, id, { kind: 'remove', reason }, command()), 200),
});
