import type { InvoiceId } from '../../domain/kernel/ids.ts';
import type { BillingDeps } from '../billing/dependencies.ts';
import { discardInvoice } from '../billing/draft-documents.ts';
import { derivedId } from '../derived-ids.ts';
import { rejected } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { billAgain } from './bill-again.ts';
import { type DocumentOutcome, loadDocument } from './on-document.ts';

export interface RegenerateInvoice {
  readonly invoiceId: InvoiceId;
  readonly reason: string;
  readonly expectedRevision?: number | undefined;
}

export type RegeneratedInvoice =
  | (Extract<DocumentOutcome, { outcome: 'accepted' }> & { readonly regeneratedAs: readonly InvoiceId[] })
  | Extract<DocumentOutcome, { outcome: 'rejected' }>;

/** Throws a draft of a run away and drafts the same contracts and periods anew, as they are owed by now. */
export async function regenerateInvoice(
  deps: BillingDeps,
  wanted: RegenerateInvoice,
  provenance: Provenance,
): Promise<RegeneratedInvoice> {
  const { invoiceId } = wanted;
  const { state, commands } = await loadDocument(deps.eventStore, provenance, invoiceId);
  if (!('draft' in state)) {
    return rejected({ code: 'INVOICE_NOT_FOUND', message: 'There is no such document.' });
  }
  if (state.status === 'discarded' && !commands.has(provenance.commandId)) {
    return rejected({ code: 'INVOICE_NOT_DRAFT', message: 'The draft was discarded; bill its contracts instead.' });
  }
  if (state.draft.origin !== 'run') {
    return rejected({
      code: 'REGENERATE_NOT_POSSIBLE',
      message: 'A document by hand does not follow from charges; change its lines, or discard it.',
    });
  }
  const discarded = await discardInvoice(deps, wanted, provenance);
  if (discarded.outcome === 'rejected') {
    return discarded;
  }
  const runId = derivedId(provenance.commandId, 'run');
  const regeneratedAs = await billAgain(deps, state.draft, { runId, finalise: false }, provenance);
  const reached = await loadDocument(deps.eventStore, provenance, invoiceId);
  return { outcome: 'accepted', invoiceId, ...reached, regeneratedAs };
}
