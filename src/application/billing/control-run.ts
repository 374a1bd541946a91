import type { BillingRunCommand } from '../../domain/billing-run/billing-run.ts';
import type { AcceptedGuard, RunGroup } from '../../domain/billing-run/events.ts';
import { exceptionsOf } from '../../domain/billing-run/exceptions.ts';
import type { StartedRun } from '../../domain/billing-run/state.ts';
import { contract } from '../../domain/contract/contract.ts';
import type { BillingRunId, ContractId } from '../../domain/kernel/ids.ts';
import { type Rejected, rejected } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { contractStream } from '../streams.ts';
import { chunksToDo } from './chunks-to-do.ts';
import { completeRun } from './complete-run.ts';
import type { BillingDeps } from './dependencies.ts';
import { groupFactsOf, groupOfPart } from './group-id.ts';
import { onRun } from './on-run.ts';
import { createParties } from './parties.ts';
import { type GroupedContract, groupsOf } from './plan-run.ts';

/** Exceptions in one request: each one's contract is read. */
export const RETRIED_AT_ONCE_MAX = 1_000;

export interface RunCommand {
  readonly runId: BillingRunId;
  readonly expectedRevision?: number | undefined;
}

export type ChangedRun =
  | {
      readonly outcome: 'accepted';
      readonly state: StartedRun;
      readonly revision: number;
      readonly position: bigint;
    }
  | Rejected;

export type ControlCommand = Extract<BillingRunCommand, { kind: 'pause' | 'resume' | 'cancel' | 'acceptException' }>;

/** Pauses, resumes or cancels a run, or accepts one of its exceptions; then gives the queue what is to do by now. */
export async function controlRun(
  deps: BillingDeps,
  run: RunCommand,
  command: ControlCommand,
  provenance: Provenance,
): Promise<ChangedRun> {
  return changeRun(deps, run, command, provenance);
}

/**
 * Tries exceptions of a run once more: those named or, unless any are, the first of all that are open. They are grouped as
 * their contracts stand now, on documents of their own.
 */
export async function retryExceptions(
  deps: BillingDeps,
  {
    contractIds,
    acceptGuard,
    ...run
  }: RunCommand & {
    readonly contractIds: readonly ContractId[] | null;
    readonly acceptGuard: AcceptedGuard | null;
  },
  provenance: Provenance,
): Promise<ChangedRun> {
  const { state } = await deps.runs.load(provenance.tenantId, run.runId);
  if (state.status === 'none') {
    return rejected({ code: 'BILLING_RUN_NOT_FOUND', message: 'There is no such billing run.' });
  }
  const open = [...exceptionsOf(state).values()].filter(({ status }) => status !== 'accepted');
  const wanted = contractIds ?? open.map(({ contractId }) => contractId);
  const groups = await groupsNow(deps, state, wanted.slice(0, RETRIED_AT_ONCE_MAX), provenance);
  return changeRun(deps, run, { kind: 'retryExceptions', groups, acceptGuard }, provenance);
}

async function changeRun(
  deps: BillingDeps,
  { runId, expectedRevision }: RunCommand,
  command: BillingRunCommand,
  provenance: Provenance,
): Promise<ChangedRun> {
  const { tenantId } = provenance;
  const changed = await onRun(deps, runId, command, provenance, { expectedRevision });
  if (changed.outcome === 'rejected') {
    return changed;
  }
  const { state, revision, position } = changed;
  if (state.status === 'none') {
    throw new Error(`Run ${runId} took a command before it was started`);
  }
  await completeRun(deps, state, provenance);
  if (state.status === 'planning') {
    await deps.jobs.planRun(tenantId, runId);
  }
  await deps.jobs.billChunks(tenantId, runId, await chunksToDo(deps, tenantId, state));
  return { outcome: 'accepted', state, revision, position };
}

/** The groups of some contracts of the run by what their streams say now. One that binds no more keeps its group. */
async function groupsNow(
  deps: BillingDeps,
  run: StartedRun,
  contractIds: readonly ContractId[],
  { tenantId }: Provenance,
): Promise<RunGroup[]> {
  const parties = createParties(deps.eventStore, deps.vault, tenantId);
  const grouped: GroupedContract[] = [];
  const unbound: RunGroup[] = [];
  for (const contractId of new Set(contractIds)) {
    const { state } = await deps.eventStore.load(contractStream(tenantId, contractId), contract);
    if (state.status === 'active' || state.status === 'cancelled') {
      const { invoicing } = await parties.account(state.terms.billToAccountId);
      grouped.push({ contractId, ...groupFactsOf(state), invoicing });
    } else {
      const before = run.chunks.flatMap(({ groups }) => groups).find((group) => group.contractIds.includes(contractId));
      unbound.push({ groupId: groupOfPart(before?.groupId ?? contractId), contractIds: [contractId] });
    }
  }
  return [...groupsOf(grouped, run.request.grouping), ...unbound];
}
