import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { BillingRunEvent } from './events.ts';
import { exceptionsOf } from './exceptions.ts';
import type { BillingRunState, ChunkResult, StartedRun } from './state.ts';

/** What a chunk came to; with the last one the run is completed. One that was cancelled stays so. */
export function completeChunk(number: number, result: ChunkResult, state: BillingRunState): Decision<BillingRunEvent> {
  const chunk = state.status === 'none' ? undefined : state.chunks[number - 1];
  if (state.status === 'none' || chunk === undefined) {
    return reject('BILLING_RUN_CHUNK_NOT_FOUND', `The run has no chunk ${number}.`);
  }
  if (chunk.result !== null) {
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
  const after: StartedRun = { ...state, chunks: state.chunks.with(number - 1, { ...chunk, result }) };
  const isLast = after.planned !== null && after.chunks.every((each) => each.result !== null);
  return isLast && after.status !== 'cancelled' ? accept(completed, completion(after)) : accept(completed);
}

export function completion(state: StartedRun): BillingRunEvent {
  const results = state.chunks.flatMap(({ result }) => (result === null ? [] : [result]));
  const sum = (count: (result: ChunkResult) => number) => results.reduce((total, each) => total + count(each), 0);
  return {
    type: 'BillingRunCompleted',
    data: {
      documents: sum((each) => each.documents.length),
      nothingDue: sum((each) => each.nothingDue),
      exceptions: [...exceptionsOf(state).values()].filter(({ status }) => status === 'open').length,
    },
  };
}
