import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseFrame } from '../protocol/recorded-event.ts';
import { EventIndex } from './event-index.ts';
import { GroupCommit } from './group-commit.ts';
import { type BlockHeader, blockStreamName, forEachEvent, TOMBSTONE } from './log-block.ts';
import { LogFile } from './log-file.ts';
import { recoverLog } from './log-recovery.ts';
import { RevisionIndex } from './revision-index.ts';
import { METASTREAM_METADATA, parseStreamMetadata } from './stream-metadata.ts';
import { isMetastream, originalStreamOf, type Stream, Streams } from './streams.ts';

/** The log file and everything known about it. One writer appends; any number of readers follow. */
export class EventLog {
  readonly file: LogFile;
  readonly commits: GroupCommit;
  readonly index = new EventIndex();
  readonly revisions = new RevisionIndex();
  readonly streams = new Streams();
  /** Bytes of an unfinished append that were cut off at the start. */
  readonly tornBytes: number;
  /** Events that are on disk; readers see ordinals below this. */
  durableCount = 0;
  /**
   * When the last event was recorded, in ms since 1970. Times never go back, even if the clock does; nor before 2001,
   * for frames have room for exactly 13 digits.
   */
  lastCreatedMs = 1_000_000_000_000;
  readonly #followers = new Set<() => void>();

  private constructor(file: LogFile, sync: boolean) {
    this.file = file;
    const recovered = recoverLog(file, (header, buffer, start, position) => {
      this.#recoverBlock(header, buffer, start, position);
    });
    this.tornBytes = recovered.tornBytes;
    this.durableCount = this.index.count;
    this.commits = new GroupCommit(file, recovered.endPosition, sync, () => this.#wakeFollowers());
  }

  /**
   * Opens the log in a directory, which must be locked, and reads it through.
   * @param sync whether appends wait for the disk; false is for tests.
   * @throws EventNodeError LOG_CORRUPTED, LOG_FORMAT_UNKNOWN
   */
  static open(directory: string, sync: boolean): EventLog {
    mkdirSync(directory, { recursive: true });
    const file = LogFile.open(join(directory, 'events.log'));
    try {
      return new EventLog(file, sync);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Position of the last event that is on disk; 0 if there is none. */
  get lastPosition(): number {
    return this.durableCount === 0 ? 0 : this.index.position(this.durableCount - 1);
  }

  /** Calls `wake` after every flush, until the returned function is called. */
  follow(wake: () => void): () => void {
    this.#followers.add(wake);
    return () => this.#followers.delete(wake);
  }

  /** A stream, if it was ever named. Metadata streams show their last event only. */
  stream(name: string): Stream | undefined {
    return this.streams.get(name);
  }

  /** The stream, created if need be, with what being a metadata stream means for it. */
  streamForWriting(name: string): Stream {
    const stream = this.streams.getOrCreate(name);
    if (isMetastream(name) && stream.written.metadata !== METASTREAM_METADATA) {
      stream.written.metadata = METASTREAM_METADATA;
      stream.durable.metadata = METASTREAM_METADATA;
      this.streams.getOrCreate(originalStreamOf(name));
    }
    return stream;
  }

  ordinalOf(stream: Stream, revision: number): number {
    return this.revisions.at(stream.revisions, revision);
  }

  close(): void {
    this.file.close();
  }

  #wakeFollowers(): void {
    for (const wake of this.#followers) wake();
  }

  #recoverBlock(header: BlockHeader, buffer: Buffer, start: number, position: number): void {
    const stream = this.streamForWriting(blockStreamName(buffer, start));
    const isTombstone = header.firstRevision === TOMBSTONE;
    let lastFrame: Buffer | undefined;
    forEachEvent(buffer, start, header.eventCount, (frameStart, frameBytes, type) => {
      const ordinal = this.index.add(position + frameStart - start, frameBytes, stream.id, type);
      if (isTombstone) stream.tombstoneOrdinal = ordinal;
      else this.revisions.push(stream.revisions, ordinal);
      lastFrame = buffer.subarray(frameStart, frameStart + frameBytes);
    });
    this.lastCreatedMs = Math.max(this.lastCreatedMs, header.createdMs);
    const count = stream.revisions.length;
    for (const view of [stream.written, stream.durable]) {
      view.count = count;
      if (isTombstone) view.tombstoned = true;
    }
    if (lastFrame !== undefined && isMetastream(stream.name)) this.#recoverMetadata(stream.name, lastFrame);
  }

  #recoverMetadata(metastream: string, frame: Buffer): void {
    const event = parseFrame(frame);
    const metadata = parseStreamMetadata(event.isJson, event.data);
    const original = this.streamForWriting(originalStreamOf(metastream));
    if (original.written.metadata === METASTREAM_METADATA) return;
    original.written.metadata = metadata;
    original.durable.metadata = metadata;
  }
}
