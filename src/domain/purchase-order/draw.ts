import type { CivilDate } from '../kernel/calendar.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import { type Decimal, decimal, ZERO } from '../kernel/decimal.ts';
import type { ContractId, InvoiceId } from '../kernel/ids.ts';
import { exactAmount } from '../kernel/money.ts';
import type { OrderCommandOf } from './commands.ts';
import type { PurchaseOrderEvent } from './events.ts';
import { evolvePurchaseOrder } from './evolve.ts';
import { type PurchaseOrder, remainingOf } from './state.ts';

const HUNDRED = decimal('100');

/** Used in percent of the amount from which on it is warned. */
const WARNED_FROM_PERCENT = decimal('80');

/** A document takes its net of the order. Asked for again it is there already; another amount takes its place. */
export function draw(command: OrderCommandOf<'draw'>, state: PurchaseOrder): Decision<PurchaseOrderEvent> {
  const { invoiceId, on, tolerancePercent } = command;
  const before = state.draws.get(invoiceId);
  const wanted = decimal(command.amount);
  if (before !== undefined && decimal(before.amount).eq(wanted)) {
    return accept();
  }
  if (before?.isConfirmed === true) {
    return reject(
      'PURCHASE_ORDER_DRAW_FIXED',
      `Document ${invoiceId} has drawn ${before.amount} of order ${state.orderNumber} and is final; correct it with a credit note.`,
    );
  }
  const fault = drawFault(command, state);
  if (fault !== undefined) {
    return fault;
  }
  if (wanted.gt(drawable(state, invoiceId, tolerancePercent))) {
    return tooLittle(state, command);
  }
  const amount = exactAmount(wanted, state.currency);
  const nothing = exactAmount(ZERO, state.currency);
  const drawn: PurchaseOrderEvent = {
    type: 'PurchaseOrderDrawn',
    data: { invoiceId, amount, before: before?.amount ?? nothing, drawnOn: on, tolerancePercent },
  };
  return accept(drawn, ...usageWarning(state, drawn, on));
}

function drawFault(command: OrderCommandOf<'draw'>, state: PurchaseOrder): Decision<never> | undefined {
  const text = unfit(state, command);
  if (text !== undefined) {
    return reject('PURCHASE_ORDER_UNFIT', `Order ${state.orderNumber} ${text}.`);
  }
  return decimal(command.amount).lte(ZERO)
    ? reject('PURCHASE_ORDER_AMOUNT_INVALID', `A draw of ${command.amount} is not more than zero.`)
    : undefined;
}

/** Why a document of that day and these contracts cannot stand on the order, whatever it comes to; or undefined. */
export function unfit(
  { status, validFrom, validUntil, contractIds }: PurchaseOrder,
  document: { readonly on: CivilDate; readonly contractIds: readonly ContractId[] },
): string | undefined {
  if (status !== 'open') {
    return status === 'closed' ? 'is closed; register another one' : `is ${status}; approve it first`;
  }
  if (document.on < validFrom || (validUntil !== null && document.on > validUntil)) {
    const until = validUntil === null ? '' : ` to ${validUntil}`;
    return `is valid from ${validFrom}${until}, not on ${document.on}; extend it or register another one`;
  }
  const other = contractIds.length > 0 ? document.contractIds.find((id) => !contractIds.includes(id)) : undefined;
  return other === undefined ? undefined : `does not cover contract ${other}; amend it or register another one`;
}

/** What a document can have of the order at most, with what it has already. */
export function drawable(state: PurchaseOrder, invoiceId: InvoiceId, tolerancePercent: string | null): Decimal {
  const own = decimal(state.draws.get(invoiceId)?.left ?? '0');
  const beyond = tolerancePercent === null ? ZERO : decimal(state.amount).times(decimal(tolerancePercent)).div(HUNDRED);
  return remainingOf(state).plus(own).plus(beyond);
}

function tooLittle(state: PurchaseOrder, { invoiceId, amount, tolerancePercent }: OrderCommandOf<'draw'>) {
  const { orderNumber, currency } = state;
  const left = exactAmount(remainingOf(state).plus(decimal(state.draws.get(invoiceId)?.left ?? '0')), currency);
  const tolerance = tolerancePercent === null ? '' : ` and a tolerance of ${tolerancePercent} %`;
  return reject(
    'PURCHASE_ORDER_EXHAUSTED',
    `Order ${orderNumber} has ${left} ${currency} left${tolerance}, too little for ${amount} ${currency}; top it up or register another one.`,
  );
}

function usageWarning(state: PurchaseOrder, drawn: PurchaseOrderEvent, warnedOn: CivilDate): PurchaseOrderEvent[] {
  const after = evolvePurchaseOrder(state, drawn);
  if (after.status === 'none' || after.isUsageWarned) {
    return [];
  }
  const { used, amount } = after;
  const isReached = decimal(used).times(HUNDRED).gte(decimal(amount).times(WARNED_FROM_PERCENT));
  return isReached ? [{ type: 'PurchaseOrderUsageWarned', data: { warnedOn, used, amount } }] : [];
}

/** The document is final: from here on only a credit note or a void gives back. */
export function confirmDraw(
  { invoiceId }: OrderCommandOf<'confirmDraw'>,
  state: PurchaseOrder,
): Decision<PurchaseOrderEvent> {
  const found = state.draws.get(invoiceId);
  if (found === undefined) {
    return reject(
      'PURCHASE_ORDER_DRAW_NOT_FOUND',
      `Document ${invoiceId} has drawn nothing of order ${state.orderNumber}; draw it first.`,
    );
  }
  return found.isConfirmed ? accept() : accept({ type: 'PurchaseOrderDrawConfirmed', data: { invoiceId } });
}

/** The document was held, discarded or made void. */
export function releaseDraw(
  { invoiceId, reason }: OrderCommandOf<'releaseDraw'>,
  state: PurchaseOrder,
): Decision<PurchaseOrderEvent> {
  const found = state.draws.get(invoiceId);
  return found === undefined
    ? accept()
    : accept({ type: 'PurchaseOrderDrawReleased', data: { invoiceId, amount: found.left, reason } });
}

/** Never more than the document still has; a credit note gives back once. */
export function giveBack(command: OrderCommandOf<'giveBack'>, state: PurchaseOrder): Decision<PurchaseOrderEvent> {
  const { invoiceId, creditNoteId } = command;
  const found = state.draws.get(invoiceId);
  if (found === undefined || found.givenBack.has(creditNoteId)) {
    return accept();
  }
  const wanted = decimal(command.amount);
  const left = decimal(found.left);
  const given = wanted.lt(left) ? wanted : left;
  if (given.lte(ZERO)) {
    return accept();
  }
  const amount = exactAmount(given, state.currency);
  return accept({ type: 'PurchaseOrderGivenBack', data: { invoiceId, creditNoteId, amount } });
}
