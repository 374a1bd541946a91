import type { CivilDate } from '../kernel/calendar.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { Voided } from './aftermath.ts';
import type { InvoiceEvent } from './events.ts';
import { applicationsOf } from './settlement.ts';
import type { InvoiceState } from './state.ts';

export interface VoidCommand {
  readonly kind: 'void';
  readonly voided: Voided;
  /** First day of the seller's books that is in no closed period; null while nothing has been closed. */
  readonly firstOpenDay: CivilDate | null;
  /** What other streams say against it: a correction, or goodwill that a correction counts on. */
  readonly obstacle: string | null;
}

/** A document that nobody has relied on yet is taken back as a whole (billing-rules §4). */
export function voidDocument(command: VoidCommand, state: InvoiceState): Decision<InvoiceEvent> {
  switch (state.status) {
    case 'void':
      return accept();
    case 'finalised': {
      const obstacle = obstacleTo(command, state) ?? command.obstacle;
      return obstacle === null
        ? accept({ type: 'InvoiceVoided', data: command.voided })
        : reject('VOID_NOT_POSSIBLE', `${obstacle} Make a full credit note instead.`);
    }
    case 'draft':
    case 'held':
      return reject('INVOICE_NOT_FINAL', 'The document is a draft; discard it instead of voiding it.');
    case 'finalising':
      return reject('CONCURRENT_CHANGE', 'The document is getting its number at this moment; ask again.');
    default:
      return reject('INVOICE_NOT_FOUND', 'There is no such document.');
  }
}

type Final = Extract<InvoiceState, { status: 'finalised' }>;

function obstacleTo({ firstOpenDay }: VoidCommand, { draft, final, settlement, aftermath }: Final): string | null {
  if (firstOpenDay !== null && final.issueDate < firstOpenDay) {
    return `${final.invoiceNumber} was issued in a period that is closed.`;
  }
  if (applicationsOf(settlement).length > 0) {
    return `A payment is applied to ${final.invoiceNumber}.`;
  }
  if (aftermath.credits.length > 0) {
    return `A credit note takes back a part of ${final.invoiceNumber}.`;
  }
  if (draft.creditKind === 'rebill') {
    return `${final.invoiceNumber} has given its charges back, and they may be billed again.`;
  }
  return null;
}
