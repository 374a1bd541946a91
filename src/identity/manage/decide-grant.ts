import { derivedId } from '../../application/derived-ids.ts';
import { type Accepted, execute, type Outcome, type Rejected } from '../../application/execute.ts';
import type { EventStore, Provenance } from '../../application/ports/event-store.ts';
import { step } from '../../application/step.ts';
import type { GrantRequestEvent } from '../../domain/grant-request/events.ts';
import {
  type Deadline,
  type GrantRequest,
  type GrantRequestCommand,
  type GrantRequestState,
  grantRequest,
} from '../../domain/grant-request/grant-request.ts';
import type { GrantRequestId } from '../../domain/kernel/ids.ts';
import type { Role } from '../permissions.ts';
import { grantExpiry } from './grant-expiry.ts';
import { grantRequestStream } from './streams.ts';
import { takeEffect } from './take-effect.ts';

export interface JudgeGrantInput {
  readonly requestId: GrantRequestId;
  readonly reason: string;
  /** Roles of whoever judges. */
  readonly ownRoles: readonly Role[];
}

export interface WithdrawGrantInput {
  readonly requestId: GrantRequestId;
  readonly reason: string;
}

export type GrantRequestOutcome = Outcome<GrantRequest, GrantRequestEvent>;

/**
 * Approves what another person has asked for, and does it. After a fall between the two, approving once more does the
 * rest: the effect's command id is the request's. When a rule has come to stand against it, the request lapses and says why.
 */
export async function approveGrant(
  eventStore: EventStore,
  { requestId, reason, ownRoles }: JudgeGrantInput,
  provenance: Provenance,
): Promise<GrantRequestOutcome> {
  const deadline = await deadlineOf(eventStore, requestId, provenance);
  const command = { kind: 'approve', by: provenance.actor, ownRoles, reason, ...deadline } as const;
  const approved = await onRequest(eventStore, requestId, command, provenance);
  if (approved.outcome === 'rejected' || approved.state.status !== 'approved') {
    return approved;
  }
  const own = { ...provenance, commandId: derivedId(requestId, 'effect'), causationId: provenance.commandId };
  const effect = await takeEffect(eventStore, approved.state, own);
  return effect.outcome === 'rejected'
    ? lapse(eventStore, requestId, effect, provenance)
    : { ...approved, position: later(effect.position, approved) };
}

export async function rejectGrant(
  eventStore: EventStore,
  { requestId, reason, ownRoles }: JudgeGrantInput,
  provenance: Provenance,
): Promise<GrantRequestOutcome> {
  const deadline = await deadlineOf(eventStore, requestId, provenance);
  const command = { kind: 'reject', by: provenance.actor, ownRoles, reason, ...deadline } as const;
  return onRequest(eventStore, requestId, command, provenance);
}

export async function withdrawGrant(
  eventStore: EventStore,
  { requestId, reason }: WithdrawGrantInput,
  provenance: Provenance,
): Promise<GrantRequestOutcome> {
  const deadline = await deadlineOf(eventStore, requestId, provenance);
  return onRequest(eventStore, requestId, { kind: 'withdraw', by: provenance.actor, reason, ...deadline }, provenance);
}

/** Of what nobody has asked for, any: it is refused as not there. */
async function deadlineOf(
  eventStore: EventStore,
  requestId: GrantRequestId,
  { tenantId, recordedAt: now }: Provenance,
): Promise<Deadline> {
  const [asked] = await eventStore.read(grantRequestStream(tenantId, requestId), 0, 1);
  return { now, expiresAt: grantExpiry(asked?.metadata.recordedAt ?? now) };
}

async function lapse(
  eventStore: EventStore,
  requestId: GrantRequestId,
  { rejection }: Rejected,
  provenance: Provenance,
): Promise<GrantRequestOutcome> {
  const command = { kind: 'lapse', code: rejection.code, because: rejection.message } as const;
  return onRequest(eventStore, requestId, command, step(provenance, 'lapse'));
}

async function onRequest(
  eventStore: EventStore,
  requestId: GrantRequestId,
  command: GrantRequestCommand,
  provenance: Provenance,
): Promise<GrantRequestOutcome> {
  const stream = grantRequestStream(provenance.tenantId, requestId);
  const outcome: Outcome<GrantRequestState, GrantRequestEvent> = await execute(
    eventStore,
    grantRequest,
    stream,
    command,
    provenance,
  );
  if (outcome.outcome === 'rejected') {
    return outcome;
  }
  const { state } = outcome;
  if (state.status === 'none') {
    throw new Error('A command was accepted on a request that does not exist');
  }
  return { ...outcome, state };
}

function later(position: bigint, approved: Accepted<GrantRequest, GrantRequestEvent>): bigint {
  return position > approved.position ? position : approved.position;
}
