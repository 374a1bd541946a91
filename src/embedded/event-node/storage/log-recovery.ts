import { EventNodeError } from '../event-node-error.ts';
import { BLOCK_BYTES_MAX, BLOCK_MAGIC, type BlockHeader, checkBlock } from './log-block.ts';
import { LOG_HEADER_BYTES, type LogFile } from './log-file.ts';

const WINDOW_BYTES = 4 * 1024 * 1024;

/** Called for each whole block: its bytes are `buffer` from `start`, and `position` is its offset in the file. */
export type BlockVisitor = (header: BlockHeader, buffer: Buffer, start: number, position: number) => void;

/** What recovery found. */
export interface Recovered {
  /** Where the next block goes. */
  readonly endPosition: number;
  /** Bytes of an append that was never finished, and that were cut off. */
  readonly tornBytes: number;
}

/**
 * Reads the whole log, checks every block, and cuts off what a crash left half-written.
 *
 * What stands after the first bad block is cut only if none of it was ever known to be on disk. A later block that says
 * otherwise proves that acknowledged events are damaged; then the log is left alone.
 * @throws EventNodeError LOG_CORRUPTED
 */
export function recoverLog(file: LogFile, visit: BlockVisitor): Recovered {
  const sizeBytes = file.sizeBytes;
  const endPosition = scanBlocks(file, sizeBytes, visit);
  const tornBytes = sizeBytes - endPosition;
  if (tornBytes > 0) {
    refuseIfOnceDurable(file, endPosition, sizeBytes);
    file.truncate(endPosition);
  } else {
    // A killed node may have written blocks that it did not get to flush. They are read from now on, so they must stay.
    file.syncNow();
  }
  return { endPosition, tornBytes };
}

/** Visits blocks from the start of the log; returns the offset of the first that is not whole. */
function scanBlocks(file: LogFile, sizeBytes: number, visit: BlockVisitor): number {
  let window = Buffer.allocUnsafe(WINDOW_BYTES);
  let windowStart = LOG_HEADER_BYTES;
  let filled = file.read(window, 0, Math.min(window.length, sizeBytes - windowStart), windowStart);
  let at = 0;
  while (windowStart + at < sizeBytes) {
    const check = checkBlock(window, at, filled);
    if (check.kind === 'whole') {
      visit(check.header, window, at, windowStart + at);
      at += check.header.blockBytes;
      continue;
    }
    if (check.kind === 'bad' || windowStart + at + check.neededBytes > sizeBytes) break;
    if (check.neededBytes > window.length) window = Buffer.allocUnsafe(check.neededBytes);
    windowStart += at;
    at = 0;
    filled = file.read(window, 0, Math.min(window.length, sizeBytes - windowStart), windowStart);
  }
  return windowStart + at;
}

/** Looks behind the first bad block for one that was written when the bad one already was on disk. */
function refuseIfOnceDurable(file: LogFile, badPosition: number, sizeBytes: number): void {
  const tail = Buffer.allocUnsafe(Math.min(sizeBytes - badPosition, 4 * BLOCK_BYTES_MAX));
  const filled = file.read(tail, 0, tail.length, badPosition);
  const magic = Buffer.alloc(4);
  magic.writeUInt32LE(BLOCK_MAGIC);
  for (let at = tail.indexOf(magic, 1); at !== -1; at = tail.indexOf(magic, at + 1)) {
    const check = checkBlock(tail, at, filled);
    if (check.kind !== 'whole' || check.header.durableBytes <= badPosition) continue;
    throw new EventNodeError(
      'LOG_CORRUPTED',
      `${file.path} is damaged at byte ${badPosition}: events there had been acknowledged. ` +
        'Restore it from a backup; the node will not cut it.',
    );
  }
}
