import { accept, type Decision, reject } from '../kernel/decider.ts';
import { completion } from './complete.ts';
import type { BillingRunEvent, RunGroup } from './events.ts';
import { takeName } from './groups.ts';
import type { BillingRunState, RunRequest } from './state.ts';

/** Starts and plans at once: for a single contract. */
export function startPlanned(
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
 * Adds chunks with what no earlier one holds. Two planners may have seen different contracts: each contract is planned
 * once, and a group that comes again, for more contracts, gets a name of its own and so a document of its own. Several at
 * once, since each time looks at all that is planned.
 */
export function planChunks(
  chunks: readonly (readonly RunGroup[])[],
  state: BillingRunState,
): Decision<BillingRunEvent> {
  if (state.status !== 'planning') {
    return notPlanning(state);
  }
  const before = state.chunks.flatMap((chunk) => chunk.groups);
  const contracts = new Set(before.flatMap((group) => group.contractIds));
  const names = new Set(before.map((group) => group.groupId));
  const events: BillingRunEvent[] = [];
  for (const groups of chunks) {
    const planned = groups.flatMap(({ groupId, contractIds }) => {
      const rest = contractIds.filter((contractId) => !contracts.has(contractId));
      return rest.length === 0 ? [] : [{ groupId: takeName(groupId, names), contractIds: rest }];
    });
    for (const contractId of planned.flatMap((group) => group.contractIds)) {
      contracts.add(contractId);
    }
    if (planned.length > 0) {
      const chunk = state.chunks.length + events.length + 1;
      events.push({ type: 'ChunkPlanned', data: { chunk, groups: planned } });
    }
  }
  return accept(...events);
}

export function completePlan(state: BillingRunState): Decision<BillingRunEvent> {
  if (state.status !== 'planning') {
    return notPlanning(state);
  }
  const contracts = state.chunks.flatMap((chunk) => chunk.groups).flatMap((group) => group.contractIds).length;
  const planned: BillingRunEvent = { type: 'BillingRunPlanned', data: { chunks: state.chunks.length, contracts } };
  return state.chunks.length === 0 ? accept(planned, completion(state)) : accept(planned);
}

/** Of a run that is paused, cancelled or planned there is nothing to plan. */
function notPlanning(state: BillingRunState): Decision<never> {
  return state.status === 'none' ? reject('BILLING_RUN_NOT_FOUND', 'There is no such billing run.') : accept();
}
