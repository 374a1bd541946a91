import { accept, type Decider, reject, unreachable } from '../kernel/decider.ts';
import type { ContractId } from '../kernel/ids.ts';
import type { Principal } from '../kernel/principal.ts';
import { completeChunk } from './complete.ts';
import { cancel, pause, resume } from './control.ts';
import type { AcceptedGuard, BillingRunEvent, RunGroup } from './events.ts';
import { acceptException, retryExceptions } from './exceptions.ts';
import { completePlan, planChunks, startPlanned } from './plan.ts';
import { type BillingRunState, type ChunkResult, evolveBillingRun, type RunRequest } from './state.ts';

export type { BillingRunState, ChunkResult, RunRequest } from './state.ts';

export type BillingRunCommand =
  | { readonly kind: 'start'; readonly request: RunRequest }
  | { readonly kind: 'startPlanned'; readonly request: RunRequest; readonly groups: readonly RunGroup[] }
  | { readonly kind: 'planChunks'; readonly chunks: readonly (readonly RunGroup[])[] }
  | { readonly kind: 'completePlan' }
  | { readonly kind: 'completeChunk'; readonly chunk: number; readonly result: ChunkResult }
  | { readonly kind: 'pause'; readonly reason: string }
  | { readonly kind: 'resume'; readonly reason: string | null }
  | { readonly kind: 'cancel'; readonly reason: string }
  | {
      readonly kind: 'retryExceptions';
      readonly groups: readonly RunGroup[];
      readonly acceptGuard: AcceptedGuard | null;
    }
  | {
      readonly kind: 'acceptException';
      readonly contractId: ContractId;
      readonly reason: string;
      readonly acceptedBy: Principal;
    };

/** A billing run: its scope frozen in chunks, then done chunk by chunk, in any order, by any worker, any number of times. */
export const billingRun: Decider<BillingRunState, BillingRunCommand, BillingRunEvent> = {
  initialState: { status: 'none' },
  evolve: evolveBillingRun,
  decide(command, state) {
    switch (command.kind) {
      case 'start':
        return state.status === 'none' ? accept({ type: 'BillingRunStarted', data: { ...command.request } }) : accept();
      case 'startPlanned':
        return startPlanned(command.request, command.groups, state);
      case 'planChunks':
        return planChunks(command.chunks, state);
      case 'completePlan':
        return completePlan(state);
      case 'completeChunk':
        return completeChunk(command.chunk, command.result, state);
      default:
        return control(command, state);
    }
  },
};

type ControlCommand = Extract<
  BillingRunCommand,
  { kind: 'pause' | 'resume' | 'cancel' | 'retryExceptions' | 'acceptException' }
>;

/** What people make of a run. */
function control(command: ControlCommand, state: BillingRunState) {
  if (state.status === 'none') {
    return reject('BILLING_RUN_NOT_FOUND', 'There is no such billing run.');
  }
  switch (command.kind) {
    case 'pause':
      return pause(command.reason, state);
    case 'resume':
      return resume(command.reason, state);
    case 'cancel':
      return cancel(command.reason, state);
    case 'retryExceptions':
      return retryExceptions(command, state);
    case 'acceptException': {
      const { contractId, reason, acceptedBy } = command;
      return acceptException({ contractId, reason, acceptedBy }, state);
    }
    default:
      return unreachable(command);
  }
}
