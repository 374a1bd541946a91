import { billingRun } from '../../domain/billing-run/billing-run.ts';
import type { Claim } from '../../domain/contract/state.ts';
import { invoice } from '../../domain/invoice/invoice.ts';
import type { InvoiceState } from '../../domain/invoice/state.ts';
import type { ContractId } from '../../domain/kernel/ids.ts';
import type { Provenance } from '../ports/event-store.ts';
import { invoiceStream, runStream } from '../streams.ts';
import { billGroups } from './bill-chunk.ts';
import type { BillingDeps } from './dependencies.ts';

const UNDER_WAY: readonly InvoiceState['status'][] = ['none', 'open', 'finalising'];

/**
 * Takes the document of a claim to where its run takes it, unless it is there. Whoever claimed may still be at it, or
 * have fallen; each step finds what is there.
 */
export async function completeDocument(
  deps: BillingDeps,
  contractId: ContractId,
  { runId, invoiceId }: Claim,
  provenance: Provenance,
): Promise<void> {
  const document = await deps.eventStore.load(invoiceStream(provenance.tenantId, invoiceId), invoice);
  if (!UNDER_WAY.includes(document.state.status)) {
    return;
  }
  const { state } = await deps.eventStore.load(runStream(provenance.tenantId, runId), billingRun);
  const groups = state.status === 'none' ? [] : state.chunks.flatMap((chunk) => chunk.groups);
  const group = groups.find(({ contractIds }) => contractIds.includes(contractId));
  if (state.status !== 'none' && group !== undefined) {
    // The run's own command id: its steps are recognised as the ones that the run's worker takes.
    await billGroups(deps, state.request, [group], { ...provenance, commandId: runId });
  }
}
