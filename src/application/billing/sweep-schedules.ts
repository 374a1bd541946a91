import { billingSchedule } from '../../domain/billing-schedule/billing-schedule.ts';
import { addDays, civilDateIn } from '../../domain/kernel/calendar.ts';
import type { BillingScheduleId, TenantId } from '../../domain/kernel/ids.ts';
import { derivedId } from '../derived-ids.ts';
import { execute } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { scheduleStream } from '../streams.ts';
import type { BillingDeps } from './dependencies.ts';
import { startRun } from './start-run.ts';
import { suspensions } from './suspension.ts';

/**
 * Starts the runs that are due by schedule. Every worker does so: run and occurrence have the same ids for each of them. After a
 * time without workers the latest occurrence is started, and its horizon covers those that were missed. One that cannot be
 * started now, since another run has the seller, is met again by the next sweep.
 */
export async function sweepSchedules(deps: BillingDeps): Promise<void> {
  const isSuspended = suspensions(deps.eventStore);
  for (const { tenantId, scheduleId } of await deps.finders.activeSchedules()) {
    try {
      if (!(await isSuspended(tenantId))) {
        await startDue(deps, tenantId, scheduleId);
      }
    } catch (error) {
      deps.reportFault(error, { scheduleId });
    }
  }
}

async function startDue(deps: BillingDeps, tenantId: TenantId, scheduleId: BillingScheduleId): Promise<void> {
  const stream = scheduleStream(tenantId, scheduleId);
  const loaded = await deps.eventStore.load(stream, billingSchedule);
  if (loaded.state.status !== 'active') {
    return;
  }
  const { settings, doneUntil } = loaded.state;
  const { cron, timeZone, sellerId, scope, finalise, grouping, staggerDays, leadDays } = settings;
  const occurrence = deps.cron.latest({ cron, timeZone, after: doneUntil, until: deps.clock.now() });
  if (occurrence === null) {
    return;
  }
  const through = addDays(civilDateIn(timeZone, occurrence), leadDays);
  const provenance = bySchedule(deps, tenantId, derivedId('scheduled run', scheduleId, occurrence));
  const started = await startRun(
    deps,
    { sellerId, scope, through, finalise, grouping, staggerDays, scheduleId },
    provenance,
  );
  if (started.outcome === 'accepted') {
    const command = { kind: 'startOccurrence', occurrence, runId: started.runId, through } as const;
    await execute(deps.eventStore, billingSchedule, stream, command, step(provenance, 'occurrence'), { loaded });
  }
}

function bySchedule({ clock }: BillingDeps, tenantId: TenantId, commandId: string): Provenance {
  return {
    tenantId,
    actor: { kind: 'system', id: 'billing-schedule' },
    commandId,
    correlationId: commandId,
    causationId: commandId,
    recordedAt: clock.now(),
  };
}
