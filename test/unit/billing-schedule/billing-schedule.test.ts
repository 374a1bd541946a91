import { describe, expect, it } from 'vitest';
import { derivedId } from '../../../src/application/derived-ids.ts';
import { billingSchedule, type ScheduleSettings } from '../../../src/domain/billing-schedule/billing-schedule.ts';
import type { BillingScheduleEvent } from '../../../src/domain/billing-schedule/events.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { BillingRunId, BillingScheduleId, SellerId } from '../../../src/domain/kernel/ids.ts';
import { given } from '../../support/given.ts';

const settings: ScheduleSettings = {
  scheduleId: derivedId('schedule', 'test') as BillingScheduleId,
  sellerId: derivedId('seller', 'test') as SellerId,
  name: 'Monthly',
  cron: '0 6 1 * *',
  timeZone: 'Europe/Berlin',
  scope: { kind: 'batch' },
  grouping: 'account_setting',
  finalise: true,
  staggerDays: 0,
  leadDays: 0,
  setAt: '2026-01-10T00:00:00.000Z',
};
const set: BillingScheduleEvent = { type: 'BillingScheduleSet', data: settings };
const paused: BillingScheduleEvent = { type: 'BillingSchedulePaused', data: { reason: 'Wait' } };
const resumed: BillingScheduleEvent = {
  type: 'BillingScheduleResumed',
  data: { resumedAt: '2026-03-15T00:00:00.000Z' },
};
const removed: BillingScheduleEvent = { type: 'BillingScheduleRemoved', data: { reason: 'Over' } };

const runId = derivedId('run', 'test') as BillingRunId;
const occurrence = (at: string): BillingScheduleEvent => ({
  type: 'OccurrenceStarted',
  data: { occurrence: at, runId, through: civilDate(at.slice(0, 10)) },
});
const start = (at: string) =>
  ({ kind: 'startOccurrence', occurrence: at, runId, through: civilDate(at.slice(0, 10)) }) as const;

const FEBRUARY = '2026-02-01T05:00:00.000Z';
const MARCH = '2026-03-01T05:00:00.000Z';

describe('a schedule', () => {
  it('is set once', () => {
    given(billingSchedule, []).when({ kind: 'set', settings }).thenAccepts(set);
    given(billingSchedule, [set]).when({ kind: 'set', settings }).thenIgnores();
    given(billingSchedule, []).when({ kind: 'pause', reason: 'Wait' }).thenRejects('BILLING_SCHEDULE_NOT_FOUND');
  });

  it('starts each occurrence once, and none that is over', () => {
    given(billingSchedule, [set]).when(start(FEBRUARY)).thenAccepts(occurrence(FEBRUARY));
    given(billingSchedule, [set, occurrence(FEBRUARY)])
      .when(start(FEBRUARY))
      .thenIgnores();
    given(billingSchedule, [set, occurrence(MARCH)])
      .when(start(FEBRUARY))
      .thenIgnores();
    given(billingSchedule, [set]).when(start('2026-01-01T05:00:00.000Z')).thenIgnores();
  });

  it('starts nothing while it is paused, and does not make up for that', () => {
    given(billingSchedule, [set]).when({ kind: 'pause', reason: 'Wait' }).thenAccepts(paused);
    given(billingSchedule, [set, paused]).when({ kind: 'pause', reason: 'Wait' }).thenIgnores();
    given(billingSchedule, [set, paused]).when(start(FEBRUARY)).thenIgnores();
    const resume = { kind: 'resume', resumedAt: '2026-03-15T00:00:00.000Z' } as const;
    given(billingSchedule, [set, paused]).when(resume).thenAccepts(resumed);
    given(billingSchedule, [set]).when(resume).thenIgnores();
    given(billingSchedule, [set, paused, resumed]).when(start(MARCH)).thenIgnores();
    expect(given(billingSchedule, [set, paused, resumed]).state).toMatchObject({ status: 'active' });
  });

  it('is removed for good', () => {
    const remove = { kind: 'remove', reason: 'Over' } as const;
    given(billingSchedule, [set, paused]).when(remove).thenAccepts(removed);
    given(billingSchedule, [set, removed]).when(remove).thenIgnores();
    given(billingSchedule, [set, removed]).when(start(FEBRUARY)).thenIgnores();
    given(billingSchedule, [set, removed])
      .when({ kind: 'pause', reason: 'Wait' })
      .thenRejects('BILLING_SCHEDULE_REMOVED');
  });
});
