import { setTimeout as delay } from 'node:timers/promises';
import type { Decider, Rejection } from '../domain/kernel/decider.ts';
import type { DomainEvent } from '../domain/kernel/events.ts';
import { type EventStore, type Loaded, type Provenance, RevisionConflict, type StreamId } from './ports/event-store.ts';

/** Conflicts in a row before giving up: with jitter, far beyond what two hundred writers on one stream need. */
const CONFLICTS_MAX = 50;
const CONFLICT_DELAY_MAX_MS = 40;

export interface Accepted<State, Event> {
  readonly outcome: 'accepted';
  readonly state: State;
  readonly revision: number;
  /** Position of the last event of the stream: what a reader must have seen to read this write. */
  readonly position: bigint;
  /** Events appended now; empty when the command was there already or changed nothing. */
  readonly events: readonly Event[];
}

export interface Rejected {
  readonly outcome: 'rejected';
  readonly rejection: Rejection;
}

export type Outcome<State, Event> = Accepted<State, Event> | Rejected;

export interface ExecuteOptions {
  /** Decide on exactly this revision (If-Match): a later one is rejected with REVISION_MISMATCH. */
  readonly expectedRevision?: number | undefined;
}

/** Options of the first try: a stream that the caller has just loaded is not loaded again. */
export interface Continuation<State> extends ExecuteOptions {
  readonly loaded?: Loaded<State> | undefined;
  /** How to load the stream, where somebody knows it up to a revision. */
  readonly load?: (() => Promise<Loaded<State>>) | undefined;
}

/**
 * Handles one command on one stream: load, answer if the command id is already there, decide, append at the revision
 * that was decided on. A conflict loads and decides again, bounded, with jitter.
 */
export async function execute<State, Command, Event extends DomainEvent>(
  eventStore: EventStore,
  decider: Decider<State, Command, Event>,
  stream: StreamId,
  command: Command,
  provenance: Provenance,
  options: Continuation<State> = {},
): Promise<Outcome<State, Event>> {
  for (let conflicts = 0; ; conflicts += 1) {
    const loaded =
      (conflicts === 0 ? options.loaded : undefined) ??
      (await (options.load === undefined ? eventStore.load<State, Event>(stream, decider) : options.load()));
    if (loaded.commands.has(provenance.commandId)) {
      return asFound(loaded);
    }
    if (options.expectedRevision !== undefined && options.expectedRevision !== loaded.revision) {
      return rejected({
        code: 'REVISION_MISMATCH',
        message: `The record is at revision ${loaded.revision}, not ${options.expectedRevision}; read it again and repeat the change.`,
      });
    }
    const decision = decider.decide(command, loaded.state);
    if (decision.outcome === 'rejected') {
      return rejected(decision.rejection);
    }
    if (decision.events.length === 0) {
      return asFound(loaded);
    }
    try {
      const { revision, position } = await eventStore.append(stream, loaded.revision, decision.events, provenance);
      const state = decision.events.reduce(decider.evolve, loaded.state);
      return { outcome: 'accepted', state, revision, position, events: decision.events };
    } catch (error) {
      if (!(error instanceof RevisionConflict) || conflicts >= CONFLICTS_MAX) {
        throw error;
      }
      await delay(Math.random() * Math.min(CONFLICT_DELAY_MAX_MS, 2 + conflicts));
    }
  }
}

function asFound<State, Event>(loaded: Loaded<State>): Accepted<State, Event> {
  const { state, revision, position } = loaded;
  return { outcome: 'accepted', state, revision, position, events: [] };
}

export function rejected(rejection: Rejection): Rejected {
  return { outcome: 'rejected', rejection };
}
