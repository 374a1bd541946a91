/** A business rule said no. Codes are stable and listed in docs/errors.md; the message is a sentence for a person. */
export interface Rejection {
  readonly code: string;
  readonly message: string;
  /** Field of the command → what is wrong with it. */
  readonly fields?: Readonly<Record<string, string>>;
}

export type Decision<Event> =
  | { readonly outcome: 'accepted'; readonly events: readonly Event[] }
  | { readonly outcome: 'rejected'; readonly rejection: Rejection };

/**
 * An aggregate as pure functions. `evolve` is total over the aggregate's events; `decide` never throws for a business
 * reason: an exception means a bug. Accepting with no events means that the command asks for what is already so.
 */
export interface Decider<State, Command, Event> {
  readonly initialState: State;
  readonly evolve: (state: State, event: Event) => State;
  readonly decide: (command: Command, state: State) => Decision<Event>;
}

export function accept<Event>(...events: Event[]): Decision<Event> {
  return { outcome: 'accepted', events };
}

export function reject(code: string, message: string, fields?: Record<string, string>): Decision<never> {
  return { outcome: 'rejected', rejection: fields === undefined ? { code, message } : { code, message, fields } };
}

/** For the default branch of a switch over events or commands: a new one does not compile until it is placed. */
export function unreachable(value: never): never {
  throw new Error(`Unknown variant: ${JSON.stringify(value)}`);
}
