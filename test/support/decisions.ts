import type { Decision } from '../../src/domain/kernel/decider.ts';

/** The events of a decision that must have been accepted. */
export function accepted<Event>(decision: Decision<Event>): readonly Event[] {
  if (decision.outcome === 'rejected') {
    throw new Error(`Rejected with ${decision.rejection.code}: ${decision.rejection.message}`);
  }
  return decision.events;
}

/** The code of a decision that must have been rejected. */
export function rejectedWith(decision: Decision<unknown>): string {
  if (decision.outcome === 'accepted') {
    throw new Error(`Accepted, with ${JSON.stringify(decision.events)}`);
  }
  return decision.rejection.code;
}
