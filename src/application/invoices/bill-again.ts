import { billingRun, type RunRequest } from '../../domain/billing-run/billing-run.ts';
import type { RunGroup } from '../../domain/billing-run/events.ts';
import { contract } from '../../domain/contract/contract.ts';
import type { DraftedInvoice } from '../../domain/invoice/state.ts';
import { civilDateIn } from '../../domain/kernel/calendar.ts';
import type { BillingRunId, ContractId, InvoiceId } from '../../domain/kernel/ids.ts';
import { billChunk } from '../billing/bill-chunk.ts';
import type { BillingDeps } from '../billing/dependencies.ts';
import { groupFactsOf, groupIdOf } from '../billing/group-id.ts';
import { createParties } from '../billing/parties.ts';
import { execute } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { contractStream, runStream } from '../streams.ts';

export interface BillAgain {
  readonly runId: string;
  readonly finalise: boolean;
}

/**
 * Bills the contracts and periods of a document once more, by a run of its own. Contracts that got another bill-to, order
 * or terms in the meantime stand on the documents where they belong by now.
 */
export async function billAgain(
  deps: BillingDeps,
  draft: DraftedInvoice,
  { runId, finalise }: BillAgain,
  provenance: Provenance,
): Promise<InvoiceId[]> {
  const id = runId as BillingRunId; // a UUID by construction
  const scope = await scopeOf(deps, draft, provenance);
  const contractIds = scope.groups.flatMap((group) => group.contractIds);
  if (contractIds.length === 0) {
    return [];
  }
  const seller = await createParties(deps.eventStore, deps.vault, provenance.tenantId).seller(draft.sellerId);
  const today = civilDateIn(seller.timeZone, deps.clock.now());
  const request: RunRequest = {
    runId: id,
    sellerId: draft.sellerId,
    scope: { kind: 'contracts', contractIds },
    from: scope.from,
    through: scope.through ?? today,
    finalise,
    grouping: 'account_setting',
    staggerDays: 0,
    scheduleId: null,
    startedOn: today,
  };
  const byRun = { ...provenance, commandId: id };
  const command = { kind: 'startPlanned', request, groups: scope.groups } as const;
  const started = await execute(deps.eventStore, billingRun, runStream(provenance.tenantId, id), command, byRun);
  if (started.outcome === 'rejected') {
    throw new Error(`Run ${id} was refused: ${started.rejection.message}`);
  }
  const state = await billChunk(deps, id, 1, byRun);
  const documents = state.status === 'none' ? [] : (state.chunks[0]?.result?.documents ?? []);
  return documents.map(({ invoiceId }) => invoiceId);
}

/** The contracts of the document by where they are billed now, and what its run had asked for. */
async function scopeOf(deps: BillingDeps, draft: DraftedInvoice, { tenantId }: Provenance) {
  const groups = new Map<string, ContractId[]>();
  for (const member of draft.members) {
    const { state } = await deps.eventStore.load(contractStream(tenantId, member.contractId), contract);
    if (member.outcome === 'claimed' && (state.status === 'active' || state.status === 'cancelled')) {
      const groupId = groupIdOf(groupFactsOf(state));
      groups.set(groupId, [...(groups.get(groupId) ?? []), member.contractId]);
    }
  }
  const run =
    draft.runId === null ? null : (await deps.eventStore.load(runStream(tenantId, draft.runId), billingRun)).state;
  const asked = run === null || run.status === 'none' ? null : run.request;
  return {
    groups: [...groups].map(([groupId, contractIds]): RunGroup => ({ groupId, contractIds })),
    from: asked?.from ?? null,
    through: asked?.through ?? null,
  };
}
