import type { AcceptedGuard, RunGroup } from '../../domain/billing-run/events.ts';
import type { BillingRunState, ChunkResult, RunRequest } from '../../domain/billing-run/state.ts';
import type { BillingRunId } from '../../domain/kernel/ids.ts';
import { EventStoreUnavailable, type Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { guardOf } from './billing-guard.ts';
import { chunkResult } from './chunk-result.ts';
import { chunksToDo } from './chunks-to-do.ts';
import { completeRun } from './complete-run.ts';
import type { BillingDeps } from './dependencies.ts';
import { draftGroup, type GroupResult } from './documents.ts';
import { faultOf } from './faults.ts';
import { finaliseStarted } from './finalise.ts';
import type { GroupContext } from './group-context.ts';
import { inParallel } from './in-parallel.ts';
import { onRun } from './on-run.ts';
import { settleChunk } from './settle-chunk.ts';
import { createWorkbench } from './workbench.ts';

/** Groups under way at once: enough to keep the event store's group commit busy. */
const GROUPS_AT_ONCE = 24;

/**
 * What becomes of a fault that is nobody's rule. `thrown`: the whole is tried again later. `noted`: that has not helped
 * often enough; the contracts concerned are exceptions of the run, and the rest goes on.
 */
export type Faults = 'thrown' | 'noted';

/**
 * Bills one chunk of a run: drafts each group, then numbers and finalises all of them together. Every step looks first
 * at what is there, so it can be stopped anywhere and done again by anybody.
 */
export async function billChunk(
  deps: BillingDeps,
  runId: BillingRunId,
  chunk: number,
  provenance: Provenance,
  faults: Faults = 'thrown',
): Promise<BillingRunState> {
  const { tenantId } = provenance;
  const { state } = await deps.runs.load(tenantId, runId);
  const planned = state.status === 'none' ? undefined : state.chunks[chunk - 1];
  if (state.status === 'none' || planned === undefined) {
    throw new Error(`Run ${runId} has no chunk ${chunk}`);
  }
  if (planned.result !== null) {
    await completeRun(deps, state, provenance);
    return state;
  }
  if (!(await chunksToDo(deps, tenantId, state)).includes(chunk)) {
    return state; // whoever resumes the run, or its day, brings it back
  }
  const context = await groupContext(deps, state.request, planned.acceptGuard, provenance);
  const goesOn = async () => (await deps.runs.load(tenantId, runId)).state.status === 'running';
  const result = (await goesOn()) ? await billWhile(goesOn, context, planned.groups, faults) : 'stopped';
  if (result !== 'stopped') {
    return completeChunk(deps, runId, chunk, result, provenance);
  }
  const stopped = (await deps.runs.load(tenantId, runId)).state;
  return stopped.status === 'cancelled'
    ? completeChunk(deps, runId, chunk, await settleChunk(context, planned.groups), provenance)
    : stopped;
}

/** Bills some groups of a run, whatever becomes of it meanwhile. */
export async function billGroups(
  deps: BillingDeps,
  run: RunRequest,
  groups: readonly RunGroup[],
  provenance: Provenance,
): Promise<void> {
  await billWhile(async () => true, await groupContext(deps, run, null, provenance), groups, 'thrown');
}

async function groupContext(
  deps: BillingDeps,
  run: RunRequest,
  accepted: AcceptedGuard | null,
  provenance: Provenance,
): Promise<GroupContext> {
  const bench = createWorkbench(deps, provenance);
  return { ...bench, run, provenance, guard: await guardOf(bench.parties, run, accepted) };
}

/** Looks again before each group whether the run goes on. What was begun before it stopped is ended. */
async function billWhile(
  goesOn: () => Promise<boolean>,
  context: GroupContext,
  groups: readonly RunGroup[],
  faults: Faults,
): Promise<ChunkResult | 'stopped'> {
  const results = await inParallel(groups, GROUPS_AT_ONCE, async (group) =>
    (await goesOn()) ? draftOrFault(context, group, faults) : undefined,
  );
  const done = results.flatMap((each) => each ?? []);
  const reached = done.flatMap((each) => each.documents);
  const documents = await finaliseStarted(context, reached, context.provenance, GROUPS_AT_ONCE);
  const unended = documents.find(({ fault }) => fault !== undefined);
  if (unended?.fault !== undefined && faults === 'thrown') {
    throw unended.fault.error;
  }
  return done.length < groups.length ? 'stopped' : chunkResult(done, documents);
}

async function draftOrFault(context: GroupContext, group: RunGroup, faults: Faults): Promise<GroupResult> {
  try {
    return await draftGroup(context, group);
  } catch (error) {
    if (faults === 'thrown' || error instanceof EventStoreUnavailable) {
      throw error;
    }
    context.deps.reportFault(error, { runId: context.run.runId, groupId: group.groupId });
    const fault = faultOf(error);
    return {
      documents: [],
      nothingDue: 0,
      exceptions: group.contractIds.map((contractId) => ({ contractId, ...fault })),
    };
  }
}

async function completeChunk(
  deps: BillingDeps,
  runId: BillingRunId,
  chunk: number,
  result: ChunkResult,
  provenance: Provenance,
): Promise<BillingRunState> {
  const command = { kind: 'completeChunk', chunk, result } as const;
  const completed = await onRun(deps, runId, command, step(provenance, 'complete-chunk', chunk));
  if (completed.outcome === 'rejected') {
    throw new Error(`Chunk ${chunk} of run ${runId} was refused: ${completed.rejection.message}`);
  }
  await completeRun(deps, completed.state, provenance);
  return completed.state;
}
