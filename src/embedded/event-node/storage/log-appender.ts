import { randomUUID } from 'node:crypto';
import { eventIdOf, type ProposedEvent, parseFrame } from '../protocol/recorded-event.ts';
import { writeBlock } from './block-writer.ts';
import { type CommitContext, checkCommit } from './commit-check.ts';
import type { EventLog } from './event-log.ts';
import { TOMBSTONE } from './log-block.ts';
import { RecentEventIds } from './recent-event-ids.ts';
import {
  METASTREAM_METADATA,
  parseStreamMetadata,
  SOFT_DELETE_METADATA,
  undeletedMetadata,
} from './stream-metadata.ts';
import { isMetastream, metastreamOf, originalStreamOf, type Stream } from './streams.ts';

/** What became of an append or a delete. */
export type AppendOutcome =
  /** `revision` is the last event's, -1 if the stream has none; `position` is the last event's, if there is one. */
  | { kind: 'appended'; revision: number; position: number | undefined }
  | { kind: 'wrong-expected-version'; current: number }
  | { kind: 'stream-deleted' }
  /** The disk failed: whether the append will be found after a restart is unknown. */
  | { kind: 'failed'; error: Error };

/** Told the outcome once it is certain, that is, on disk. */
export type Answer = (outcome: AppendOutcome) => void;

const NO_BYTES = new Uint8Array(0);

/** The one writer of the log: decides, assigns revision and position, and hands over to the group commit. */
export class LogAppender implements CommitContext {
  readonly recentIds = new RecentEventIds();
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** Whether callers should wait before sending more. */
  get isOverloaded(): boolean {
    return this.#log.commits.isOverloaded;
  }

  /** Appends events to a stream: all of them or none. */
  append(streamName: string, expected: number, events: readonly ProposedEvent[], answer: Answer): void {
    if (this.#refuseAfterFailure(answer)) return;
    const stream = this.#log.streamForWriting(streamName);
    if (this.#isMetastreamOfTombstoned(streamName)) {
      this.#answerWhenDurable({ kind: 'stream-deleted' }, answer);
      return;
    }
    const decision = checkCommit(
      this,
      stream,
      expected,
      events.map((event) => event.id),
    );
    if (decision.kind === 'repeated') {
      this.#answerRepeated(stream, decision.lastRevision, answer);
      return;
    }
    if (decision.kind !== 'accept') {
      this.#answerWhenDurable(decision, answer);
      return;
    }
    const last = stream.written.count - 1;
    if (events.length === 0) {
      this.#answerWhenDurable({ kind: 'appended', revision: last, position: undefined }, answer);
      return;
    }
    // Before the events, so that a crash in between cannot leave them hidden.
    if (stream.written.metadata.deleted) this.#undelete(stream, last + 1);
    this.#write(stream, [...events, ...this.#undeletingMetadata(stream, events)], last + 1);
    const revision = last + events.length;
    const position = this.#log.index.position(this.#log.ordinalOf(stream, revision));
    this.#answerWhenDurable({ kind: 'appended', revision, position }, answer);
  }

  /** Soft-deletes a stream: hides its events from readers until it is appended to again. */
  softDelete(streamName: string, expected: number, answer: Answer): void {
    if (this.#refuseAfterFailure(answer)) return;
    const stream = this.#log.streamForWriting(streamName);
    const decision = checkCommit(this, stream, expected, [randomUUID()]);
    if (decision.kind === 'wrong-expected-version' || decision.kind === 'stream-deleted') {
      this.#answerWhenDurable(decision, answer);
      return;
    }
    if (stream.written.count === 0 && !this.hasMetadata(stream)) {
      this.#answerWhenDurable({ kind: 'wrong-expected-version', current: -1 }, answer);
      return;
    }
    const position = this.#writeMetadata(streamName, SOFT_DELETE_METADATA);
    this.#answerWhenDurable({ kind: 'appended', revision: stream.written.count - 1, position }, answer);
  }

  /** Deletes a stream for ever: nothing can be read from it or appended to it again. */
  tombstone(streamName: string, expected: number, answer: Answer): void {
    if (this.#refuseAfterFailure(answer)) return;
    const stream = this.#log.streamForWriting(streamName);
    const tombstone = proposed('$streamDeleted', NO_BYTES, false);
    const decision = checkCommit(this, stream, expected, [tombstone.id]);
    if (decision.kind === 'wrong-expected-version' || decision.kind === 'stream-deleted') {
      this.#answerWhenDurable(decision, answer);
      return;
    }
    const position = this.#write(stream, [tombstone], TOMBSTONE);
    this.#answerWhenDurable({ kind: 'appended', revision: TOMBSTONE, position }, answer);
  }

  hasMetadata(stream: Stream): boolean {
    return (this.#log.stream(metastreamOf(stream.name))?.written.count ?? 0) > 0;
  }

  eventIdAt(stream: Stream, revision: number): string {
    return eventIdOf(this.#frameAt(stream, revision));
  }

  #frameAt(stream: Stream, revision: number): Buffer {
    const ordinal = this.#log.ordinalOf(stream, revision);
    const frame = Buffer.allocUnsafe(this.#log.index.frameBytes(ordinal));
    this.#log.commits.read(frame, frame.length, this.#log.index.position(ordinal));
    return frame;
  }

  #refuseAfterFailure(answer: Answer): boolean {
    const error = this.#log.commits.failure;
    if (error !== null) answer({ kind: 'failed', error });
    return error !== null;
  }

  #isMetastreamOfTombstoned(streamName: string): boolean {
    if (!isMetastream(streamName)) return false;
    return this.#log.stream(originalStreamOf(streamName))?.written.tombstoned ?? false;
  }

  /** Even a refusal waits: it may speak of events that are not on disk yet. */
  #answerWhenDurable(outcome: AppendOutcome, answer: Answer): void {
    const { commits } = this.#log;
    commits.group.answers.push((error) => answer(error === null ? outcome : { kind: 'failed', error }));
    commits.schedule();
  }

  #answerRepeated(stream: Stream, lastRevision: number, answer: Answer): void {
    const position = this.#log.index.position(this.#log.ordinalOf(stream, lastRevision));
    this.#answerWhenDurable({ kind: 'appended', revision: lastRevision, position }, answer);
  }

  /** The first append after a soft delete shows the stream again, from there on. */
  #undelete(stream: Stream, fromRevision: number): void {
    const metastream = this.#log.stream(metastreamOf(stream.name));
    const last = (metastream?.written.count ?? 0) - 1;
    if (metastream === undefined || last < 0) return;
    this.#writeMetadata(stream.name, undeletedMetadata(parseFrame(this.#frameAt(metastream, last)).data, fromRevision));
  }

