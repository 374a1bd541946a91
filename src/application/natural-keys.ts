import type { NaturalKeyKind } from '../domain/natural-key/events.ts';
import { type NaturalKeyCommand, naturalKey } from '../domain/natural-key/natural-key.ts';
import { derivedId } from './derived-ids.ts';
import { type EventStore, type Provenance, RevisionConflict, type StreamId } from './ports/event-store.ts';

export interface NaturalKeyDeps {
  readonly eventStore: EventStore;
}

export type Reservation =
  | { readonly outcome: 'reserved' }
  /** Somebody else has it: the id of that record. */
  | { readonly outcome: 'taken'; readonly owner: string };

/** Conflicts in a row before giving up: each one means that the key has just changed hands. */
const CONFLICTS_MAX = 20;

/**
 * A reservation whose record has not appeared after this time was left behind by a process that fell. Far beyond what
 * any use case takes: appends give up after half a minute.
 */
const ABANDONED_AFTER_MS = 5 * 60_000;

/**
 * Takes a key for a record, before that record is written. Asking again for the same owner is reserved again, so a
 * command that is repeated after a crash goes on where it stopped.
 */
export async function reserve(
  deps: NaturalKeyDeps,
  kind: NaturalKeyKind,
  key: string,
  owner: string,
  provenance: Provenance,
): Promise<Reservation> {
  return decideOnKey(deps, { kind: 'reserve', naturalKey: kind, key, owner }, provenance);
}

/** The id of the record that has a key, or null. It may never have come to be: look at its stream. */
export async function ownerOf(
  { eventStore }: NaturalKeyDeps,
  kind: NaturalKeyKind,
  key: string,
  tenant: Pick<Provenance, 'tenantId'>,
): Promise<string | null> {
  return (await eventStore.load(keyStream(tenant, kind, key), naturalKey)).state.owner;
}

/** Gives a key back. Nothing happens when `owner` does not have it. */
export async function release(
  deps: NaturalKeyDeps,
  kind: NaturalKeyKind,
  key: string,
  owner: string,
  provenance: Provenance,
): Promise<void> {
  await decideOnKey(deps, { kind: 'release', naturalKey: kind, key, owner }, provenance);
}

/**
 * Takes over a key that `from` reserved long ago without ever becoming a record. The caller has looked at the record's
 * stream and found it empty.
 */
export async function takeOverAbandoned(
  deps: NaturalKeyDeps,
  kind: NaturalKeyKind,
  key: string,
  { from, owner }: { readonly from: string; readonly owner: string },
  provenance: Provenance,
): Promise<Reservation> {
  const events = await deps.eventStore.read(keyStream(provenance, kind, key));
  const reservedAt = events.at(-1)?.metadata.recordedAt;
  const isAbandoned =
    reservedAt !== undefined && Date.parse(provenance.recordedAt) - Date.parse(reservedAt) > ABANDONED_AFTER_MS;
  return isAbandoned
    ? decideOnKey(deps, { kind: 'transfer', naturalKey: kind, key, owner, from }, provenance)
    : { outcome: 'taken', owner: from };
}

function keyStream({ tenantId }: Pick<Provenance, 'tenantId'>, kind: NaturalKeyKind, key: string): StreamId {
  return { category: 'naturalKey', tenantId, id: derivedId(kind, key) };
}

/**
 * Not `execute`: what is asked for is a state ("mine", "not mine"), so the state answers a repetition. One command may
 * well reserve, release and, sent again, reserve once more; its command id would hide the second time.
 */
async function decideOnKey(
  { eventStore }: NaturalKeyDeps,
  command: NaturalKeyCommand,
  provenance: Provenance,
): Promise<Reservation> {
  const stream = keyStream(provenance, command.naturalKey, command.key);
  for (let conflicts = 0; ; conflicts += 1) {
    const { state, revision } = await eventStore.load(stream, naturalKey);
    const decision = naturalKey.decide(command, state);
    if (decision.outcome === 'rejected') {
      if (state.owner === null) {
        throw new Error(`The ${command.naturalKey} ${command.key} was refused though nobody has it`);
      }
      return { outcome: 'taken', owner: state.owner };
    }
    if (decision.events.length === 0) {
      return { outcome: 'reserved' };
    }
    try {
      await eventStore.append(stream, revision, decision.events, {
        ...provenance,
        commandId: derivedId(provenance.commandId, command.kind, command.naturalKey, command.key, revision),
        causationId: provenance.commandId,
      });
      return { outcome: 'reserved' };
    } catch (error) {
      if (!(error instanceof RevisionConflict) || conflicts >= CONFLICTS_MAX) {
        throw error;
      }
    }
  }
}
