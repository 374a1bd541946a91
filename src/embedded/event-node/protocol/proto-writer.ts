/** How many bytes an unsigned integer takes as a varint. */
export function varintLength(value: number): number {
  let length = 1;
  let rest = value;
  while (rest >= 128) {
    rest = Math.floor(rest / 128);
    length++;
  }
  return length;
}

/**
 * Writes Protocol Buffers fields into a buffer that grows as needed.
 * Field numbers up to 15 only: their tags are one byte, and the protocol has no others.
 */
export class ProtoWriter {
  buffer: Buffer;
  offset = 0;

  constructor(sizeBytes = 128) {
    this.buffer = Buffer.allocUnsafe(sizeBytes);
  }

  ensure(bytes: number): void {
    if (this.offset + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.offset + bytes));
    this.buffer.copy(larger, 0, 0, this.offset);
    this.buffer = larger;
  }

  varint(value: number): void {
    this.ensure(10);
    this.offset = writeVarint(this.buffer, this.offset, value);
  }

  /** A field holding an unsigned integer. Zero is written too: inside a `oneof` it has a meaning. */
  uint(field: number, value: number): this {
    this.ensure(11);
    this.buffer[this.offset++] = field << 3;
    this.offset = writeVarint(this.buffer, this.offset, value);
    return this;
  }

  bigint(field: number, value: bigint): this {
    this.ensure(11);
    this.buffer[this.offset++] = field << 3;
    let rest = BigInt.asUintN(64, value);
    while (rest >= 128n) {
      this.buffer[this.offset++] = Number(rest & 127n) | 128;
      rest >>= 7n;
    }
    this.buffer[this.offset++] = Number(rest);
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.ensure(11 + value.length);
    this.buffer[this.offset++] = (field << 3) | 2;
    this.offset = writeVarint(this.buffer, this.offset, value.length);
    this.buffer.set(value, this.offset);
    this.offset += value.length;
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value, 'utf8'));
  }

  message(field: number, value: ProtoWriter): this {
    return this.bytes(field, value.finish());
  }

  empty(field: number): this {
    this.ensure(2);
    this.buffer[this.offset++] = (field << 3) | 2;
    this.buffer[this.offset++] = 0;
    return this;
  }

  /** What was written so far; a view of the writer's buffer. */
  finish(): Buffer {
    return this.buffer.subarray(0, this.offset);
  }
}

/** Writes an unsigned varint (below 2^53) at `offset` and returns the offset after it. */
export function writeVarint(buffer: Buffer, offset: number, value: number): number {
  let rest = value;
  let at = offset;
  while (rest >= 0x80000000) {
    buffer[at++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  while (rest >= 128) {
    buffer[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  buffer[at++] = rest;
  return at;
}
