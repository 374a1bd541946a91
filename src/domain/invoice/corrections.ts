import { accept, type Decision, unreachable } from '../kernel/decider.ts';
import type { InvoiceId } from '../kernel/ids.ts';
import type { Principal } from '../kernel/principal.ts';
import type { CreditByHand, CreditPlan } from './aftermath.ts';
import { creditInvoice, withdrawInvoiceCredit } from './credited.ts';
import type { InvoiceEvent } from './events.ts';
import { endRebill, relate, requestRebill } from './rebill.ts';
import type { InvoiceState } from './state.ts';
import { type VoidCommand, voidDocument } from './void.ts';

export type CorrectionCommand =
  | VoidCommand
  | { readonly kind: 'openCredit'; readonly plan: CreditPlan }
  | { readonly kind: 'credit'; readonly credit: CreditByHand }
  | { readonly kind: 'withdrawCredit'; readonly creditNoteId: InvoiceId }
  | { readonly kind: 'settleCredit' }
  | { readonly kind: 'requestRebill'; readonly rebillId: string; readonly reason: string; readonly by: Principal }
  | { readonly kind: 'relate'; readonly relation: 'rebills' | 'rebilled_by'; readonly invoiceId: InvoiceId }
  | { readonly kind: 'endRebill'; readonly refusal: string | null };

/** What is decided on a document after it is final, and on a credit note by hand before it is drafted. */
export function correct(command: CorrectionCommand, state: InvoiceState): Decision<InvoiceEvent> {
  switch (command.kind) {
    case 'void':
      return voidDocument(command, state);
    case 'openCredit':
      return state.status === 'none' ? accept({ type: 'CreditOpened', data: command.plan }) : accept();
    case 'credit':
      return creditInvoice(command.credit, state);
    case 'withdrawCredit':
      return withdrawInvoiceCredit(command.creditNoteId, state);
    case 'settleCredit':
      return accept({ type: 'CreditSettled', data: {} });
    case 'requestRebill': {
      const { kind: _, ...request } = command;
      return requestRebill(request, state);
    }
    case 'relate': {
      const { kind: _, ...link } = command;
      return relate(link, state);
    }
    case 'endRebill':
      return endRebill(command.refusal, state);
    default:
      return unreachable(command);
  }
}