  /**
   * Setting the metadata of a soft-deleted stream brings the stream back too, empty: one more metadata event, in the
   * same append, hides what had been deleted.
   */
  #undeletingMetadata(metastream: Stream, events: readonly ProposedEvent[]): ProposedEvent[] {
    const original = isMetastream(metastream.name) ? this.#log.stream(originalStreamOf(metastream.name)) : undefined;
    const last = events.at(-1);
    if (last === undefined || !original?.written.metadata.deleted) return [];
    return [proposed('$metadata', undeletedMetadata(last.data, original.written.count), true)];
  }

  #writeMetadata(streamName: string, data: Buffer): number {
    const metastream = this.#log.streamForWriting(metastreamOf(streamName));
    return this.#write(metastream, [proposed('$metadata', data, true)], metastream.written.count);
  }

  /** Writes one block; returns the position of its last event. */
  #write(stream: Stream, events: readonly ProposedEvent[], firstRevision: number): number {
    const log = this.#log;
    const isTombstone = firstRevision === TOMBSTONE;
    log.lastCreatedMs = Math.max(Date.now(), log.lastCreatedMs);
    const block = {
      streamName: stream.name,
      events,
      firstRevision,
      createdMs: log.lastCreatedMs,
      durableBytes: log.commits.durableBytes,
    };
    const lastPosition = writeBlock(log.commits.group, block, (event, revision, position, frameBytes) => {
      const ordinal = log.index.add(position, frameBytes, stream.id, event.type);
      if (isTombstone) {
        stream.tombstoneOrdinal = ordinal;
        return;
      }
      log.revisions.push(stream.revisions, ordinal);
      this.recentIds.add(event.id, stream, revision);
    });
    this.#changeViews(stream, isTombstone, events);
    return lastPosition;
  }

  /** Updates what the writer decides by at once, and what readers see after the flush. */
  #changeViews(stream: Stream, isTombstone: boolean, events: readonly ProposedEvent[]): void {
    const log = this.#log;
    const count = stream.revisions.length;
    const eventCount = log.index.count;
    stream.written.count = count;
    if (isTombstone) stream.written.tombstoned = true;
    log.commits.group.onDurable.push(() => {
      stream.durable.count = count;
      if (isTombstone) stream.durable.tombstoned = true;
      log.durableCount = eventCount;
    });
    const last = events.at(-1);
    if (last === undefined || isTombstone || !isMetastream(stream.name)) return;
    const original = log.streamForWriting(originalStreamOf(stream.name));
    if (original.written.metadata === METASTREAM_METADATA) return;
    const metadata = parseStreamMetadata(last.isJson, last.data);
    original.written.metadata = metadata;
    log.commits.group.onDurable.push(() => {
      original.durable.metadata = metadata;
    });
  }
}

function proposed(type: string, data: Uint8Array, isJson: boolean): ProposedEvent {
  return { id: randomUUID(), type, isJson, data, metadata: NO_BYTES };
}
