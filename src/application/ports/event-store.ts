import type { Category } from '../../domain/categories.ts';
import type { DomainEvent } from '../../domain/kernel/events.ts';
import type { TenantId } from '../../domain/kernel/ids.ts';

/** `<category>-<tenant>.<id>`: the tenant is part of every stream name. */
export interface StreamId {
  readonly category: Category;
  readonly tenantId: TenantId;
  readonly id: string;
}

/** Who did it: a person, a machine key, the system itself (schedules, sweepers), or nobody that we could ask. */
export interface Actor {
  readonly kind: 'user' | 'key' | 'system' | 'anonymous';
  readonly id: string;
}

/** What every event carries beside its data. Business dates stand in the data: this is about who and how we knew. */
export interface EventMetadata {
  readonly tenantId: TenantId;
  readonly actor: Actor;
  readonly $correlationId: string;
  readonly $causationId: string;
  readonly commandId: string;
  /** UTC, ISO 8601 with milliseconds. */
  readonly recordedAt: string;
  readonly schemaVersion: number;
  readonly build: string;
}

export interface RecordedEvent<Event extends DomainEvent = DomainEvent> {
  readonly id: string;
  readonly stream: StreamId;
  /** Place in its stream, from 0. */
  readonly revision: number;
  /** Place in the log: strictly increasing over all streams. */
  readonly position: bigint;
  readonly event: Event;
  readonly metadata: EventMetadata;
}

/** Revision of a stream that has no events yet. */
export const NO_STREAM = -1;

export interface Loaded<State> {
  readonly state: State;
  /** Revision of the last event folded, or {@link NO_STREAM}. */
  readonly revision: number;
  /** Position of the last event folded; 0 when there is none. */
  readonly position: bigint;
  /** Command id → revision of its last event here: a command that is there is answered, not decided again. */
  readonly commands: ReadonlyMap<string, number>;
}

export interface Fold<State, Event> {
  readonly initialState: State;
  readonly evolve: (state: State, event: Event) => State;
}

/** What is common to the events of one command. */
export interface Provenance {
  readonly tenantId: TenantId;
  readonly actor: Actor;
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  /** The moment of recording, from the clock that the caller was given. */
  readonly recordedAt: string;
}

export interface Appended {
  readonly revision: number;
  readonly position: bigint;
}

/** Somebody else appended first: the decision was made on a state that is no longer the last one. */
export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';
  readonly stream: StreamId;
  readonly expected: number;
  constructor(stream: StreamId, expected: number) {
    super(`${stream.category} ${stream.id} was changed by somebody else since revision ${expected}; load it again`);
    this.stream = stream;
    this.expected = expected;
  }
}

/** The event store could not be reached, again and again. What was under way may be done again. */
export class EventStoreUnavailable extends Error {
  override readonly name = 'EventStoreUnavailable';
}

/** What was to be recorded never can be: it breaks its schema, or is larger than one append holds. Nothing was written. */
export class AppendRefused extends Error {
  override readonly name = 'AppendRefused';
}

/** The only door to the truth. Decisions read streams here and nowhere else. */
export interface EventStore {
  /** Folds a stream from its first event; a stream that does not exist gives the initial state. */
  load<State, Event extends DomainEvent>(stream: StreamId, fold: Fold<State, Event>): Promise<Loaded<State>>;
  /** Events of a stream in order, from `fromRevision` (included), at most `limit`. */
  read(stream: StreamId, fromRevision?: number, limit?: number): Promise<RecordedEvent[]>;
  /** The last event of a stream, or undefined when it has none. */
  last(stream: StreamId): Promise<RecordedEvent | undefined>;
  /**
   * Appends all events or none. Event ids derive from command, stream, index and data, so that a repetition is recognised.
   * @throws RevisionConflict when the stream is not at `expectedRevision`.
   * @throws AppendRefused when the events do not fit their schemas or the limit of one append.
   */
  append(
    stream: StreamId,
    expectedRevision: number,
    events: readonly DomainEvent[],
    provenance: Provenance,
  ): Promise<Appended>;
}
