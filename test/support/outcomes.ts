import type { Accepted, Outcome } from '../../src/application/execute.ts';
import type { Rejection } from '../../src/domain/kernel/decider.ts';
import type { GrantOutcome } from '../../src/identity/manage/ask-for-grant.ts';

/** An outcome that must have been accepted. */
export function acceptedOutcome<State, Event>(outcome: Outcome<State, Event>): Accepted<State, Event> {
  if (outcome.outcome === 'rejected') {
    throw new Error(`Rejected with ${outcome.rejection.code}: ${outcome.rejection.message}`);
  }
  return outcome;
}

/** The rejection of an outcome that must have been rejected. */
export function rejectionOf(
  outcome: { readonly outcome: 'accepted' } | { readonly outcome: 'rejected'; readonly rejection: Rejection },
): Rejection {
  if (outcome.outcome === 'accepted') {
    throw new Error('It was accepted');
  }
  return outcome.rejection;
}

/** An outcome that needed no second person. */
export function doneOutcome<State, Event>(outcome: GrantOutcome<State, Event>): Accepted<State, Event> {
  if (outcome.outcome === 'requested') {
    throw new Error(`It waits for approval: ${outcome.request.requestId}`);
  }
  return acceptedOutcome(outcome);
}
