import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { InvoiceId } from '../kernel/ids.ts';
import type { Principal } from '../kernel/principal.ts';
import type { InvoiceEvent } from './events.ts';
import type { InvoiceState } from './state.ts';

/** Asks for a document to be taken back and billed again. From here on whoever finds it goes on. */
export function requestRebill(
  request: { readonly rebillId: string; readonly reason: string; readonly by: Principal },
  state: InvoiceState,
): Decision<InvoiceEvent> {
  if (state.status !== 'finalised') {
    return reject(
      'INVOICE_NOT_FINAL',
      state.status === 'void'
        ? 'The document is void; its charges are due again, so bill the contract.'
        : `The document is ${state.status}; a draft is regenerated, and only a finalised document billed again.`,
    );
  }
  const { draft, aftermath } = state;
  if (aftermath.rebill !== null) {
    return aftermath.rebill.isEnded
      ? reject('ALREADY_REBILLED', 'The document has been billed again; correct the document that took its place.')
      : accept();
  }
  if (draft.documentType !== 'invoice' || draft.lines.every(({ chargeId }) => chargeId === null)) {
    return reject(
      'REBILL_NOT_POSSIBLE',
      'No charges stand on the document, so there is nothing to bill again; credit it, and make a new one by hand.',
    );
  }
  return accept({ type: 'RebillRequested', data: request });
}

/** Links a document with another one; said once. */
export function relate(
  link: { readonly relation: 'rebills' | 'rebilled_by'; readonly invoiceId: InvoiceId },
  state: InvoiceState,
): Decision<InvoiceEvent> {
  const isKnown =
    'aftermath' in state &&
    state.aftermath.related.some(
      ({ relation, invoiceId }) => relation === link.relation && invoiceId === link.invoiceId,
    );
  return isKnown ? accept() : accept({ type: 'InvoiceRelated', data: link });
}

export function endRebill(refusal: string | null, state: InvoiceState): Decision<InvoiceEvent> {
  const rebill = 'aftermath' in state ? state.aftermath.rebill : null;
  return rebill === null || rebill.isEnded ? accept() : accept({ type: 'RebillEnded', data: { refusal } });
}
