import type { ContractCommand } from '../../domain/contract/commands.ts';
import type { CreditPlan } from '../../domain/invoice/aftermath.ts';
import type { DraftedInvoice, InvoiceState } from '../../domain/invoice/state.ts';
import type { ContractId, InvoiceId } from '../../domain/kernel/ids.ts';
import type { BillingDeps } from '../billing/dependencies.ts';
import { newId } from '../derived-ids.ts';
import type { Provenance } from '../ports/event-store.ts';
import { loadDocument, mustOnDocument } from './on-document.ts';
import { tellContracts } from './told-contracts.ts';

/**
 * Tells every stream that a credit note by hand took from how it ended: final, and its charges are released if they are
 * billed again; or discarded, void or never drafted, and what it took is there again. Then the note itself says that
 * this is done. A note on the way, or waiting for its reviewer, is left alone.
 */
export async function settleCredit(
  deps: BillingDeps,
  creditNoteId: InvoiceId,
  whole: Provenance,
  planned?: CreditPlan,
): Promise<void> {
  const { eventStore } = deps;
  const provenance = { ...whole, commandId: creditNoteId };
  const { state } = await loadDocument(eventStore, provenance, creditNoteId);
  const end = endOf(state);
  if (end === null) {
    return;
  }
  const plan = planned ?? (await planOf(deps, creditNoteId, provenance));
  const { state: correctedState } = await loadDocument(eventStore, provenance, plan.corrects);
  const corrected = 'draft' in correctedState ? correctedState.draft : null;
  const attempt = newId();
  if (end === 'withdrawn') {
    await mustOnDocument(eventStore, plan.corrects, { kind: 'withdrawCredit', creditNoteId }, provenance, attempt);
  }
  if (end === 'withdrawn' || plan.kind === 'rebill') {
    const { reason } = plan;
    const command: ContractCommand =
      end === 'withdrawn'
        ? { kind: 'withdrawCredit', creditNoteId, reason }
        : { kind: 'releaseCredited', creditNoteId, reason };
    const refusal = await tellContracts(eventStore, contractsOf(plan, corrected, command), provenance, attempt);
    if (refusal !== null) {
      throw new Error(`Credit note ${creditNoteId} was not settled: ${refusal.message}`);
    }
  }
  await mustOnDocument(eventStore, creditNoteId, { kind: 'settleCredit' }, provenance, state.status);
}

function endOf({ status }: InvoiceState): 'final' | 'withdrawn' | null {
  switch (status) {
    case 'finalised':
      return 'final';
    case 'empty':
    case 'discarded':
    case 'void':
      return 'withdrawn';
    default:
      return null;
  }
}

/** The note's first event: its state has gone on since. */
async function planOf(
  { eventStore }: BillingDeps,
  creditNoteId: InvoiceId,
  { tenantId }: Provenance,
): Promise<CreditPlan> {
  const [first] = await eventStore.read({ category: 'invoice', tenantId, id: creditNoteId }, 0, 1);
  if (first?.event.type !== 'CreditOpened') {
    throw new Error(`Document ${creditNoteId} is no credit note by hand`);
  }
  return first.event.data as CreditPlan; // checked by the codec
}

function contractsOf(
  plan: CreditPlan,
  corrected: DraftedInvoice | null,
  command: ContractCommand,
): Map<ContractId, ContractCommand> {
  const taken = new Set<string>(plan.lines.map(({ lineId }) => lineId));
  const lines = corrected?.lines.filter(({ lineId, chargeId }) => chargeId !== null && taken.has(lineId)) ?? [];
  return new Map(lines.flatMap(({ contractId }) => (contractId === null ? [] : [[contractId, command] as const])));
}
