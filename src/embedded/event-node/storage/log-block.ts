import { crc32 } from './crc32.ts';

/*
 * The log is a header and then blocks. A block is one append: all of its events or none.
 *
 *   block   u32 magic, u32 crc32 of the rest, u32 blockBytes, u32 eventCount,
 *           f64 durableBytes, f64 firstRevision, f64 createdMs, u32 nameBytes, name, event…
 *   event   u32 frameBytes, u32 typeOffset, u32 typeBytes, frame
 *
 * `durableBytes` is how much of the log was known to be on disk when the block was written. It tells a torn tail
 * (never acknowledged, may be cut) from damage to what was acknowledged (must not be).
 * An event's position is the offset of its frame in the file.
 */

export const BLOCK_MAGIC = 0x31424c45;
export const BLOCK_HEADER_BYTES = 44;
export const EVENT_HEADER_BYTES = 12;
/** Larger than any block that the limits on appends allow. */
export const BLOCK_BYTES_MAX = 64 * 1024 * 1024;

/** `firstRevision` of a tombstone. */
export const TOMBSTONE = -1;

export interface BlockHeader {
  readonly eventCount: number;
  /** Bytes of the log that were on disk when this block was written. */
  readonly durableBytes: number;
  /** Revision of the first event, or {@link TOMBSTONE}. */
  readonly firstRevision: number;
  readonly createdMs: number;
  readonly blockBytes: number;
}

/** Writes the header and the stream's name at `start`; the checksum comes last, see {@link sealBlock}. */
export function writeBlockHeader(buffer: Buffer, start: number, header: BlockHeader, streamName: Buffer): void {
  buffer.writeUInt32LE(BLOCK_MAGIC, start);
  buffer.writeUInt32LE(header.blockBytes, start + 8);
  buffer.writeUInt32LE(header.eventCount, start + 12);
  buffer.writeDoubleLE(header.durableBytes, start + 16);
  buffer.writeDoubleLE(header.firstRevision, start + 24);
  buffer.writeDoubleLE(header.createdMs, start + 32);
  buffer.writeUInt32LE(streamName.length, start + 40);
  streamName.copy(buffer, start + BLOCK_HEADER_BYTES);
}

/** Writes an event's header at `start`; its frame follows. */
export function writeEventHeader(
  buffer: Buffer,
  start: number,
  frameBytes: number,
  typeOffset: number,
  typeBytes: number,
): void {
  buffer.writeUInt32LE(frameBytes, start);
  buffer.writeUInt32LE(typeOffset, start + 4);
  buffer.writeUInt32LE(typeBytes, start + 8);
}

/** Computes and writes the checksum: the block's commit mark. */
export function sealBlock(buffer: Buffer, start: number, blockBytes: number): void {
  buffer.writeUInt32LE(crc32(buffer.subarray(start + 8, start + blockBytes)), start + 4);
}

/** What stands at `start`: a whole block, not enough bytes to tell, or no block. */
export type BlockCheck =
  | { kind: 'whole'; header: BlockHeader }
  | { kind: 'short'; neededBytes: number }
  | { kind: 'bad' };

/** Checks the block at `start` against its checksum. */
export function checkBlock(buffer: Buffer, start: number, end: number): BlockCheck {
  if (end - start < BLOCK_HEADER_BYTES) return { kind: 'short', neededBytes: BLOCK_HEADER_BYTES };
  if (buffer.readUInt32LE(start) !== BLOCK_MAGIC) return { kind: 'bad' };
  const blockBytes = buffer.readUInt32LE(start + 8);
  if (blockBytes <= BLOCK_HEADER_BYTES || blockBytes > BLOCK_BYTES_MAX) return { kind: 'bad' };
  if (end - start < blockBytes) return { kind: 'short', neededBytes: blockBytes };
  if (crc32(buffer.subarray(start + 8, start + blockBytes)) !== buffer.readUInt32LE(start + 4)) return { kind: 'bad' };
  return {
    kind: 'whole',
    header: {
      blockBytes,
      eventCount: buffer.readUInt32LE(start + 12),
      durableBytes: buffer.readDoubleLE(start + 16),
      firstRevision: buffer.readDoubleLE(start + 24),
      createdMs: buffer.readDoubleLE(start + 32),
    },
  };
}

/** The name of the stream that the block at `start` belongs to. */
export function blockStreamName(buffer: Buffer, start: number): string {
  const nameBytes = buffer.readUInt32LE(start + 40);
  return buffer.toString('utf8', start + BLOCK_HEADER_BYTES, start + BLOCK_HEADER_BYTES + nameBytes);
}

/** Calls `visit` for each event of the block at `start`. */
export function forEachEvent(
  buffer: Buffer,
  start: number,
  eventCount: number,
  visit: (frameStart: number, frameBytes: number, type: string) => void,
): void {
  let at = start + BLOCK_HEADER_BYTES + buffer.readUInt32LE(start + 40);
  for (let i = 0; i < eventCount; i++) {
    const frameBytes = buffer.readUInt32LE(at);
    const typeStart = at + EVENT_HEADER_BYTES + buffer.readUInt32LE(at + 4);
    const type = buffer.toString('utf8', typeStart, typeStart + buffer.readUInt32LE(at + 8));
    visit(at + EVENT_HEADER_BYTES, frameBytes, type);
    at += EVENT_HEADER_BYTES + frameBytes;
  }
}
