import { billingRun } from '../../domain/billing-run/billing-run.ts';
import type { RunGrouping } from '../../domain/billing-run/events.ts';
import { chargesDue } from '../../domain/contract/charges-due.ts';
import { contract } from '../../domain/contract/contract.ts';
import type { HoldReason } from '../../domain/invoice/events.ts';
import type { DraftedInvoice } from '../../domain/invoice/state.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { AccountId, ContractId, TenantId } from '../../domain/kernel/ids.ts';
import type { EventStore } from '../ports/event-store.ts';
import { contractStream, runStream } from '../streams.ts';
import { DOCUMENT_FULL } from './claim.ts';
import type { Parties } from './parties.ts';

/**
 * Why a consolidated document waits: a contract in its scope could not be billed, still owes, and nobody has accepted to go
 * on without it (billing-rules §6). Undefined where nothing is missing.
 */
export async function missingMembers(
  { eventStore }: { readonly eventStore: EventStore },
  parties: Parties,
  { members, runId, billToAccountId }: DraftedInvoice,
  tenantId: TenantId,
): Promise<HoldReason | undefined> {
  const failed = members.filter((each) => each.outcome === 'failed' && each.code !== DOCUMENT_FULL);
  if (failed.length === 0 || runId === null) {
    return undefined;
  }
  const { state } = await eventStore.load(runStream(tenantId, runId), billingRun);
  if (state.status === 'none' || !(await isConsolidated(parties, state.request.grouping, billToAccountId))) {
    return undefined;
  }
  const missing: ContractId[] = [];
  for (const { contractId } of failed) {
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

/** Whether all that is billed to an account belongs together, as the run or else the account says. */
export async function isConsolidated(parties: Parties, grouping: RunGrouping, billTo: AccountId): Promise<boolean> {
  return grouping === 'account_setting'
    ? (await parties.account(billTo)).invoicing === 'consolidated'
    : grouping === 'consolidated';
}

async function stillOwes(
  eventStore: EventStore,
  tenantId: TenantId,
  contractId: ContractId,
  range: { readonly from: CivilDate | null; readonly through: CivilDate },
): Promise<boolean> {
  const { state } = await eventStore.load(contractStream(tenantId, contractId), contract);
  if (state.status !== 'active' && state.status !== 'cancelled') {
    return false;
  }
  try {
    return chargesDue(state, range).length > 0;
  } catch {
    return true; // what cannot be rated is not billed
  }
}
