import type { EventLog } from './event-log.ts';

/** A gap between two events up to this size is read along with them, rather than reading twice. */
const GAP_BYTES_MAX = 8 * 1024;
/** Frames are taken from slabs: a buffer of its own for every read would cost more than the read, and wake the collector. */
const SLAB_BYTES = 256 * 1024;
/** What is larger than this gets memory of its own. */
const POOLED_BYTES_MAX = 64 * 1024;

/** Reads the frames of events that are on disk, ready to be sent. */
export class LogReader {
  readonly #log: EventLog;
  /** Holds frames and the gaps between them until they are copied. */
  readonly #span = Buffer.allocUnsafeSlow(POOLED_BYTES_MAX);
  #slab = Buffer.allocUnsafeSlow(SLAB_BYTES);

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** One event's frame. */
  frame(ordinal: number): Buffer {
    const frame = Buffer.allocUnsafe(this.#log.index.frameBytes(ordinal));
    this.#log.file.read(frame, 0, frame.length, this.#log.index.position(ordinal));
    return frame;
  }

  /** The frames of several events, one after the other. */
  frames(ordinals: readonly number[]): Buffer {
    const { index } = this.#log;
    let totalBytes = 0;
    for (const ordinal of ordinals) totalBytes += index.frameBytes(ordinal);
    const target = this.#take(totalBytes);
    let filled = 0;
    for (let i = 0; i < ordinals.length; ) {
      const run = this.#run(ordinals, i);
      filled = this.#readRun(ordinals, i, run, target, filled);
      i = run;
    }
    return target;
  }

  /** The end (exclusive) of the ordinals from `first` on that lie close together, ascending. */
  #run(ordinals: readonly number[], first: number): number {
    const { index } = this.#log;
    let next = first + 1;
    let endPosition = this.#endPosition(ordinals[first] ?? 0);
    while (next < ordinals.length) {
      const ordinal = ordinals[next] ?? 0;
      const gap = index.position(ordinal) - endPosition;
      if (gap < 0 || gap > GAP_BYTES_MAX) break;
      endPosition = this.#endPosition(ordinal);
      next++;
    }
    return next;
  }

  #endPosition(ordinal: number): number {
    return this.#log.index.position(ordinal) + this.#log.index.frameBytes(ordinal);
  }

  #readRun(ordinals: readonly number[], from: number, to: number, target: Buffer, offset: number): number {
    const { index, file } = this.#log;
    const first = ordinals[from] ?? 0;
    const start = index.position(first);
    if (to === from + 1) return offset + file.read(target, offset, index.frameBytes(first), start);
    const spanBytes = this.#endPosition(ordinals[to - 1] ?? 0) - start;
    const span = spanBytes <= POOLED_BYTES_MAX ? this.#span : Buffer.allocUnsafe(spanBytes);
    file.read(span, 0, spanBytes, start);
    let at = offset;
    for (let i = from; i < to; i++) {
      const ordinal = ordinals[i] ?? 0;
      const frameStart = index.position(ordinal) - start;
      at += span.copy(target, at, frameStart, frameStart + index.frameBytes(ordinal));
    }
    return at;
  }

  /** Memory that nobody else will write to. */
  #take(bytes: number): Buffer {
    if (bytes > POOLED_BYTES_MAX) return Buffer.allocUnsafe(bytes);
    if (bytes > this.#slab.length) this.#slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
    const taken = this.#slab.subarray(0, bytes);
    this.#slab = this.#slab.subarray(bytes);
    return taken;
  }
}
