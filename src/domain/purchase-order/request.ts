import { changedFields } from '../kernel/changed-fields.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import { decimal } from '../kernel/decimal.ts';
import { isSamePrincipal } from '../kernel/principal.ts';
import type { Asking, OrderChanges, OrderCommandOf } from './commands.ts';
import type { OrderTerms, PurchaseOrderEvent } from './events.ts';
import { type PurchaseOrder, type PurchaseOrderState, termsOf } from './state.ts';
import { exactTerms, termsFault } from './terms.ts';

const TERMS = ['amount', 'validFrom', 'validUntil', 'contractIds'] as const;

export function register(
  { order }: OrderCommandOf<'register'>,
  state: PurchaseOrderState,
): Decision<PurchaseOrderEvent> {
  if (state.status !== 'none') {
    return accept();
  }
  return (
    termsFault(order, order.currency) ??
    accept({ type: 'PurchaseOrderRegistered', data: exactTerms(order, order.currency) })
  );
}

/** What stands beside the terms changes at any time; the terms only while nobody has approved them or is asked to. */
export function change({ changes }: OrderCommandOf<'change'>, state: PurchaseOrder): Decision<PurchaseOrderEvent> {
  const changed: OrderChanges = changedFields<OrderChanges>(changes, state, ['amount']);
  if (Object.keys(changed).length === 0) {
    return accept();
  }
  if (state.status === 'closed') {
    return closed(state);
  }
  if (!isOpenToChange(state) && TERMS.some((key) => changed[key] !== undefined)) {
    return reject(
      'PURCHASE_ORDER_TERMS_FIXED',
      `Order ${state.orderNumber} is ${state.status}; ${state.status === 'open' ? 'amend it instead' : 'it changes when the request is decided'}.`,
    );
  }
  const fault = termsFault(termsOf({ ...state, ...changed }), state.currency);
  return fault ?? accept({ type: 'PurchaseOrderChanged', data: exactTerms(changed, state.currency) });
}

function isOpenToChange({ status }: PurchaseOrder): boolean {
  return status === 'draft' || status === 'rejected' || status === 'expired';
}

/** Lays the order before those who approve it, for the first time or again. */
export function submit(command: OrderCommandOf<'submit'>, state: PurchaseOrder): Decision<PurchaseOrderEvent> {
  if (state.status === 'pending' || state.status === 'open') {
    return accept(); // it is under way, or done
  }
  if (state.status === 'closed') {
    return closed(state);
  }
  const data = { ...askedFor(command, state), reason: command.reason };
  return (
    stuckFault(command, state) ??
    accept<PurchaseOrderEvent>(
      { type: 'PurchaseOrderRequested', data },
      ...(command.steps.length === 0 ? [approved(data.request, command)] : []),
    )
  );
}

function approved(request: number, { today }: Asking): PurchaseOrderEvent {
  return { type: 'PurchaseOrderApproved', data: { request, approvedOn: today } };
}

/** Asks for other terms of an open order; those of before hold until it is approved. */
export function amend(command: OrderCommandOf<'amend'>, state: PurchaseOrder): Decision<PurchaseOrderEvent> {
  const { currency, orderNumber, request } = state;
  if (state.status !== 'open') {
    return state.status === 'closed'
      ? closed(state)
      : reject('PURCHASE_ORDER_NOT_OPEN', `Order ${orderNumber} is ${state.status}; change it and submit it instead.`);
  }
  const current = request?.status === 'pending' ? request.terms : termsOf(state);
  const changed = changedFields<OrderTerms>(command.terms, current, ['amount']);
  if (Object.keys(changed).length === 0) {
    return accept(); // it is so already, or asked for
  }
  if (request?.status === 'pending') {
    return reject(
      'PURCHASE_ORDER_AMENDMENT_PENDING',
      `An amendment of order ${orderNumber} waits for approval; let it be approved or rejected first.`,
    );
  }
  const terms = exactTerms({ ...termsOf(state), ...changed }, currency);
  const fault = termsFault(terms, currency) ?? drawnFault(terms, state) ?? stuckFault(command, state);
  if (fault !== undefined) {
    return fault;
  }
  const asked = askedFor(command, state);
  return accept<PurchaseOrderEvent>(
    { type: 'PurchaseOrderAmendmentRequested', data: { ...asked, ...terms, reason: command.reason } },
    ...(command.steps.length === 0 ? [amended(asked.request, terms, command)] : []),
  );
}

function amended(request: number, terms: OrderTerms, { today }: Asking): PurchaseOrderEvent {
  return { type: 'PurchaseOrderAmended', data: { request, amendedOn: today, ...terms } };
}

/** What documents have drawn cannot be taken out of the order. */
export function drawnFault({ amount }: OrderTerms, state: PurchaseOrder): Decision<never> | undefined {
  const { used, currency, orderNumber } = state;
  return decimal(amount).lt(decimal(used)) && decimal(amount).lt(decimal(state.amount))
    ? reject(
        'PURCHASE_ORDER_AMOUNT_DRAWN',
        `Documents have drawn ${used} ${currency} of order ${orderNumber}; it cannot become ${amount} ${currency}.`,
        { amount: `must be at least ${used}` },
      )
    : undefined;
}

function askedFor({ today, by, responsible, steps, remindEveryDays, expiresOn }: Asking, { request }: PurchaseOrder) {
  const isDecided = steps.length === 0;
  return {
    request: (request?.number ?? 0) + 1,
    requestedOn: today,
    requestedBy: by,
    responsible,
    steps: [...steps],
    remindEveryDays: isDecided ? null : remindEveryDays,
    expiresOn: isDecided ? null : expiresOn,
  };
}

/** Nobody approves their own request, so a step that can be done by nobody else would never be done. */
function stuckFault({ steps, by, responsible }: Asking, state: PurchaseOrder): Decision<never> | undefined {
  const own = [by, responsible, state.registeredBy, state.responsible];
  const isOwn = (id: string) => own.some((each) => isSamePrincipal(each, { kind: 'user', id }));
  const stuck = steps.findIndex(({ needs, approvers }) => {
    const own = approvers.map((each) => each.kind === 'user' && isOwn(each.id));
    return needs === 'all' ? own.includes(true) : !own.includes(false);
  });
  return stuck === -1
    ? undefined
    : reject(
        'PURCHASE_ORDER_CHAIN_STUCK',
        `Step ${stuck + 1} can only be approved by somebody who asks for it; let another person register and submit the order, or change the seller's chain.`,
      );
}

function closed({ orderNumber }: PurchaseOrder): Decision<never> {
  return reject('PURCHASE_ORDER_CLOSED', `Order ${orderNumber} is closed and does not change; register another one.`);
}
