import type { DraftedInvoice } from '../../domain/invoice/state.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { InvoiceId } from '../../domain/kernel/ids.ts';
import type { BillingDeps } from '../billing/dependencies.ts';
import { derivedId } from '../derived-ids.ts';
import type { Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { billAgain } from './bill-again.ts';
import { creditInvoice } from './credit-invoice.ts';
import { loadDocument, mustOnDocument } from './on-document.ts';
import { voidInvoice } from './void-invoice.ts';

/**
 * Ends a rebill that was asked for: void where that is possible, else a full credit note that releases the charges; then
 * the same contracts and periods again; then the links, on both sides. Ids derive from the rebill, so anybody can go on.
 */
export async function driveRebill(
  deps: BillingDeps,
  invoiceId: InvoiceId,
  whole: Provenance,
): Promise<Rejection | null> {
  const { eventStore } = deps;
  const { state } = await loadDocument(eventStore, whole, invoiceId);
  const rebill = 'aftermath' in state ? state.aftermath.rebill : null;
  if (!('draft' in state) || rebill === null || rebill.isEnded) {
    return null;
  }
  const provenance = { ...whole, commandId: rebill.rebillId };
  const refusal = await takeBack(deps, invoiceId, rebill, provenance);
  if (refusal !== null) {
    await mustOnDocument(eventStore, invoiceId, { kind: 'endRebill', refusal: refusal.message }, provenance);
    return refusal;
  }
  const again = await billedAgain(deps, state.draft, rebill.rebillId, provenance);
  for (const newId of again) {
    await mustOnDocument(eventStore, newId, { kind: 'relate', relation: 'rebills', invoiceId }, provenance, invoiceId);
    const link = { kind: 'relate', relation: 'rebilled_by', invoiceId: newId } as const;
    await mustOnDocument(eventStore, invoiceId, link, provenance, newId);
  }
  await mustOnDocument(eventStore, invoiceId, { kind: 'endRebill', refusal: null }, provenance);
  return null;
}

async function takeBack(
  deps: BillingDeps,
  invoiceId: InvoiceId,
  { rebillId, reason }: { readonly rebillId: string; readonly reason: string },
  provenance: Provenance,
): Promise<Rejection | null> {
  const creditNoteId = derivedId(rebillId, 'credit note') as InvoiceId; // a UUID by construction
  const note = await loadDocument(deps.eventStore, provenance, creditNoteId);
  if (note.state.status === 'none') {
    const voided = await voidInvoice(deps, { invoiceId, reason }, step(provenance, 'void', invoiceId));
    if (voided.outcome === 'accepted' || voided.rejection.code !== 'VOID_NOT_POSSIBLE') {
      return voided.outcome === 'accepted' ? null : voided.rejection;
    }
  }
  const wanted = { invoiceId, kind: 'rebill', lines: null, reason, finalise: true } as const;
  const credited = await creditInvoice(deps, wanted, { ...provenance, commandId: creditNoteId });
  return credited.outcome === 'accepted' ? null : credited.rejection;
}

function billedAgain(
  deps: BillingDeps,
  draft: DraftedInvoice,
  rebillId: string,
  provenance: Provenance,
): Promise<readonly InvoiceId[]> {
  return billAgain(deps, draft, { runId: derivedId(rebillId, 'run'), finalise: true }, provenance);
}
