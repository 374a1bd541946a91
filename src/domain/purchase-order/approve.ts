import { accept, type Decision, reject, unreachable } from '../kernel/decider.ts';
import { isSamePrincipal, type Principal } from '../kernel/principal.ts';
import type { Deciding, OrderCommandOf } from './commands.ts';
import type { PurchaseOrderEvent, PurchaseOrderEventOf } from './events.ts';
import { evolvePurchaseOrder } from './evolve.ts';
import { drawnFault } from './request.ts';
import { nextStepOf, type OrderRequest, type PurchaseOrder, type RequestStep, type Seat, termsOf } from './state.ts';

/** The place in a chain that a person can decide on now. */
interface Place {
  readonly request: OrderRequest;
  readonly step: number;
  /** Counted from 1. */
  readonly approver: number;
  readonly seat: Seat;
}

/** Approves a place of the step that is next; the last one opens the order, or makes its amendment hold. */
export function approve(command: OrderCommandOf<'approve'>, state: PurchaseOrder): Decision<PurchaseOrderEvent> {
  const { by, today, reason } = command;
  const place = placeOf(command, state);
  if ('outcome' in place) {
    return hasApproved(state, by) ? accept() : place; // whoever has approved already is not told off
  }
  const { request, step, approver, seat } = place;
  const approved: PurchaseOrderEvent = {
    type: 'PurchaseOrderStepApproved',
    data: {
      request: request.number,
      step,
      approver,
      approvedBy: by,
      onBehalfOf: seat.delegation?.by ?? null,
      approvedOn: today,
      reason,
    },
  };
  const after = evolvePurchaseOrder(state, approved);
  if (after.status === 'none' || after.request === null || nextStepOf(after.request) !== undefined) {
    return accept(approved);
  }
  const end = endOf(request, state, today);
  return end.outcome === 'rejected' ? end : accept<PurchaseOrderEvent>(approved, ...end.events);
}

function endOf(
  { number, kind, terms }: OrderRequest,
  state: PurchaseOrder,
  today: OrderCommandOf<'approve'>['today'],
): Decision<PurchaseOrderEvent> {
  switch (kind) {
    case 'order':
      return accept({ type: 'PurchaseOrderApproved', data: { request: number, approvedOn: today } });
    case 'amendment':
      return (
        drawnFault(terms, state) ??
        accept({ type: 'PurchaseOrderAmended', data: { request: number, amendedOn: today, ...termsOf(terms) } })
      );
    default:
      return unreachable(kind);
  }
}

/** Turns the request down. An order can be changed and submitted again; an amendment is dropped. */
export function rejectRequest(command: OrderCommandOf<'reject'>, state: PurchaseOrder): Decision<PurchaseOrderEvent> {
  if (state.request?.status === 'rejected') {
    return accept();
  }
  const place = placeOf(command, state);
  if ('outcome' in place) {
    return place;
  }
  const { request, step } = place;
  const { by: rejectedBy, today: rejectedOn, reason } = command;
  const data = { request: request.number, step, rejectedBy, rejectedOn, reason };
  return accept({ type: 'PurchaseOrderRejected', data });
}

/** Hands one's place to another person, who decides in one's stead. */
export function delegate(command: OrderCommandOf<'delegate'>, state: PurchaseOrder): Decision<PurchaseOrderEvent> {
  const { by, to, today, reason } = command;
  const place = placeOf(command, state, { isDelegating: true });
  if ('outcome' in place) {
    return place;
  }
  const { request, step, approver, seat } = place;
  if (seat.delegation !== null && isSamePrincipal(seat.delegation.to, to)) {
    return accept();
  }
  const fault = machineFault(to) ?? ownFault(request, state, to);
  if (fault !== undefined) {
    return fault;
  }
  const isTakenBack = seat.delegation !== null && isSamePrincipal(seat.delegation.by, by);
  if (isSamePrincipal(by, to) && !isTakenBack) {
    return reject('APPROVAL_DELEGATION_INVALID', 'You decide on it already; name another person, or decide yourself.');
  }
  const data: PurchaseOrderEventOf<'PurchaseOrderStepDelegated'>['data'] = {
    request: request.number,
    step,
    approver,
    delegatedBy: by,
    delegatedTo: to,
    delegatedOn: today,
    reason,
  };
  return accept({ type: 'PurchaseOrderStepDelegated', data });
}

