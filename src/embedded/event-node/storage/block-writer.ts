import { layOutFrame, type ProposedEvent, writeFrame } from '../protocol/recorded-event.ts';
import type { AppendGroup } from './append-group.ts';
import { BLOCK_HEADER_BYTES, EVENT_HEADER_BYTES, sealBlock, writeBlockHeader, writeEventHeader } from './log-block.ts';

/** One append, ready to be written. */
export interface Block {
  readonly streamName: string;
  readonly events: readonly ProposedEvent[];
  /** Revision of the first event; negative for a tombstone. */
  readonly firstRevision: number;
  readonly createdMs: number;
  /** Bytes of the log that are on disk already. */
  readonly durableBytes: number;
}

/** Told where each event went. */
type Placed = (event: ProposedEvent, revision: number, position: number, frameBytes: number) => void;

/** Encodes a block at the end of the group; returns the position of its last event. */
export function writeBlock(group: AppendGroup, block: Block, placed: Placed): number {
  const { events, firstRevision, createdMs, durableBytes } = block;
  const streamName = Buffer.from(block.streamName, 'utf8');
  const start = group.lengthBytes;
  group.ensure(BLOCK_HEADER_BYTES + streamName.length);
  group.lengthBytes += BLOCK_HEADER_BYTES + streamName.length;
  let position = 0;
  for (const [index, event] of events.entries()) {
    const revision = firstRevision < 0 ? firstRevision : firstRevision + index;
    const at = group.lengthBytes;
    position = group.startPosition + at + EVENT_HEADER_BYTES;
    const place = { streamName, revision, position, createdMs };
    const layout = layOutFrame(event, place);
    group.ensure(EVENT_HEADER_BYTES + layout.frameBytes);
    const typeOffset = writeFrame(group.buffer, at + EVENT_HEADER_BYTES, event, place, layout);
    writeEventHeader(group.buffer, at, layout.frameBytes, typeOffset, layout.typeBytes);
    group.lengthBytes += EVENT_HEADER_BYTES + layout.frameBytes;
    placed(event, revision, position, layout.frameBytes);
  }
  const blockBytes = group.lengthBytes - start;
  const header = { blockBytes, eventCount: events.length, durableBytes, firstRevision, createdMs };
  writeBlockHeader(group.buffer, start, header, streamName);
  sealBlock(group.buffer, start, blockBytes);
  return position;
}
