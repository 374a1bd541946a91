import { accept, type Decider, type Decision, reject, unreachable } from '../kernel/decider.ts';
import type { BillingRunId, ContractId, InvoiceId } from '../kernel/ids.ts';
import { type CorrectionCommand, correct } from './corrections.ts';
import type { InvoiceEvent, MemberOutcome } from './events.ts';
import { hold } from './hold.ts';
import { changeLines, type ReviewCommand } from './review.ts';
import { applyPayment, type SettlementCommand, unapplyPayment } from './settle.ts';
import {
  type DraftedInvoice,
  evolveInvoice,
  type FinalisedInvoice,
  type Hold,
  type InvoiceState,
  type IssuedSummary,
  initialInvoice,
  type NumberRequest,
} from './state.ts';

export type InvoiceCommand =
  | {
      readonly kind: 'open';
      readonly invoiceId: InvoiceId;
      readonly runId: BillingRunId;
      readonly contractIds: readonly ContractId[];
    }
  /** With `request` the finalisation starts in the same append: one write instead of two. */
  | { readonly kind: 'draft'; readonly draft: DraftedInvoice; readonly request: NumberRequest | null }
  | { readonly kind: 'foundEmpty'; readonly members: readonly MemberOutcome[] }
  | { readonly kind: 'hold'; readonly hold: Hold }
  | { readonly kind: 'summarise'; readonly summary: IssuedSummary }
  | { readonly kind: 'startFinalisation'; readonly request: NumberRequest }
  | { readonly kind: 'finalise'; readonly final: FinalisedInvoice }
  | { readonly kind: 'discard'; readonly reason: string }
  | SettlementCommand
  | CorrectionCommand
  | ReviewCommand;

/** A billing document, invoice (380) or credit note (381): opened, drafted, finalised; from then on it never changes. */
export const invoice: Decider<InvoiceState, InvoiceCommand, InvoiceEvent> = {
  initialState: initialInvoice,
  evolve: evolveInvoice,
  decide(command, state) {
    switch (command.kind) {
      case 'open': {
        const { invoiceId, runId, contractIds } = command;
        return state.status === 'none'
          ? accept({ type: 'InvoiceOpened', data: { invoiceId, runId, contractIds: [...contractIds] } })
          : accept();
      }
      case 'draft':
        return draft(command.draft, command.request, state);
      case 'foundEmpty':
        // Also where nothing was written yet: nobody can draft it after this.
        return state.status === 'open' || state.status === 'none' || state.status === 'crediting'
          ? accept({ type: 'InvoiceFoundEmpty', data: { members: [...command.members] } })
          : accept();
      case 'hold':
        return hold(command.hold, state);
      case 'summarise':
        return state.status === 'none' ? accept({ type: 'SummaryIssued', data: command.summary }) : accept();
      case 'startFinalisation':
        return startFinalisation(command.request, state);
      case 'finalise':
        return finalise(command.final, state);
      case 'discard':
        return discard(command.reason, state);
      case 'applyPayment':
        return applyPayment(command, state);
      case 'unapplyPayment':
        return unapplyPayment(command, state);
      case 'void':
      case 'openCredit':
      case 'credit':
      case 'withdrawCredit':
      case 'settleCredit':
      case 'requestRebill':
      case 'relate':
      case 'endRebill':
        return correct(command, state);
      case 'changeLines':
        return changeLines(command, state);
      case 'settleLines':
        return accept({ type: 'DraftLinesSettled', data: {} });
      default:
        return unreachable(command);
    }
  },
};

/** Whoever comes second to a document that is drafted already finds it so: nothing is drafted twice. */
function draft(drafted: DraftedInvoice, request: NumberRequest | null, state: InvoiceState): Decision<InvoiceEvent> {
  if (state.status !== 'none' && state.status !== 'open' && state.status !== 'crediting') {
    return accept();
  }
  const event: InvoiceEvent = { type: 'InvoiceDrafted', data: drafted };
  return request === null
    ? accept(event)
    : accept<InvoiceEvent>(event, { type: 'InvoiceFinalisationStarted', data: request });
}

function startFinalisation(request: NumberRequest, state: InvoiceState): Decision<InvoiceEvent> {
  switch (state.status) {
    case 'draft':
    case 'held':
      return accept({ type: 'InvoiceFinalisationStarted', data: request });
    case 'finalising':
    case 'finalised':
      return accept();
    default:
      return reject('INVOICE_NOT_DRAFT', `The document is ${state.status}; only a draft can be finalised.`);
  }
}

function finalise(final: FinalisedInvoice, state: InvoiceState): Decision<InvoiceEvent> {
  switch (state.status) {
    case 'finalising':
      return accept({ type: 'InvoiceFinalised', data: final });
    case 'finalised':
      return accept();
    default:
      return reject('INVOICE_NOT_DRAFT', `The document is ${state.status}; its finalisation has not been started.`);
  }
}

function discard(reason: string, state: InvoiceState): Decision<InvoiceEvent> {
  switch (state.status) {
    case 'draft':
    case 'held':
      return accept({ type: 'InvoiceDiscarded', data: { reason } });
    case 'discarded':
      return accept();
    case 'finalising':
    case 'finalised':
    case 'void':
      return reject('INVOICE_FINALISED', 'A finalised document never changes; correct it with a credit note.');
    default:
      return reject('INVOICE_NOT_FOUND', 'There is no such document.');
  }
}
