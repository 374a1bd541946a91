import type { CivilDate } from '../kernel/calendar.ts';
import { accept, type Decider, type Decision, reject, unreachable } from '../kernel/decider.ts';
import type { BillingRunId, BillingScheduleId, SellerId } from '../kernel/ids.ts';
import type { BillingRunEvent, RunDocument, RunException, RunGroup, RunGrouping, RunScope } from './events.ts';

/** What one chunk came to. */
export interface ChunkResult {
  readonly documents: readonly RunDocument[];
  readonly nothingDue: number;
  readonly exceptions: readonly RunException[];
}

export interface RunChunk {
  readonly groups: readonly RunGroup[];
  readonly result: ChunkResult | null;
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

export type BillingRunState =
  | { readonly status: 'none' }
  | {
      readonly status: 'planning' | 'running' | 'completed';
      readonly request: RunRequest;
      /** Chunk n stands at index n − 1. */
      readonly chunks: readonly RunChunk[];
    };

export type BillingRunCommand =
  | { readonly kind: 'start'; readonly request: RunRequest }
  /** Starts and plans at once: for a single contract. */
  | { readonly kind: 'startPlanned'; readonly request: RunRequest; readonly groups: readonly RunGroup[] }
  | { readonly kind: 'planChunk'; readonly groups: readonly RunGroup[] }
  | { readonly kind: 'completePlan' }
  | { readonly kind: 'completeChunk'; readonly chunk: number; readonly result: ChunkResult };

/** A billing run: its scope frozen in chunks, then done chunk by chunk, in any order, by any worker, any number of times. */
export const billingRun: Decider<BillingRunState, BillingRunCommand, BillingRunEvent> = {
  initialState: { status: 'none' },
  evolve,
  decide(command, state) {
    switch (command.kind) {
      case 'start':
        return state.status === 'none' ? accept({ type: 'BillingRunStarted', data: { ...command.request } }) : accept();
      case 'startPlanned':
        return startPlanned(command.request, command.groups, state);
      case 'planChunk':
        return planChunk(command.groups, state);
      case 'completePlan':
        return completePlan(state);
      case 'completeChunk':
        return completeChunk(command.chunk, command.result, state);
      default:
        return unreachable(command);
    }
  },
};

function evolve(state: BillingRunState, event: BillingRunEvent): BillingRunState {
  if (event.type === 'BillingRunStarted') {
    return { status: 'planning', request: event.data, chunks: [] };
  }
  if (state.status === 'none') {
    throw new Error(`${event.type} cannot happen before the run is started`);
  }
  switch (event.type) {
    case 'ChunkPlanned':
      return { ...state, chunks: [...state.chunks, { groups: event.data.groups, result: null }] };
    case 'BillingRunPlanned':
      return { ...state, status: 'running' };
    case 'ChunkCompleted': {
      const { chunk, documents, nothingDue, exceptions } = event.data;
      const result: ChunkResult = { documents, nothingDue, exceptions };
      const chunks = state.chunks.map((planned, index) => (index === chunk - 1 ? { ...planned, result } : planned));
      return { ...state, chunks };
    }
    case 'BillingRunCompleted':
      return { ...state, status: 'completed' };
    default:
      return unreachable(event);
  }
}

function startPlanned(
  request: RunRequest,
  groups: readonly RunGroup[],
  state: BillingRunState,
): Decision<BillingRunEvent> {
  if (state.status !== 'none') {
    return accept();
  }
  const contracts = groups.reduce((count, group) => count + group.contractIds.length, 0);
  return accept(
    { type: 'BillingRunStarted', data: { ...request } },
    { type: 'ChunkPlanned', data: { chunk: 1, groups: [...groups] } },
    { type: 'BillingRunPlanned', data: { chunks: 1, contracts } },
  );
}

/**
 * Adds a chunk with what no earlier one holds. Two planners may have seen different contracts: each contract is planned
 * once, and a group that comes again, for more contracts, gets a name of its own and so a document of its own.
 */
function planChunk(groups: readonly RunGroup[], state: BillingRunState): Decision<BillingRunEvent> {
  if (state.status !== 'planning') {
    return notPlanning(state);
  }
  const before = state.chunks.flatMap((chunk) => chunk.groups);
  const contracts = new Set(before.flatMap((group) => group.contractIds));
  const names = new Set(before.map((group) => group.groupId));
  const planned: RunGroup[] = [];
  for (const { groupId, contractIds } of groups) {
    const rest = contractIds.filter((contractId) => !contracts.has(contractId));
    if (rest.length > 0) {
      const name = freeName(groupId, names);
      names.add(name);
      planned.push({ groupId: name, contractIds: rest });
    }
  }
  return planned.length === 0
    ? accept()
    : accept({ type: 'ChunkPlanned', data: { chunk: state.chunks.length + 1, groups: planned } });
}

/** `<group>`, then `<group>.2`, `<group>.3`… */
function freeName(groupId: string, names: ReadonlySet<string>): string {
  let name = groupId;
  for (let part = 2; names.has(name); part += 1) {
    name = `${groupId}.${part}`;
  }
  return name;
}

function completePlan(state: BillingRunState): Decision<BillingRunEvent> {
  if (state.status !== 'planning') {
    return notPlanning(state);
  }
  const contracts = state.chunks.flatMap((chunk) => chunk.groups).flatMap((group) => group.contractIds).length;
  const planned: BillingRunEvent = { type: 'BillingRunPlanned', data: { chunks: state.chunks.length, contracts } };
  return state.chunks.length === 0 ? accept(planned, completion([])) : accept(planned);
}

function completeChunk(number: number, result: ChunkResult, state: BillingRunState): Decision<BillingRunEvent> {
  if (state.status === 'none' || state.chunks[number - 1] === undefined) {
    return reject('BILLING_RUN_CHUNK_NOT_FOUND', `The run has no chunk ${number}.`);
  }
  if (state.chunks[number - 1]?.result !== null) {
    return accept();
  }
  const completed: BillingRunEvent = {
    type: 'ChunkCompleted',
    data: {
      chunk: number,
      documents: [...result.documents],
      nothingDue: result.nothingDue,
      exceptions: [...result.exceptions],
    },
  };
  const results = state.chunks.map((chunk, index) => (index === number - 1 ? result : chunk.result));
  const done = results.flatMap((each) => (each === null ? [] : [each]));
  return done.length === results.length ? accept(completed, completion(done)) : accept(completed);
}

function completion(results: readonly ChunkResult[]): BillingRunEvent {
  const sum = (count: (result: ChunkResult) => number) => results.reduce((total, each) => total + count(each), 0);
  return {
    type: 'BillingRunCompleted',
    data: {
      documents: sum((each) => each.documents.length),
      nothingDue: sum((each) => each.nothingDue),
      exceptions: sum((each) => each.exceptions.length),
    },
  };
}

function notPlanning(state: BillingRunState): Decision<never> {
  return state.status === 'none' ? reject('BILLING_RUN_NOT_FOUND', 'There is no such billing run.') : accept();
}
