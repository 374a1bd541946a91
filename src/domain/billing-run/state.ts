import type { CivilDate } from '../kernel/calendar.ts';
import { unreachable } from '../kernel/decider.ts';
import type { BillingRunId, BillingScheduleId, ContractId, SellerId } from '../kernel/ids.ts';
import type {
  AcceptedGuard,
  BillingRunEvent,
  RunDocument,
  RunException,
  RunGroup,
  RunGrouping,
  RunScope,
} from './events.ts';

/** What one chunk came to. */
export interface ChunkResult {
  readonly documents: readonly RunDocument[];
  readonly nothingDue: number;
  readonly exceptions: readonly RunException[];
}

export interface RunChunk {
  readonly groups: readonly RunGroup[];
  readonly result: ChunkResult | null;
  /** Made of exceptions that are tried once more. */
  readonly isRetry: boolean;
  /** Whoever lets charges out of proportion pass in it. */
  readonly acceptGuard: AcceptedGuard | null;
}

/** What was asked for. Asking again for the same unfinished run returns it. */
export interface RunRequest {
  readonly runId: BillingRunId;
  readonly sellerId: SellerId;
  readonly scope: RunScope;
  readonly from: CivilDate | null;
  readonly through: CivilDate;
  readonly finalise: boolean;
  readonly grouping: RunGrouping;
  readonly staggerDays: number;
  readonly scheduleId: BillingScheduleId | null;
  readonly startedOn: CivilDate;
}

export interface StartedRun {
  readonly status: 'planning' | 'running' | 'paused' | 'completed' | 'cancelled';
  readonly request: RunRequest;
  /** Chunk n stands at index n − 1. */
  readonly chunks: readonly RunChunk[];
  /** How many chunks the plan has; null while it is made. Chunks behind them are of exceptions that are tried again. */
  readonly planned: number | null;
  /** Exceptions without which the run is whole. */
  readonly accepted: readonly ContractId[];
}

export type BillingRunState = { readonly status: 'none' } | StartedRun;

export function evolveBillingRun(state: BillingRunState, event: BillingRunEvent): BillingRunState {
  if (event.type === 'BillingRunStarted') {
    return { status: 'planning', request: event.data, chunks: [], planned: null, accepted: [] };
  }
  if (state.status === 'none') {
    throw new Error(`${event.type} cannot happen before the run is started`);
  }
  switch (event.type) {
    case 'ChunkPlanned':
      return withChunk(state, { groups: event.data.groups, isRetry: false, acceptGuard: null });
    case 'BillingRunPlanned':
      return { ...state, planned: event.data.chunks, status: state.status === 'planning' ? 'running' : state.status };
    case 'ChunkCompleted': {
      const { chunk, documents, nothingDue, exceptions } = event.data;
      return {
        ...state,
        chunks: state.chunks.with(chunk - 1, done(state, chunk, { documents, nothingDue, exceptions })),
      };
    }
    case 'BillingRunCompleted':
      return { ...state, status: 'completed' };
    case 'BillingRunPaused':
      return { ...state, status: 'paused' };
    case 'BillingRunResumed':
      return { ...state, status: state.planned === null ? 'planning' : 'running' };
    case 'BillingRunCancelled':
      return { ...state, status: 'cancelled' };
    case 'ExceptionsRetried': {
      const { groups, acceptGuard } = event.data;
      const status = state.status === 'completed' ? 'running' : state.status;
      return { ...withChunk(state, { groups, isRetry: true, acceptGuard }), status };
    }
    case 'ExceptionAccepted':
      return { ...state, accepted: [...state.accepted, event.data.contractId] };
    default:
      return unreachable(event);
  }
}

function withChunk(state: StartedRun, chunk: Omit<RunChunk, 'result'>): StartedRun {
  return { ...state, chunks: [...state.chunks, { ...chunk, result: null }] };
}

function done({ chunks }: StartedRun, chunk: number, result: ChunkResult): RunChunk {
  const planned = chunks[chunk - 1];
  if (planned === undefined) {
    throw new Error(`Chunk ${chunk} cannot be completed before it is planned`);
  }
  return { ...planned, result };
}
