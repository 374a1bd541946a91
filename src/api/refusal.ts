import type { Outcome } from '../application/execute.ts';
import type { Rejection } from '../domain/kernel/decider.ts';
import type { KnownErrorCode } from './error-codes.ts';

export interface RefusalOptions {
  readonly fields?: Readonly<Record<string, string>> | undefined;
  /** More members of `error.details`. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Ends a request with the status that its code has in the table. Thrown only at the border, never inside the domain. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string;
  readonly options: RefusalOptions;
  constructor(code: string, message: string, options: RefusalOptions = {}) {
    super(message);
    this.code = code;
    this.options = options;
  }
}

/** `code` is checked against the table; a rejection of the domain comes through {@link refuseRejection}. */
export function refusal(code: KnownErrorCode, message: string, options: RefusalOptions = {}): Refusal {
  return new Refusal(code, message, options);
}

export function refuseRejection(rejection: Rejection): Refusal {
  return new Refusal(rejection.code, rejection.message, { fields: rejection.fields });
}

/** The record that was found, or 404. `what` names it for a person: "account 0190…". */
export function foundOr404<Row>(row: Row | undefined | null, what: string): Row {
  if (row === undefined || row === null) {
    throw refusal('NOT_FOUND', `There is no ${what}.`);
  }
  return row;
}

/** What a use case accepted; a rejection becomes the answer that the table has for its code. */
export function acceptedOrRefuse<State, Event>(
  outcome: Outcome<State, Event>,
): Extract<Outcome<State, Event>, { outcome: 'accepted' }> {
  if (outcome.outcome === 'rejected') {
    throw refuseRejection(outcome.rejection);
  }
  return outcome;
}
