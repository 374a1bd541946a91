import { type BillingRunState, billingRun } from '../../domain/billing-run/billing-run.ts';
import type { RunGroup, RunGrouping } from '../../domain/billing-run/events.ts';
import type { BillingRunId, ContractId, TenantId } from '../../domain/kernel/ids.ts';
import { renewDueContracts } from '../contracts/renew-due-contracts.ts';
import { execute } from '../execute.ts';
import type { BillableContract } from '../ports/billing-finders.ts';
import type { Loaded, Provenance, StreamId } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { runStream } from '../streams.ts';
import { completeRun } from './complete-run.ts';
import type { BillingDeps } from './dependencies.ts';
import { groupIdOf } from './group-id.ts';

/** Contracts in one chunk, and so in one job and one numbering append. */
export const CHUNK_CONTRACTS_MAX = 200;
const CATCH_UP_MS = 60_000;

/** The read models have not seen yet what the run must bill. The job is tried again. */
export class ReadModelsBehind extends Error {
  override readonly name = 'ReadModelsBehind';
}

/**
 * Freezes the scope of a run in chunks. What was planned before a fall stays planned; only the rest is added. Then the
 * chunks are given to the queue.
 */
export async function planRun(
  deps: BillingDeps,
  runId: BillingRunId,
  provenance: Provenance,
): Promise<BillingRunState> {
  const stream = runStream(provenance.tenantId, runId);
  const run = await deps.eventStore.load(stream, billingRun);
  let { state } = run;
  if (state.status === 'none') {
    throw new Error(`There is no billing run ${runId}`);
  }
  if (state.status === 'planning') {
    if (!(await deps.finders.caughtUpTo(run.position, CATCH_UP_MS))) {
      throw new ReadModelsBehind(`The read models are behind the start of run ${runId}; see the projector's lag.`);
    }
    await renewFirst(deps, provenance.tenantId, runId);
    const { sellerId, scope, through, startedOn } = state.request;
    const wanted = { sellerId, scope, through, on: startedOn };
    const billable = await deps.finders.billableContracts(provenance.tenantId, wanted);
    const planned = new Set(state.chunks.flatMap((chunk) => chunk.groups).flatMap((group) => group.contractIds));
    await planChunks(
      deps,
      stream,
      run,
      chunksOf(
        groupsOf(
          billable.filter(({ contractId }) => !planned.has(contractId)),
          state.request.grouping,
        ),
      ),
      provenance,
    );
    const completed = await execute(
      deps.eventStore,
      billingRun,
      stream,
      { kind: 'completePlan' },
      step(provenance, 'complete-plan'),
    );
    if (completed.outcome === 'rejected') {
      throw new Error(`The plan of run ${runId} was refused: ${completed.rejection.message}`);
    }
    state = completed.state;
  }
  await completeRun(deps, state, provenance);
  await deps.jobs.billChunks(provenance.tenantId, runId, unfinishedChunks(state));
  return state;
}

/** A term that follows by itself is billed with the run, not with the one after it. */
async function renewFirst(deps: BillingDeps, tenantId: TenantId, runId: BillingRunId): Promise<void> {
  const renewedAt = await renewDueContracts(deps, tenantId);
  if (renewedAt !== null && !(await deps.finders.caughtUpTo(renewedAt, CATCH_UP_MS))) {
    throw new ReadModelsBehind(`The read models are behind the renewals before run ${runId}; see the projector's lag.`);
  }
}

/** The command id says what is planned: another planner, who saw other contracts, is another command. */
async function planChunks(
  deps: BillingDeps,
  stream: StreamId,
  run: Loaded<BillingRunState>,
  chunks: readonly RunGroup[][],
  provenance: Provenance,
): Promise<void> {
  let loaded = run;
  for (const groups of chunks) {
    const contractIds = groups.flatMap((group) => group.contractIds);
    const command = { kind: 'planChunk', groups } as const;
    const planned = await execute(
      deps.eventStore,
      billingRun,
      stream,
      command,
      step(provenance, 'plan-chunk', ...contractIds),
      {
        loaded,
      },
    );
    if (planned.outcome === 'rejected') {
      throw new Error(`A chunk was refused: ${planned.rejection.message}`);
    }
    loaded = { ...planned, commands: loaded.commands };
  }
}

export function unfinishedChunks(state: BillingRunState): number[] {
  return state.status === 'none'
    ? []
    : state.chunks.flatMap((chunk, index) => (chunk.result === null ? [index + 1] : []));
}

/** Contracts by document; a document holds at most as many as a chunk, and the run names the parts apart. */
function groupsOf(contracts: readonly BillableContract[], grouping: RunGrouping): RunGroup[] {
  const members = new Map<string, ContractId[]>();
  for (const contract of contracts) {
    const wanted = grouping === 'account_setting' ? contract.invoicing : grouping;
    const groupId = groupIdOf(contract, wanted === 'per_contract' ? contract.contractId : null);
    const known = members.get(groupId);
    if (known === undefined) {
      members.set(groupId, [contract.contractId]);
    } else {
      known.push(contract.contractId);
    }
  }
  return [...members].flatMap(([groupId, contractIds]) => {
    const parts: RunGroup[] = [];
    for (let from = 0; from < contractIds.length; from += CHUNK_CONTRACTS_MAX) {
      parts.push({ groupId, contractIds: contractIds.slice(from, from + CHUNK_CONTRACTS_MAX) });
    }
    return parts;
  });
}

function chunksOf(groups: readonly RunGroup[]): RunGroup[][] {
  const chunks: RunGroup[][] = [];
  let current: RunGroup[] = [];
  let contracts = 0;
  for (const group of groups) {
    if (current.length > 0 && contracts + group.contractIds.length > CHUNK_CONTRACTS_MAX) {
      chunks.push(current);
      current = [];
      contracts = 0;
    }
    current.push(group);
    contracts += group.contractIds.length;
  }
  return current.length === 0 ? chunks : [...chunks, current];
}
