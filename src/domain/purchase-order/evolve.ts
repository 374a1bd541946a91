import { unreachable } from '../kernel/decider.ts';
import { type Decimal, type DecimalString, decimal, ZERO } from '../kernel/decimal.ts';
import type { InvoiceId } from '../kernel/ids.ts';
import { exactAmount } from '../kernel/money.ts';
import type { OrderTerms, PurchaseOrderEvent, PurchaseOrderEventOf } from './events.ts';
import {
  type Draw,
  type OrderRegistration,
  type OrderRequest,
  type PurchaseOrder,
  type PurchaseOrderState,
  type Seat,
  termsOf,
} from './state.ts';

export function evolvePurchaseOrder(state: PurchaseOrderState, event: PurchaseOrderEvent): PurchaseOrderState {
  if (event.type === 'PurchaseOrderRegistered') {
    return registered(event.data);
  }
  if (state.status === 'none') {
    throw new Error(`${event.type} cannot happen to an order that was never registered`);
  }
  switch (event.type) {
    case 'PurchaseOrderChanged':
      return { ...state, ...event.data };
    case 'PurchaseOrderRequested':
      return { ...state, status: 'pending', request: requested('order', termsOf(state), event.data) };
    case 'PurchaseOrderAmendmentRequested':
      return { ...state, request: requested('amendment', termsOf(event.data), event.data) };
    case 'PurchaseOrderStepApproved':
    case 'PurchaseOrderStepDelegated':
    case 'PurchaseOrderApprovalReminded':
      return { ...state, request: evolveRequest(requestOf(state, event), event) };
    case 'PurchaseOrderRejected':
      return ended(state, event, 'rejected');
    case 'PurchaseOrderRequestExpired':
      return ended(state, event, 'expired');
    case 'PurchaseOrderApproved':
      return { ...ended(state, event, 'approved'), status: 'open', wasOpen: true };
    case 'PurchaseOrderAmended':
      return { ...ended(state, event, 'approved'), ...termsOf(event.data), ...withAmount(state, event.data) };
    case 'PurchaseOrderUsageWarned':
      return { ...state, isUsageWarned: true };
    case 'PurchaseOrderExpiryWarned':
      return { ...state, warnedOf: event.data.validUntil };
    case 'PurchaseOrderClosed':
      return { ...state, status: 'closed' };
    case 'PurchaseOrderDrawn':
    case 'PurchaseOrderDrawConfirmed':
    case 'PurchaseOrderDrawReleased':
    case 'PurchaseOrderGivenBack':
      return evolveDraws(state, event);
    default:
      return unreachable(event);
  }
}

function registered(data: OrderRegistration): PurchaseOrder {
  return {
    ...data,
    status: 'draft',
    wasOpen: false,
    request: null,
    draws: new Map(),
    used: exactAmount(ZERO, data.currency),
    isUsageWarned: false,
    warnedOf: null,
  };
}

/** Another amount is warned of anew. */
function withAmount(state: PurchaseOrder, { amount }: OrderTerms): Pick<PurchaseOrder, 'isUsageWarned'> {
  return { isUsageWarned: state.isUsageWarned && decimal(amount).eq(decimal(state.amount)) };
}

type Asked = PurchaseOrderEventOf<'PurchaseOrderRequested' | 'PurchaseOrderAmendmentRequested'>['data'];

function requested(kind: OrderRequest['kind'], terms: OrderTerms, asked: Asked): OrderRequest {
  const { request: number, requestedBy, responsible, remindEveryDays, expiresOn, requestedOn } = asked;
  const steps = asked.steps.map(({ needs, approvers }) => ({
    needs,
    seats: approvers.map((approver): Seat => ({ approver, delegation: null, approvedBy: null })),
  }));
  return {
    number,
    kind,
    status: 'pending',
    terms,
    requestedBy,
    responsible,
    steps,
    remindEveryDays,
    expiresOn,
    heardOn: requestedOn,
  };
}

