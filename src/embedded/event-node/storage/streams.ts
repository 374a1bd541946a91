import type { RevisionList } from './revision-index.ts';
import { NO_METADATA, type StreamMetadata } from './stream-metadata.ts';

/** What a stream is at some moment. */
interface StreamView {
  /** Events in the stream, the tombstone not counted. The last revision is one less. */
  count: number;
  metadata: StreamMetadata;
  tombstoned: boolean;
}

/**
 * One stream. `written` is what the writer has accepted and decides by; `durable` is what is on disk and readers see.
 * They differ only while a flush is under way.
 */
export interface Stream {
  readonly id: number;
  readonly name: string;
  readonly revisions: RevisionList;
  /** Ordinal of the tombstone; -1 without one. */
  tombstoneOrdinal: number;
  readonly written: StreamView;
  readonly durable: StreamView;
}

/** All streams by name and by id. */
export class Streams {
  readonly #byName = new Map<string, Stream>();
  readonly #byId: Stream[] = [];

  get(name: string): Stream | undefined {
    return this.#byName.get(name);
  }

  byId(id: number): Stream | undefined {
    return this.#byId[id];
  }

  getOrCreate(name: string): Stream {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const stream: Stream = {
      id: this.#byId.length,
      name,
      revisions: { start: 0, capacity: 0, length: 0 },
      tombstoneOrdinal: -1,
      written: { count: 0, metadata: NO_METADATA, tombstoned: false },
      durable: { count: 0, metadata: NO_METADATA, tombstoned: false },
    };
    this.#byName.set(name, stream);
    this.#byId.push(stream);
    return stream;
  }
}

/** Whether the stream holds another stream's metadata (`$$stream`). */
export function isMetastream(name: string): boolean {
  return name.startsWith('$$');
}

/** The metadata stream of a stream. */
export function metastreamOf(name: string): string {
  return `$$${name}`;
}

/** The stream whose metadata a metadata stream holds. */
export function originalStreamOf(metastream: string): string {
  return metastream.slice(2);
}
