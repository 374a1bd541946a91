import { EventNodeError } from '../event-node-error.ts';
import { AppendGroup } from './append-group.ts';
import type { LogFile } from './log-file.ts';

/** Above this many bytes waiting, callers should stop reading requests until the backlog is gone. */
const BACKLOG_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Group commit: appends gather in one group while the one before is being written and flushed, one flush at a time.
 * Nobody is told anything, and no reader sees anything, before the bytes are on disk. After a failed write or flush
 * nothing is accepted any more: what is on disk then is unknown.
 */
export class GroupCommit {
  /** Resolves when the disk has failed; never otherwise. */
  readonly failed: Promise<EventNodeError>;
  readonly #file: LogFile;
  readonly #sync: boolean;
  readonly #afterFlush: () => void;
  #reportFailure: (error: EventNodeError) => void = () => {};
  #filling = new AppendGroup();
  #flushing = new AppendGroup();
  #isFlushing = false;
  #scheduled: NodeJS.Immediate | null = null;
  #failure: EventNodeError | null = null;
  #durableBytes: number;
  #waiting: (() => void)[] = [];
  #overloaded: (() => void)[] = [];

  constructor(file: LogFile, endPosition: number, sync: boolean, afterFlush: () => void) {
    this.#file = file;
    this.#sync = sync;
    this.#afterFlush = afterFlush;
    this.#durableBytes = endPosition;
    this.#filling.reset(endPosition);
    this.failed = new Promise((resolve) => {
      this.#reportFailure = resolve;
    });
  }

  get failure(): EventNodeError | null {
    return this.#failure;
  }

  /** Bytes of the log that are on disk. */
  get durableBytes(): number {
    return this.#durableBytes;
  }

  /** The group that takes the next append. Call {@link schedule} after adding to it. */
  get group(): AppendGroup {
    return this.#filling;
  }

  get isOverloaded(): boolean {
    return this.#filling.lengthBytes > BACKLOG_BYTES_MAX;
  }

  /** Starts a flush soon, if none is under way; then whatever has gathered goes with it. */
  schedule(): void {
    // After the requests that arrived together have been handled.
    if (!this.#isFlushing) this.#scheduled ??= setImmediate(() => this.#flush());
  }

  /** Resolves when the backlog is small again, or the disk has failed. */
  relieved(): Promise<void> {
    if (!this.isOverloaded) return Promise.resolve();
    return new Promise((resolve) => {
      this.#overloaded.push(resolve);
    });
  }

  /** Resolves after everything accepted so far is on disk, or has failed. */
  idle(): Promise<void> {
    if (!this.#isFlushing && this.#filling.isEmpty) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Reads bytes that may not be in the file yet. Returns how many there were. */
  read(target: Buffer, length: number, position: number): number {
    for (const group of [this.#filling, this.#flushing]) {
      if (group.lengthBytes > 0 && position >= group.startPosition) {
        const start = position - group.startPosition;
        return group.buffer.copy(target, 0, start, Math.min(start + length, group.lengthBytes));
      }
    }
    return this.#file.read(target, 0, length, position);
  }

  #flush(): void {
    this.#scheduled = null;
    if (this.#failure !== null) {
      this.#rejectAll(this.#failure);
      return;
    }
    const group = this.#filling;
    if (group.isEmpty) {
      this.#waiting = wakeAll(this.#waiting);
      return;
    }
    this.#isFlushing = true;
    this.#filling = this.#flushing;
    this.#flushing = group;
    this.#filling.reset(group.startPosition + group.lengthBytes);
    if (group.lengthBytes === 0) {
      this.#finish(null);
      return;
    }
    this.#file.write(group.buffer.subarray(0, group.lengthBytes), group.startPosition, (error) => {
      if (error !== null || !this.#sync) this.#finish(error);
      else this.#file.sync((syncError) => this.#finish(syncError));
    });
  }

  #finish(error: Error | null): void {
    this.#isFlushing = false;
    if (error !== null) {
      this.#fail(error);
      return;
    }
    const group = this.#flushing;
    this.#durableBytes = group.startPosition + group.lengthBytes;
    for (const makeVisible of group.onDurable) makeVisible();
    for (const answer of group.answers) answer(null);
    group.reset(0);
    this.#afterFlush();
    if (!this.isOverloaded) this.#overloaded = wakeAll(this.#overloaded);
    if (this.#filling.isEmpty) this.#waiting = wakeAll(this.#waiting);
    else this.schedule();
  }

  #fail(cause: Error): void {
    const failure = new EventNodeError(
      'STORAGE_FAILED',
      `Writing ${this.#file.path} failed (${cause.message}). The node accepts nothing more; free or repair the disk and start it again.`,
      { cause },
    );
    this.#failure = failure;
    // After a failed flush the kernel may show bytes that are not on disk. Take back what nobody was told of.
    try {
      this.#file.truncate(this.#durableBytes);
    } catch {
      // The disk is failing; recovery will look at what is there.
    }
    const unanswered = this.#flushing.answers;
    this.#flushing.reset(0);
    for (const answer of unanswered) answer(failure);
    this.#rejectAll(failure);
    this.#reportFailure(failure);
  }

  #rejectAll(failure: EventNodeError): void {
    const answers = this.#filling.answers;
    this.#filling.reset(this.#durableBytes);
    for (const answer of answers) answer(failure);
    this.#overloaded = wakeAll(this.#overloaded);
    this.#waiting = wakeAll(this.#waiting);
  }
}

function wakeAll(waiting: readonly (() => void)[]): [] {
  for (const wake of waiting) wake();
  return [];
}
