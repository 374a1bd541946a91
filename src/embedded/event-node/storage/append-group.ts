const FIRST_BYTES = 64 * 1024;
/** A buffer that grew beyond this for one large group is not kept. */
const KEPT_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Appends that will be flushed together: their bytes, and what to do when they are on disk.
 * Two of these take turns, one being filled while the other is written.
 */
export class AppendGroup {
  buffer = Buffer.allocUnsafe(FIRST_BYTES);
  /** Where in the log the group begins. */
  startPosition = 0;
  lengthBytes = 0;
  /** What readers may see once the group is on disk. */
  onDurable: (() => void)[] = [];
  /** Whom to tell then. */
  answers: ((failure: Error | null) => void)[] = [];

  get isEmpty(): boolean {
    return this.lengthBytes === 0 && this.answers.length === 0;
  }

  reset(startPosition: number): void {
    this.startPosition = startPosition;
    this.lengthBytes = 0;
    this.onDurable = [];
    this.answers = [];
    if (this.buffer.length > KEPT_BYTES_MAX) this.buffer = Buffer.allocUnsafe(FIRST_BYTES);
  }

  /** Makes room for so many more bytes. */
  ensure(bytes: number): void {
    const needed = this.lengthBytes + bytes;
    if (needed <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.buffer.length * 2));
    this.buffer.copy(larger, 0, 0, this.lengthBytes);
    this.buffer = larger;
  }
}
