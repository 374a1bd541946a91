import { GrpcCode, GrpcError } from './grpc-status.ts';

const PREFIX_BYTES = 5;
/** The client sends appends in chunks of 3 MiB; nothing it sends is larger. */
const MESSAGE_BYTES_MAX = 8 * 1024 * 1024;

/** Cuts the bytes of a request stream into gRPC messages, without copying those that arrive whole. */
export class MessageSplitter {
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #neededBytes = PREFIX_BYTES;

  /**
   * Calls `onMessage` with each message that is complete now. The bytes are views, good for as long as they are held.
   * @throws GrpcError for a message that is too large or compressed.
   */
  push(chunk: Buffer, onMessage: (message: Buffer) => void): void {
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    if (this.#pendingBytes < this.#neededBytes) return;
    const bytes = this.#pending.length === 1 ? chunk : Buffer.concat(this.#pending, this.#pendingBytes);
    let at = 0;
    this.#neededBytes = PREFIX_BYTES;
    while (bytes.length - at >= PREFIX_BYTES) {
      const end = at + PREFIX_BYTES + messageBytes(bytes, at);
      if (end > bytes.length) {
        this.#neededBytes = end - at;
        break;
      }
      onMessage(bytes.subarray(at + PREFIX_BYTES, end));
      at = end;
    }
    this.#pending = at < bytes.length ? [bytes.subarray(at)] : [];
    this.#pendingBytes = bytes.length - at;
  }
}

function messageBytes(bytes: Buffer, at: number): number {
  if (bytes[at] !== 0) throw new GrpcError(GrpcCode.unimplemented, 'Compressed messages are not supported.');
  const length = bytes.readUInt32BE(at + 1);
  if (length > MESSAGE_BYTES_MAX) {
    throw new GrpcError(
      GrpcCode.resourceExhausted,
      `A message of ${length} bytes is larger than ${MESSAGE_BYTES_MAX}.`,
    );
  }
  return length;
}

/** A protobuf message as a gRPC frame. */
export function frameOf(message: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  message.copy(frame, PREFIX_BYTES);
  return frame;
}
