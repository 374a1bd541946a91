import { accept, type Decider, type Decision, reject, unreachable } from '../kernel/decider.ts';
import { approve, delegate, rejectRequest } from './approve.ts';
import type { OrderCommandOf, PurchaseOrderCommand } from './commands.ts';
import { confirmDraw, draw, giveBack, releaseDraw } from './draw.ts';
import type { PurchaseOrderEvent } from './events.ts';
import { evolvePurchaseOrder } from './evolve.ts';
import { amend, change, register, submit } from './request.ts';
import type { PurchaseOrder, PurchaseOrderState } from './state.ts';
import { wake } from './wake.ts';

/** What a buyer has ordered: registered, approved, drawn on by documents, amended, closed. */
export const purchaseOrder: Decider<PurchaseOrderState, PurchaseOrderCommand, PurchaseOrderEvent> = {
  initialState: { status: 'none' },
  evolve: evolvePurchaseOrder,
  decide(command, state): Decision<PurchaseOrderEvent> {
    if (command.kind === 'register') {
      return register(command, state);
    }
    return state.status === 'none'
      ? reject('PURCHASE_ORDER_NOT_FOUND', 'There is no such purchase order.')
      : decideOnOrder(command, state);
  },
};

function decideOnOrder(
  command: Exclude<PurchaseOrderCommand, OrderCommandOf<'register'>>,
  state: PurchaseOrder,
): Decision<PurchaseOrderEvent> {
  switch (command.kind) {
    case 'change':
      return change(command, state);
    case 'submit':
      return submit(command, state);
    case 'amend':
      return amend(command, state);
    case 'approve':
      return approve(command, state);
    case 'reject':
      return rejectRequest(command, state);
    case 'delegate':
      return delegate(command, state);
    case 'close':
      return close(command, state);
    case 'wake':
      return wake(command, state);
    case 'draw':
      return draw(command, state);
    case 'confirmDraw':
      return confirmDraw(command, state);
    case 'releaseDraw':
      return releaseDraw(command, state);
    case 'giveBack':
      return giveBack(command, state);
    default:
      return unreachable(command);
  }
}

/** From any status: what was drawn stays, and can still be released and given back. */
function close({ today, reason }: OrderCommandOf<'close'>, state: PurchaseOrder): Decision<PurchaseOrderEvent> {
  return state.status === 'closed'
    ? accept()
    : accept({ type: 'PurchaseOrderClosed', data: { closedOn: today, reason } });
}
