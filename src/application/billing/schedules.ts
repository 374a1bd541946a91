import {
  type BillingSchedule,
  type BillingScheduleCommand,
  billingSchedule,
  type ScheduleSettings,
} from '../../domain/billing-schedule/billing-schedule.ts';
import type { BillingScheduleId } from '../../domain/kernel/ids.ts';
import { seller } from '../../domain/seller/seller.ts';
import { timeZoneFault } from '../../domain/seller/time-zone.ts';
import { execute, type Rejected, rejected } from '../execute.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cron } from '../ports/cron.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { scheduleStream, sellerStream } from '../streams.ts';

export interface ScheduleDeps {
  readonly eventStore: EventStore;
  readonly clock: Clock;
  readonly cron: Cron;
}

export interface SetSchedule extends Omit<ScheduleSettings, 'scheduleId' | 'timeZone' | 'setAt'> {
  /** Null: the seller's. */
  readonly timeZone: string | null;
}

export type ChangedSchedule =
  | {
      readonly outcome: 'accepted';
      readonly state: BillingSchedule;
      readonly revision: number;
      readonly position: bigint;
    }
  | Rejected;

/** Sets up runs that are started by themselves. The schedule's id is the command's. */
export async function setSchedule(
  deps: ScheduleDeps,
  wanted: SetSchedule,
  provenance: Provenance,
): Promise<ChangedSchedule> {
  const { state } = await deps.eventStore.load(sellerStream(provenance.tenantId, wanted.sellerId), seller);
  if (state.status === 'none') {
    return rejected({ code: 'SELLER_NOT_FOUND', message: `There is no seller ${wanted.sellerId}.` });
  }
  const timeZone = wanted.timeZone ?? state.timeZone;
  const unknown = timeZoneFault(timeZone);
  if (unknown?.outcome === 'rejected') {
    return unknown;
  }
  const fault = deps.cron.fault(wanted.cron);
  if (fault !== undefined) {
    const message = `The cron text cannot be used: it ${fault}.`;
    return rejected({ code: 'CRON_INVALID', message, fields: { cron: fault } });
  }
  const scheduleId = provenance.commandId as BillingScheduleId; // the id of what a command makes is the command's
  const settings: ScheduleSettings = { ...wanted, scheduleId, timeZone, setAt: deps.clock.now() };
  return onSchedule(deps, scheduleId, { kind: 'set', settings }, undefined, provenance);
}

export type ScheduleChange =
  | Extract<BillingScheduleCommand, { kind: 'pause' | 'remove' }>
  | { readonly kind: 'resume' };

export async function changeSchedule(
  deps: ScheduleDeps,
  {
    scheduleId,
    expectedRevision,
  }: {
    readonly scheduleId: BillingScheduleId;
    readonly expectedRevision?: number | undefined;
  },
  change: ScheduleChange,
  provenance: Provenance,
): Promise<ChangedSchedule> {
  const command = change.kind === 'resume' ? { ...change, resumedAt: deps.clock.now() } : change;
  return onSchedule(deps, scheduleId, command, expectedRevision, provenance);
}

async function onSchedule(
  { eventStore }: ScheduleDeps,
  scheduleId: BillingScheduleId,
  command: BillingScheduleCommand,
  expectedRevision: number | undefined,
  provenance: Provenance,
): Promise<ChangedSchedule> {
  const stream = scheduleStream(provenance.tenantId, scheduleId);
  const changed = await execute(eventStore, billingSchedule, stream, command, provenance, { expectedRevision });
  if (changed.outcome === 'rejected') {
    return changed;
  }
  const { state, revision, position } = changed;
  if (state.status === 'none') {
    throw new Error(`Schedule ${scheduleId} took a command before it was set`);
  }
  return { outcome: 'accepted', state, revision, position };
}
