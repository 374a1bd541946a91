import { streamIdentifier } from './append-response.ts';
import { frameOf } from './message-splitter.ts';
import { ProtoReader } from './proto-reader.ts';
import { ProtoWriter } from './proto-writer.ts';
import { recordedEventOf } from './recorded-event.ts';
import { structuredUuid } from './uuid.ts';

/** The first message of a subscription. */
export function subscriptionConfirmed(subscriptionId: string): Buffer {
  return frameOf(new ProtoWriter(64).message(2, new ProtoWriter(48).string(1, subscriptionId)).finish());
}

/** Everything up to this position has been considered. */
export function checkpoint(position: number): Buffer {
  return frameOf(new ProtoWriter(32).message(3, new ProtoWriter(24).uint(1, position).uint(2, position)).finish());
}

/** Not an error to gRPC, but to the client. */
export function streamNotFound(stream: string): Buffer {
  return frameOf(new ProtoWriter(64).message(4, new ProtoWriter(64).message(1, streamIdentifier(stream))).finish());
}

/** The subscription has sent all there is, and goes on live. */
export const CAUGHT_UP = frameOf(new ProtoWriter(2).empty(8).finish());

/** A link and the event that it points to; without the event if there is none. Both are given as frames. */
export function resolvedLink(target: Buffer | undefined, link: Buffer, linkPosition: number): Buffer {
  const event = new ProtoWriter(1024);
  if (target !== undefined) event.bytes(1, recordedEventOf(target));
  event.bytes(2, recordedEventOf(link)).uint(3, linkPosition);
  return frameOf(new ProtoWriter(1024).message(1, event).finish());
}

/** The same frame with its ids as two numbers instead of text, for clients that ask for it. */
export function withStructuredIds(frame: Buffer): Buffer {
  const response = new ProtoReader(frame.subarray(5));
  response.varint();
  const readEvent = response.message();
  const rewritten = new ProtoWriter(frame.length);
  while (readEvent.more) {
    const tag = readEvent.varint();
    if (tag === 0x0a || tag === 0x12) rewritten.bytes(tag >> 3, recordedWithStructuredId(readEvent.slice()));
    else if (tag === 0x18) rewritten.uint(3, readEvent.varint());
    else readEvent.skip(tag);
  }
  return frameOf(new ProtoWriter(frame.length).message(1, rewritten).finish());
}

/** A recorded event begins with its id: tag, length, and the `UUID` message of 38 bytes. */
function recordedWithStructuredId(recorded: Buffer): Buffer {
  const id = new ProtoWriter(64).message(1, structuredUuid(recorded.toString('latin1', 4, 40))).finish();
  return Buffer.concat([id, recorded.subarray(40)]);
}