function evolveRequest(
  request: OrderRequest,
  event: PurchaseOrderEventOf<
    'PurchaseOrderStepApproved' | 'PurchaseOrderStepDelegated' | 'PurchaseOrderApprovalReminded'
  >,
): OrderRequest {
  switch (event.type) {
    case 'PurchaseOrderStepApproved': {
      const { approvedBy, approvedOn } = event.data;
      return { ...withSeat(request, event.data, { approvedBy }), heardOn: approvedOn };
    }
    case 'PurchaseOrderStepDelegated': {
      const { delegatedBy: by, delegatedTo: to, delegatedOn } = event.data;
      return { ...withSeat(request, event.data, { delegation: { by, to } }), heardOn: delegatedOn };
    }
    case 'PurchaseOrderApprovalReminded':
      return { ...request, heardOn: event.data.remindedOn };
    default:
      return unreachable(event);
  }
}

function withSeat(
  request: OrderRequest,
  place: { readonly step: number; readonly approver: number },
  change: Partial<Seat>,
): OrderRequest {
  const steps = request.steps.map((step, index) =>
    index === place.step - 1
      ? { ...step, seats: step.seats.map((seat, at) => (at === place.approver - 1 ? { ...seat, ...change } : seat)) }
      : step,
  );
  return { ...request, steps };
}

function ended(
  state: PurchaseOrder,
  event: PurchaseOrderEvent,
  status: 'approved' | 'rejected' | 'expired',
): PurchaseOrder {
  const request = { ...requestOf(state, event), status };
  return { ...state, request, status: status !== 'approved' && request.kind === 'order' ? status : state.status };
}

function requestOf({ request }: PurchaseOrder, { type }: PurchaseOrderEvent): OrderRequest {
  if (request === null) {
    throw new Error(`${type} cannot happen where nobody has asked`);
  }
  return request;
}

function evolveDraws(
  state: PurchaseOrder,
  event: PurchaseOrderEventOf<
    'PurchaseOrderDrawn' | 'PurchaseOrderDrawConfirmed' | 'PurchaseOrderDrawReleased' | 'PurchaseOrderGivenBack'
  >,
): PurchaseOrder {
  const { invoiceId } = event.data;
  if (event.type === 'PurchaseOrderDrawn') {
    const { amount } = event.data;
    return withDraw(state, invoiceId, { amount, isConfirmed: false, givenBack: new Map(), left: amount });
  }
  const draw = state.draws.get(invoiceId);
  if (draw === undefined) {
    throw new Error(`${event.type} cannot happen to a draw that was never made`);
  }
  switch (event.type) {
    case 'PurchaseOrderDrawConfirmed':
      return withDraw(state, invoiceId, { ...draw, isConfirmed: true });
    case 'PurchaseOrderDrawReleased':
      return withDraw(state, invoiceId, undefined);
    case 'PurchaseOrderGivenBack': {
      const { creditNoteId, amount } = event.data;
      const givenBack = new Map(draw.givenBack).set(creditNoteId, amount);
      const left = exact(state, decimal(draw.left).minus(decimal(amount)));
      return withDraw(state, invoiceId, { ...draw, givenBack, left });
    }
    default:
      return unreachable(event);
  }
}

function withDraw(state: PurchaseOrder, invoiceId: InvoiceId, draw: Draw | undefined): PurchaseOrder {
  const before = state.draws.get(invoiceId);
  const draws = new Map(state.draws);
  if (draw === undefined) {
    draws.delete(invoiceId);
  } else {
    draws.set(invoiceId, draw);
  }
  const used = decimal(state.used).minus(leftOf(before)).plus(leftOf(draw));
  return { ...state, draws, used: exact(state, used) };
}

function leftOf(draw: Draw | undefined): Decimal {
  return draw === undefined ? ZERO : decimal(draw.left);
}

function exact({ currency }: PurchaseOrder, value: Decimal): DecimalString {
  return exactAmount(value, currency);
}
