import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { HoldReason, InvoiceEvent } from './events.ts';
import type { Hold, InvoiceState } from './state.ts';

/** Holds a draft. One that is held for the same reasons already is left as it is, whatever amounts they name by now. */
export function hold(wanted: Hold, state: InvoiceState): Decision<InvoiceEvent> {
  switch (state.status) {
    case 'held':
      return codesOf(state.hold.reasons) === codesOf(wanted.reasons) ? accept() : accept(held(wanted));
    case 'draft':
      return accept(held(wanted));
    default:
      return reject('INVOICE_NOT_DRAFT', `The document is ${state.status}; only a draft can be held.`);
  }
}

function held({ heldOn, reasons, issueBy }: Hold): InvoiceEvent {
  return { type: 'InvoiceHeld', data: { heldOn, reasons: [...reasons], issueBy } };
}

function codesOf(reasons: readonly HoldReason[]): string {
  return reasons.map(({ kind, code }) => `${kind} ${code}`).join(', ');
}
