import { execute, type Outcome, type Rejected } from '../../application/execute.ts';
import { personBehind } from '../../application/person-behind.ts';
import type { EventStore, Provenance } from '../../application/ports/event-store.ts';
import type { Grant, GrantRequestEvent } from '../../domain/grant-request/events.ts';
import { type GrantRequest, type GrantRequestState, grantRequest } from '../../domain/grant-request/grant-request.ts';
import type { GrantRequestId } from '../../domain/kernel/ids.ts';
import { grantRequestStream } from './streams.ts';

/** It takes a second person: nothing has happened yet but that somebody has asked. */
export interface Requested {
  readonly outcome: 'requested';
  readonly request: GrantRequest;
  readonly position: bigint;
  readonly revision: number;
  /** False when the command is a repetition. */
  readonly isNew: boolean;
}

/** Done, refused, or waiting for a second person. */
export type GrantOutcome<State, Event> = Outcome<State, Event> | Requested;

interface Asking<State, Event> {
  readonly reason: string;
  /** Does it, if one person is enough. */
  act(): Promise<Outcome<State, Event>>;
  /** What to ask for when one is not. */
  grant(): Promise<Grant>;
}

/** Does what is asked for, or records the request where nobody does it alone. The request's id is the command's. */
export async function doOrAsk<State, Event>(
  eventStore: EventStore,
  { reason, act, grant }: Asking<State, Event>,
  provenance: Provenance,
): Promise<GrantOutcome<State, Event>> {
  const requestId = provenance.commandId as GrantRequestId; // the id of a new record is its command's
  const stream = grantRequestStream(provenance.tenantId, requestId);
  const asked = await eventStore.load<GrantRequestState, GrantRequestEvent>(stream, grantRequest);
  if (asked.state.status !== 'none') {
    const { state, position, revision } = asked;
    return { outcome: 'requested', request: state, position, revision, isNew: false };
  }
  const outcome = await act();
  if (outcome.outcome === 'accepted' || outcome.rejection.code !== 'APPROVAL_REQUIRED') {
    return outcome;
  }
  const { actor } = provenance;
  const request = {
    requestId,
    grant: await grant(),
    requestedBy: actor,
    responsible: await personBehind(eventStore, provenance),
    reason,
  };
  return requested(
    await execute(eventStore, grantRequest, stream, { kind: 'request', request }, provenance, { loaded: asked }),
  );
}

function requested(outcome: Outcome<GrantRequestState, GrantRequestEvent>): Requested | Rejected {
  if (outcome.outcome === 'rejected') {
    return outcome;
  }
  const { state, position, revision, events } = outcome;
  if (state.status === 'none') {
    throw new Error('A request was accepted and is not there');
  }
  return { outcome: 'requested', request: state, position, revision, isNew: events.length > 0 };
}
