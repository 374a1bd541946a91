import {
  type BillingRunState,
  billingRun,
  type ChunkResult,
  type RunRequest,
} from '../../domain/billing-run/billing-run.ts';
import type { RunDocument, RunGroup } from '../../domain/billing-run/events.ts';
import type { BillingRunId } from '../../domain/kernel/ids.ts';
import { execute } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { runStream } from '../streams.ts';
import { completeRun } from './complete-run.ts';
import type { BillingDeps } from './dependencies.ts';
import { draftGroup, type GroupResult, type ReachedDocument } from './documents.ts';
import { finaliseStarted } from './finalise.ts';
import type { GroupContext } from './group-context.ts';
import { createWorkbench } from './workbench.ts';

/** Groups under way at once: enough to keep the event store's group commit busy. */
const GROUPS_AT_ONCE = 24;

export interface ChunkProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * Bills one chunk of a run: drafts each group, then numbers and finalises all of them together. Every step looks first
 * at what is there, so it can be stopped anywhere and done again by anybody.
 */
export async function billChunk(
  deps: BillingDeps,
  runId: BillingRunId,
  chunk: number,
  provenance: Provenance,
  onProgress: (progress: ChunkProgress) => void = () => undefined,
): Promise<BillingRunState> {
  const stream = runStream(provenance.tenantId, runId);
  const run = await deps.eventStore.load(stream, billingRun);
  const planned = run.state.status === 'none' ? undefined : run.state.chunks[chunk - 1];
  if (run.state.status === 'none' || planned === undefined) {
    throw new Error(`Run ${runId} has no chunk ${chunk}`);
  }
  if (planned.result !== null) {
    await completeRun(deps, run.state, provenance);
    return run.state;
  }
  const { result } = await billGroups(deps, run.state.request, planned.groups, provenance, onProgress);
  const completed = await execute(
    deps.eventStore,
    billingRun,
    stream,
    { kind: 'completeChunk', chunk, result },
    step(provenance, 'complete-chunk', chunk),
  );
  if (completed.outcome === 'rejected') {
    throw new Error(`Chunk ${chunk} of run ${runId} was refused: ${completed.rejection.message}`);
  }
  await completeRun(deps, completed.state, provenance);
  return completed.state;
}

export async function billGroups(
  deps: BillingDeps,
  run: RunRequest,
  groups: readonly RunGroup[],
  provenance: Provenance,
  onProgress: (progress: ChunkProgress) => void,
): Promise<{ readonly result: ChunkResult; readonly documents: readonly ReachedDocument[] }> {
  const context: GroupContext = { ...createWorkbench(deps, provenance), run, provenance };
  const results = await inParallel(groups, GROUPS_AT_ONCE, async (group) => draftGroup(context, group), onProgress);
  const reached = results.flatMap((each) => each.documents);
  const documents = await finaliseStarted(context, reached, provenance, GROUPS_AT_ONCE);
  return { result: summarise(results, documents), documents };
}

function summarise(results: readonly GroupResult[], documents: readonly ReachedDocument[]): ChunkResult {
  return {
    documents: documents.flatMap((document): RunDocument[] => {
      const { state } = document.loaded;
      if (state.status !== 'draft' && state.status !== 'held' && state.status !== 'finalised') {
        return [];
      }
      const { documentType, currency, total } = state.draft;
      return [{ invoiceId: document.invoiceId, documentType, status: state.status, currency, total }];
    }),
    nothingDue: results.reduce((count, each) => count + each.nothingDue, 0),
    exceptions: results.flatMap((each) => each.exceptions),
  };
}

async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
  onProgress: (progress: ChunkProgress) => void,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next;
      next += 1;
      const item = items[index];
      if (item !== undefined) {
        results[index] = await work(item);
        done += 1;
        onProgress({ done, total: items.length });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
