import { derivedId } from '../../src/application/derived-ids.ts';
import type { BillingRunEvent, RunException } from '../../src/domain/billing-run/events.ts';
import type { RunRequest } from '../../src/domain/billing-run/state.ts';
import { civilDate } from '../../src/domain/kernel/calendar.ts';
import type { BillingRunId, ContractId, SellerId } from '../../src/domain/kernel/ids.ts';

/** Events of a billing run, as short as an example can say them. */

export const aContract = (name: string) => derivedId('contract', name) as ContractId;

export function started(changes: Partial<RunRequest> = {}): BillingRunEvent {
  return {
    type: 'BillingRunStarted',
    data: {
      runId: derivedId('run', 'test') as BillingRunId,
      sellerId: derivedId('seller', 'test') as SellerId,
      scope: { kind: 'batch' },
      from: null,
      through: civilDate('2026-03-31'),
      finalise: true,
      grouping: 'account_setting',
      staggerDays: 0,
      scheduleId: null,
      startedOn: civilDate('2026-04-01'),
      ...changes,
    },
  };
}

/** A chunk with one group of the same name for each contract. */
export function chunkPlanned(chunk: number, ...names: string[]): BillingRunEvent {
  return {
    type: 'ChunkPlanned',
    data: { chunk, groups: names.map((name) => ({ groupId: name, contractIds: [aContract(name)] })) },
  };
}

export function planned(chunks: number, contracts = chunks): BillingRunEvent {
  return { type: 'BillingRunPlanned', data: { chunks, contracts } };
}

export function exception(name: string, code = 'TAX_RATE_MISSING'): RunException {
  return { contractId: aContract(name), code, message: 'Say why.' };
}

export function chunkCompleted(chunk: number, ...exceptions: RunException[]): BillingRunEvent {
  return { type: 'ChunkCompleted', data: { chunk, documents: [], nothingDue: 0, exceptions } };
}

export function completed(exceptions = 0): BillingRunEvent {
  return { type: 'BillingRunCompleted', data: { documents: 0, nothingDue: 0, exceptions } };
}

export function retried(chunk: number, groupId: string, name: string): BillingRunEvent {
  return {
    type: 'ExceptionsRetried',
    data: { chunk, groups: [{ groupId, contractIds: [aContract(name)] }], acceptGuard: null },
  };
}

export const paused: BillingRunEvent = { type: 'BillingRunPaused', data: { reason: 'Wait' } };
export const resumed: BillingRunEvent = { type: 'BillingRunResumed', data: { reason: null } };
export const cancelled: BillingRunEvent = { type: 'BillingRunCancelled', data: { reason: 'Wrong month' } };
