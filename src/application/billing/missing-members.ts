import { billingRun } from '../../domain/billing-run/billing-run.ts';
import { chargesDue } from '../../domain/contract/charges-due.ts';
import { contract } from '../../domain/contract/contract.ts';
import type { ContractState } from '../../domain/contract/state.ts';
import type { HoldReason } from '../../domain/invoice/events.ts';
import type { DraftedInvoice } from '../../domain/invoice/state.ts';
import type { ContractId, TenantId } from '../../domain/kernel/ids.ts';
import type { DueRange } from '../../domain/rating/due.ts';
import type { EventStore } from '../ports/event-store.ts';
import { contractStream, runStream } from '../streams.ts';
import { DOCUMENT_FULL } from './claim.ts';

/**
 * Why a consolidated document waits: a contract in its scope could not be billed, still owes, and nobody has accepted to go
 * on without it (billing-rules §6). Undefined where nothing is missing.
 */
export async function missingMembers(
  { eventStore }: { readonly eventStore: EventStore },
  { members, runId, onSummary }: DraftedInvoice,
  tenantId: TenantId,
): Promise<HoldReason | undefined> {
  const failed = members.filter((each) => each.outcome === 'failed' && each.code !== DOCUMENT_FULL);
  if (failed.length === 0 || runId === null || !onSummary) {
    return undefined;
  }
  const { state } = await eventStore.load(runStream(tenantId, runId), billingRun);
  if (state.status === 'none') {
    return undefined;
  }
  const missing: ContractId[] = [];
  const others = failed.filter(({ contractId }) => !state.accepted.includes(contractId));
  for (const { contractId } of others) {
    if (await stillOwes(eventStore, tenantId, contractId, state.request)) {
      missing.push(contractId);
    }
  }
  const [first] = missing;
  return first === undefined
    ? undefined
    : {
        kind: 'incomplete',
        code: 'CONSOLIDATION_INCOMPLETE',
        message: `Run ${runId} could not bill ${missing.length} of its contracts, such as ${first}; retry or accept the exceptions of the run.`,
      };
}

async function stillOwes(
  eventStore: EventStore,
  tenantId: TenantId,
  contractId: ContractId,
  range: DueRange,
): Promise<boolean> {
  const { state } = await eventStore.load(contractStream(tenantId, contractId), contract);
  return owesStill(state, range);
}

/** Whether something is due that no document has. What cannot be rated is not billed. */
export function owesStill(state: ContractState, { from, through }: DueRange): boolean {
  if (state.status !== 'active' && state.status !== 'cancelled') {
    return false;
  }
  try {
    return chargesDue(state, { from, through }).length > 0;
  } catch {
    return true;
  }
}
