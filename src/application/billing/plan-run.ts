import type { Invoicing } from '../../domain/account/invoicing-events.ts';
import type { RunGroup, RunGrouping } from '../../domain/billing-run/events.ts';
import { CHUNK_CONTRACTS_MAX, inChunks } from '../../domain/billing-run/groups.ts';
import type { BillingRunState } from '../../domain/billing-run/state.ts';
import type { BillingRunId, ContractId, TenantId } from '../../domain/kernel/ids.ts';
import { renewDueContracts } from '../contracts/renew-due-contracts.ts';
import type { Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { chunksToDo } from './chunks-to-do.ts';
import { completeRun } from './complete-run.ts';
import type { BillingDeps } from './dependencies.ts';
import { type GroupFacts, groupIdOf } from './group-id.ts';
import { onRun } from './on-run.ts';

/** In one append: 20 chunks of 200 contracts with a group each are half of what one holds. */
const CHUNKS_AT_ONCE = 20;
const CATCH_UP_MS = 60_000;

/** A contract with what decides on whose document it stands. */
export interface GroupedContract extends GroupFacts {
  readonly contractId: ContractId;
  /** How its bill-to wants documents grouped. */
  readonly invoicing: Invoicing;
}

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
  const { tenantId } = provenance;
  const run = await deps.runs.load(tenantId, runId);
  let { state } = run;
  if (state.status === 'none') {
    throw new Error(`There is no billing run ${runId}`);
  }
  if (state.status === 'planning') {
    if (!(await deps.finders.caughtUpTo(run.position, CATCH_UP_MS))) {
      throw new ReadModelsBehind(`The read models are behind the start of run ${runId}; see the projector's lag.`);
    }
    await renewFirst(deps, tenantId, runId);
    const { sellerId, scope, through, startedOn } = state.request;
    const wanted = { sellerId, scope, through, on: startedOn };
    const billable = await deps.finders.billableContracts(tenantId, wanted);
    const planned = new Set(state.chunks.flatMap((chunk) => chunk.groups).flatMap((group) => group.contractIds));
    const rest = billable.filter(({ contractId }) => !planned.has(contractId));
    const weights = new Map(rest.map(({ contractId, weight }) => [contractId, weight]));
    await planChunks(
      deps,
      runId,
      inChunks(groupsOf(rest, state.request.grouping), (contractId) => weights.get(contractId) ?? 1),
      provenance,
    );
    const completed = await onRun(deps, runId, { kind: 'completePlan' }, step(provenance, 'complete-plan'));
    if (completed.outcome === 'rejected') {
      throw new Error(`The plan of run ${runId} was refused: ${completed.rejection.message}`);
    }
    state = completed.state;
  }
  await completeRun(deps, state, provenance);
  await deps.jobs.billChunks(tenantId, runId, await chunksToDo(deps, tenantId, state));
  return state;
}

/** A term that follows by itself is billed with the run, not with the one after it. */
async function renewFirst(deps: BillingDeps, tenantId: TenantId, runId: BillingRunId): Promise<void> {
  const renewedAt = await renewDueContracts(deps, tenantId);
  if (renewedAt !== null && !(await deps.finders.caughtUpTo(renewedAt, CATCH_UP_MS))) {
    throw new ReadModelsBehind(`The read models are behind the renewals before run ${runId}; see the projector's lag.`);
  }
}

/**
 * The command id says what is planned: another planner, who saw other contracts, is another command. Whoever pauses or
 * cancels the run meanwhile ends the planning.
 */
async function planChunks(
  deps: BillingDeps,
  runId: BillingRunId,
  chunks: readonly RunGroup[][],
  provenance: Provenance,
): Promise<void> {
  for (let from = 0; from < chunks.length; from += CHUNKS_AT_ONCE) {
    const some = chunks.slice(from, from + CHUNKS_AT_ONCE);
    const contractIds = some.flatMap((groups) => groups.flatMap((group) => group.contractIds));
    const command = { kind: 'planChunks', chunks: some } as const;
    const planned = await onRun(deps, runId, command, step(provenance, 'plan-chunks', ...contractIds));
    if (planned.outcome === 'rejected') {
      throw new Error(`Chunks were refused: ${planned.rejection.message}`);
    }
    if (planned.state.status !== 'planning') {
      return;
    }
  }
}

/** Contracts by document; a document holds at most as many as a chunk, and the run names the parts apart. */
export function groupsOf(contracts: readonly GroupedContract[], grouping: RunGrouping): RunGroup[] {
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