function placeOf(
  { by, roles, today }: Deciding,
  state: PurchaseOrder,
  { isDelegating = false }: { readonly isDelegating?: boolean } = {},
): Place | Decision<never> {
  const { request, orderNumber } = state;
  if (request === null || request.status !== 'pending' || state.status === 'closed') {
    return reject('APPROVAL_NOT_PENDING', `Order ${orderNumber} waits for no approval; submit or amend it first.`);
  }
  if (request.expiresOn !== null && today >= request.expiresOn) {
    return reject(
      'PURCHASE_ORDER_REQUEST_EXPIRED',
      `It could be decided on until the day before ${request.expiresOn}; submit or amend the order again.`,
    );
  }
  const next = nextStepOf(request);
  if (next === undefined) {
    throw new Error('A pending request has a step that is open');
  }
  const fault = machineFault(by) ?? ownFault(request, state, by);
  if (fault !== undefined) {
    return fault;
  }
  const { seats } = next.step;
  const theirs = seats.filter((seat) => decides(seat, by, roles, request, isDelegating));
  // A place that names them nobody else can take: it goes before one that their role gives them.
  const seat = theirs.find(({ approver, delegation }) => approver.kind === 'user' || delegation !== null) ?? theirs[0];
  return seat === undefined
    ? notYours(next.number, next.step)
    : { request, step: next.number, approver: seats.indexOf(seat) + 1, seat };
}

/**
 * Whether the place is open and this person's: by name, by role, or since somebody has handed it over. Two roles are two
 * people, and so are a role and a delegation: who has approved elsewhere decides only where named.
 */
function decides(
  { approver, delegation, approvedBy }: Seat,
  by: Principal,
  roles: readonly string[],
  request: OrderRequest,
  isDelegating: boolean,
): boolean {
  if (approvedBy !== null) {
    return false;
  }
  if (delegation !== null) {
    const isTakingBack = isDelegating && isSamePrincipal(delegation.by, by);
    return isTakingBack || (isSamePrincipal(delegation.to, by) && !hasApprovedIn(request, by));
  }
  return approver.kind === 'user'
    ? isSamePrincipal({ kind: 'user', id: approver.id }, by)
    : roles.includes(approver.role) && !hasApprovedIn(request, by);
}

function hasApproved({ request }: PurchaseOrder, by: Principal): boolean {
  return request !== null && request.status !== 'rejected' && hasApprovedIn(request, by);
}

function hasApprovedIn({ steps }: OrderRequest, by: Principal): boolean {
  return steps.some(({ seats }) =>
    seats.some(({ approvedBy }) => approvedBy !== null && isSamePrincipal(approvedBy, by)),
  );
}

function machineFault({ kind }: Principal): Decision<never> | undefined {
  return kind === 'key' || kind === 'system'
    ? reject('APPROVAL_BY_MACHINE', 'A person answers for an approval; a key or a schedule cannot give it.')
    : undefined;
}

/** Whoever wrote the order down has asked for it, too, and so has the person behind a key that did. */
function ownFault(
  { requestedBy, responsible }: OrderRequest,
  { registeredBy, responsible: registrant }: PurchaseOrder,
  by: Principal,
): Decision<never> | undefined {
  return [requestedBy, responsible, registeredBy, registrant].some((each) => isSamePrincipal(each, by))
    ? reject('APPROVAL_OF_YOUR_OWN', 'Nobody approves their own request; ask somebody else with the role.')
    : undefined;
}

function notYours(number: number, { needs, seats }: RequestStep): Decision<never> {
  const open = seats.filter(({ approvedBy }) => approvedBy === null);
  const names = open.map(({ approver, delegation }) => {
    const own = approver.kind === 'role' ? `somebody with the role ${approver.role}` : approver.id;
    return delegation === null ? own : `${delegation.to.id} for ${own}`;
  });
  return reject(
    'APPROVAL_ROLE_MISSING',
    `Step ${number} is decided by ${names.join(needs === 'all' ? ' and by ' : ' or ')}.`,
  );
}
