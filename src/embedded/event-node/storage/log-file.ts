import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  fdatasync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  write,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { EventNodeError } from '../event-node-error.ts';

const FORMAT = 'LEDGERLINE EVENT LOG 1\n';
/** The file begins with its format and the node's id; events come after. So no event has position 0. */
export const LOG_HEADER_BYTES = 64;
/** Groups larger than this are written by another thread. */
const DIRECT_WRITE_BYTES_MAX = 512 * 1024;

/** The append-only file that holds every event. */
export class LogFile {
  readonly path: string;
  /** Identifies the log for as long as it lives; the gossip shows it. */
  readonly instanceId: string;
  readonly #fd: number;

  private constructor(path: string, fd: number, instanceId: string) {
    this.path = path;
    this.#fd = fd;
    this.instanceId = instanceId;
  }

  /**
   * Opens the log, or creates it.
   * @throws EventNodeError LOG_FORMAT_UNKNOWN if the file is something else.
   */
  static open(path: string): LogFile {
    const fd = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      const header = Buffer.alloc(LOG_HEADER_BYTES);
      const size = fstatSync(fd).size;
      if (size < LOG_HEADER_BYTES) return new LogFile(path, fd, createHeader(fd, path));
      readSync(fd, header, 0, LOG_HEADER_BYTES, 0);
      if (header.toString('latin1', 0, FORMAT.length) !== FORMAT) {
        throw new EventNodeError('LOG_FORMAT_UNKNOWN', `${path} is not an event log that this version can read.`);
      }
      const instanceId = header.toString('latin1', FORMAT.length, FORMAT.length + 36);
      return new LogFile(path, fd, instanceId);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  /** The file's size in bytes. */
  get sizeBytes(): number {
    return fstatSync(this.#fd).size;
  }

  /** Fills `target[offset, offset + length)` from `position`; returns how many bytes there were. */
  read(target: Buffer, offset: number, length: number, position: number): number {
    let done = 0;
    while (done < length) {
      const count = readSync(this.#fd, target, offset + done, length - done, position + done);
      if (count === 0) break;
      done += count;
    }
    return done;
  }

  /**
   * Writes all bytes at `position`, whatever it takes. Small groups go to the page cache at once, which takes less time
   * than asking another thread to do it; waiting for the disk is what {@link sync} is for.
   */
  write(bytes: Buffer, position: number, done: (error: Error | null) => void): void {
    if (bytes.length > DIRECT_WRITE_BYTES_MAX) {
      this.#writeAsync(bytes, position, done);
      return;
    }
    try {
      for (let written = 0; written < bytes.length; ) {
        written += writeSync(this.#fd, bytes, written, bytes.length - written, position + written);
      }
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    done(null);
  }

  #writeAsync(bytes: Buffer, position: number, done: (error: Error | null) => void): void {
    write(this.#fd, bytes, 0, bytes.length, position, (error, count) => {
      if (error) done(error);
      else if (count === bytes.length) done(null);
      else this.#writeAsync(bytes.subarray(count), position + count, done);
    });
  }

  sync(done: (error: Error | null) => void): void {
    fdatasync(this.#fd, done);
  }

  /** Cuts the file and waits until that is on disk. */
  truncate(sizeBytes: number): void {
    ftruncateSync(this.#fd, sizeBytes);
    fsyncSync(this.#fd);
  }

  syncNow(): void {
    fsyncSync(this.#fd);
  }

  close(): void {
    closeSync(this.#fd);
  }
}

function createHeader(fd: number, path: string): string {
  const instanceId = randomUUID();
  const header = Buffer.alloc(LOG_HEADER_BYTES);
  header.write(FORMAT + instanceId, 'latin1');
  ftruncateSync(fd, 0);
  writeSync(fd, header, 0, header.length, 0);
  fsyncSync(fd);
  syncDirectory(dirname(path));
  return instanceId;
}

/** Makes a new file's name durable. Windows cannot open directories and does not need it. */
function syncDirectory(path: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
