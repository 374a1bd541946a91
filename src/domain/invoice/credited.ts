import { accept, type Decision, reject } from '../kernel/decider.ts';
import { decimal, ZERO } from '../kernel/decimal.ts';
import { sumDecimals } from '../kernel/money.ts';
import type { CreditByHand } from './aftermath.ts';
import type { InvoiceEvent } from './events.ts';
import type { InvoiceState } from './state.ts';

type Final = Extract<InvoiceState, { status: 'finalised' }>;

/**
 * Takes lines back for a credit note by hand. Of a line that no charge stands behind, this stream says what is left; of the
 * others their contracts do.
 */
export function creditInvoice(credit: CreditByHand, state: InvoiceState): Decision<InvoiceEvent> {
  if (state.status !== 'finalised') {
    return reject('INVOICE_NOT_FINAL', `The document is ${state.status}; only a finalised one is corrected.`);
  }
  if (state.aftermath.credits.some(({ creditNoteId }) => creditNoteId === credit.creditNoteId)) {
    return accept();
  }
  const excess = credit.lines.find(({ lineId, amount }) => {
    const line = state.draft.lines.find((each) => each.lineId === lineId);
    return line === undefined || (line.chargeId === null && decimal(amount).gt(leftOfLine(state, lineId)));
  });
  return excess === undefined
    ? accept({ type: 'InvoiceCredited', data: { ...credit, lines: [...credit.lines] } })
    : reject(
        'CREDIT_TOO_HIGH',
        `${excess.amount} cannot be credited: ${leftOfLine(state, excess.lineId).toFixed()} of the line is left to credit.`,
      );
}

/** What credit notes by hand have left of a line. */
export function leftOfLine({ draft, aftermath }: Final, lineId: string) {
  const amounts = draft.lines.filter((line) => line.lineId === lineId).map(({ amount }) => amount);
  const taken = aftermath.credits.flatMap(({ lines }) =>
    lines.filter((line) => line.lineId === lineId).map(({ amount }) => amount),
  );
  return sumDecimals(amounts).minus(sumDecimals(taken));
}

/** What credit notes by hand have left of the whole document, net. */
export function leftOfDocument({ draft, aftermath }: Final) {
  const taken = aftermath.credits.flatMap(({ lines }) => lines.map(({ amount }) => amount));
  const left = decimal(draft.subtotal).minus(sumDecimals(taken));
  return left.lt(ZERO) ? ZERO : left;
}

export function withdrawInvoiceCredit(
  creditNoteId: CreditByHand['creditNoteId'],
  state: InvoiceState,
): Decision<InvoiceEvent> {
  const isThere =
    'aftermath' in state && state.aftermath.credits.some((credit) => credit.creditNoteId === creditNoteId);
  return isThere ? accept({ type: 'InvoiceCreditWithdrawn', data: { creditNoteId } }) : accept();
}
