import { ownApproval } from '../kernel/approval.ts';
import { accept, type Decider, type Decision, reject, unreachable } from '../kernel/decider.ts';
import { isSamePrincipal, type Principal } from '../kernel/principal.ts';
import type { Grant, GrantRequestEvent } from './events.ts';

export type GrantRequestData = Extract<GrantRequestEvent, { type: 'GrantRequested' }>['data'];

export interface GrantRequest extends GrantRequestData {
  readonly status: 'open' | 'approved' | 'rejected' | 'withdrawn' | 'lapsed';
  /** Whoever approved it. */
  readonly approvedBy: Principal | null;
  /** Why an approved request has no effect. */
  readonly lapsedBecause: string | null;
}

export type GrantRequestState = { readonly status: 'none' } | GrantRequest;

/** When it is decided on, and from when on nobody does that any more. */
export interface Deadline {
  readonly now: string;
  readonly expiresAt: string;
}

interface Judgement extends Deadline {
  readonly by: Principal;
  /** Roles of whoever judges. */
  readonly ownRoles: readonly string[];
  readonly reason: string;
}

export type GrantRequestCommand =
  | { readonly kind: 'request'; readonly request: GrantRequestData }
  | ({ readonly kind: 'approve' } & Judgement)
  | ({ readonly kind: 'reject' } & Judgement)
  | ({ readonly kind: 'withdraw'; readonly by: Principal; readonly reason: string } & Deadline)
  | { readonly kind: 'lapse'; readonly code: string; readonly because: string };

/** A request for power that nobody gives alone: another person approves or rejects it, or it is withdrawn. */
export const grantRequest: Decider<GrantRequestState, GrantRequestCommand, GrantRequestEvent> = {
  initialState: { status: 'none' },

  evolve(state, event) {
    if (event.type === 'GrantRequested') {
      return { status: 'open', ...event.data, approvedBy: null, lapsedBecause: null };
    }
    if (state.status === 'none') {
      throw new Error(`${event.type} cannot happen to what nobody has asked for`);
    }
    switch (event.type) {
      case 'GrantApproved':
        return { ...state, status: 'approved', approvedBy: event.data.approvedBy };
      case 'GrantRejected':
        return { ...state, status: 'rejected' };
      case 'GrantWithdrawn':
        return { ...state, status: 'withdrawn' };
      case 'GrantLapsed':
        return { ...state, status: 'lapsed', lapsedBecause: event.data.because };
      default:
        return unreachable(event);
    }
  },

  decide(command, state) {
    if (command.kind === 'request') {
      return state.status === 'none' ? accept({ type: 'GrantRequested', data: command.request }) : accept();
    }
    if (state.status === 'none') {
      return reject('GRANT_REQUEST_NOT_FOUND', 'There is no such request.');
    }
    switch (command.kind) {
      case 'approve':
        return approve(command, state);
      case 'reject':
        return rejectRequest(command, state);
      case 'withdraw':
        return withdraw(command, state);
      case 'lapse':
        return state.status === 'approved'
          ? accept({ type: 'GrantLapsed', data: { code: command.code, because: command.because } })
          : accept();
      default:
        return unreachable(command);
    }
  },
};

function approve(judgement: Judgement, state: GrantRequest): Decision<GrantRequestEvent> {
  const fault = judgementFault(judgement, state);
  if (fault !== undefined || state.status === 'approved') {
    return fault ?? accept(); // whoever approves once more completes what a fall has left undone
  }
  const { by, reason } = judgement;
  return closedFault(state, judgement) ?? accept({ type: 'GrantApproved', data: { approvedBy: by, reason } });
}

function rejectRequest(judgement: Judgement, state: GrantRequest): Decision<GrantRequestEvent> {
  const { by, reason } = judgement;
  if (state.status === 'rejected') {
    return accept();
  }
  return (
    byMachineFault(by) ??
    ownFault(by, state) ??
    closedFault(state, judgement) ??
    accept({ type: 'GrantRejected', data: { rejectedBy: by, reason } })
  );
}

function withdraw(
  { by, reason, ...deadline }: Extract<GrantRequestCommand, { kind: 'withdraw' }>,
  state: GrantRequest,
): Decision<GrantRequestEvent> {
  if (!isOwn(by, state)) {
    return reject('GRANT_REQUEST_OF_ANOTHER', 'Only who has asked for it withdraws it; reject it instead.');
  }
  return state.status === 'withdrawn'
    ? accept()
    : (closedFault(state, deadline) ?? accept({ type: 'GrantWithdrawn', data: { withdrawnBy: by, reason } }));
}

function judgementFault({ by, ownRoles }: Judgement, state: GrantRequest): Decision<never> | undefined {
  return (
    byMachineFault(by) ??
    ownFault(by, state) ??
    (isFor(state.grant, by, ownRoles)
      ? reject('APPROVAL_FOR_YOURSELF', 'It would give power to yourself; another administrator may approve it.')
      : undefined)
  );
}

/** A person answers for it: no key, and nobody who cannot be named. */
function byMachineFault({ kind }: Principal): Decision<never> | undefined {
  return kind === 'user'
    ? undefined
    : reject('APPROVAL_BY_MACHINE', 'A person decides on it: somebody who signs in, not a key and not the machine.');
}

function ownFault(by: Principal, state: GrantRequest): Decision<never> | undefined {
  return isOwn(by, state) ? ownApproval() : undefined;
}

function isOwn(by: Principal, { requestedBy, responsible }: GrantRequest): boolean {
  return isSamePrincipal(by, requestedBy) || isSamePrincipal(by, responsible);
}

/** A key is held by whoever has asked for it, so there the rule about one's own request is enough. */
function isFor(grant: Grant, by: Principal, ownRoles: readonly string[]): boolean {
  switch (grant.kind) {
    case 'role':
      return isSamePrincipal(grant.principal, by);
    case 'rolePermissions':
      return ownRoles.includes(grant.role);
    case 'key':
    case 'keyRotation':
    case 'fourEyes':
      return false;
    default:
      return unreachable(grant);
  }
}

function closedFault({ status }: GrantRequest, { now, expiresAt }: Deadline): Decision<never> | undefined {
  if (status !== 'open') {
    return reject('GRANT_REQUEST_CLOSED', `The request is ${status} already; ask again if it is still wanted.`);
  }
  return expiresAt <= now
    ? reject(
        'GRANT_REQUEST_EXPIRED',
        `The request could be decided on until ${expiresAt}; ask again if it is still wanted.`,
      )
    : undefined;
}
