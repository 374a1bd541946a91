import type { CivilDate } from '../kernel/calendar.ts';
import { accept, type Decider, type Decision, reject, unreachable } from '../kernel/decider.ts';
import type { BillingRunId } from '../kernel/ids.ts';
import type { BillingScheduleEvent } from './events.ts';

export type ScheduleSettings = Extract<BillingScheduleEvent, { type: 'BillingScheduleSet' }>['data'];

export interface BillingSchedule {
  readonly status: 'active' | 'paused' | 'removed';
  readonly settings: ScheduleSettings;
  /** The moment behind which the next occurrence is looked for. */
  readonly doneUntil: string;
}

export type BillingScheduleState = { readonly status: 'none' } | BillingSchedule;

export type BillingScheduleCommand =
  | { readonly kind: 'set'; readonly settings: ScheduleSettings }
  | { readonly kind: 'pause'; readonly reason: string }
  | { readonly kind: 'resume'; readonly resumedAt: string }
  | { readonly kind: 'remove'; readonly reason: string }
  | {
      readonly kind: 'startOccurrence';
      readonly occurrence: string;
      readonly runId: BillingRunId;
      readonly through: CivilDate;
    };

/** A schedule of billing runs. Its next occurrence follows from its events alone: no queue has to remember it. */
export const billingSchedule: Decider<BillingScheduleState, BillingScheduleCommand, BillingScheduleEvent> = {
  initialState: { status: 'none' },

  evolve(state, event) {
    if (event.type === 'BillingScheduleSet') {
      return { status: 'active', settings: event.data, doneUntil: event.data.setAt };
    }
    if (state.status === 'none') {
      throw new Error(`${event.type} cannot happen before the schedule is set`);
    }
    switch (event.type) {
      case 'BillingSchedulePaused':
        return { ...state, status: 'paused' };
      case 'BillingScheduleResumed':
        return { ...state, status: 'active', doneUntil: later(state.doneUntil, event.data.resumedAt) };
      case 'BillingScheduleRemoved':
        return { ...state, status: 'removed' };
      case 'OccurrenceStarted':
        return { ...state, doneUntil: later(state.doneUntil, event.data.occurrence) };
      default:
        return unreachable(event);
    }
  },

  decide(command, state) {
    if (command.kind === 'set') {
      return state.status === 'none' ? accept({ type: 'BillingScheduleSet', data: command.settings }) : accept();
    }
    if (state.status === 'none') {
      return reject('BILLING_SCHEDULE_NOT_FOUND', 'There is no such schedule.');
    }
    if (command.kind === 'startOccurrence') {
      const { occurrence, runId, through } = command;
      const isNext = state.status === 'active' && occurrence > state.doneUntil;
      return isNext ? accept({ type: 'OccurrenceStarted', data: { occurrence, runId, through } }) : accept();
    }
    return change(command, state);
  },
};

function change(
  command: Extract<BillingScheduleCommand, { kind: 'pause' | 'resume' | 'remove' }>,
  { status }: BillingSchedule,
): Decision<BillingScheduleEvent> {
  if (command.kind === 'remove') {
    return status === 'removed'
      ? accept()
      : accept({ type: 'BillingScheduleRemoved', data: { reason: command.reason } });
  }
  if (status === 'removed') {
    return reject('BILLING_SCHEDULE_REMOVED', 'The schedule was removed; set another one.');
  }
  if (command.kind === 'pause') {
    return status === 'paused' ? accept() : accept({ type: 'BillingSchedulePaused', data: { reason: command.reason } });
  }
  return status === 'active'
    ? accept()
    : accept({ type: 'BillingScheduleResumed', data: { resumedAt: command.resumedAt } });
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}
