/** A message that is not valid Protocol Buffers, or ends too early. */
export class ProtoError extends Error {}

/** Wire types of Protocol Buffers: the low three bits of a field's tag. */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/**
 * Reads one Protocol Buffers message field by field, without copying.
 * Hand-written because it is on the path of every append: slices instead of objects.
 */
export class ProtoReader {
  readonly bytes: Buffer;
  offset: number;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.offset = 0;
  }

  get more(): boolean {
    return this.offset < this.bytes.length;
  }

  /** An unsigned varint. Beyond 2^53 it is rounded, which no revision or position of ours reaches. */
  varint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      const byte = this.bytes[this.offset++];
      if (byte === undefined) throw new ProtoError('The message ends inside a varint');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw new ProtoError('A varint is longer than 10 bytes');
  }

  /** A signed 64-bit varint (int64), exact. */
  int64(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.bytes[this.offset++];
      if (byte === undefined) throw new ProtoError('The message ends inside a varint');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    throw new ProtoError('A varint is longer than 10 bytes');
  }

  /** The bytes of a length-delimited field; a view, not a copy. */
  slice(): Buffer {
    const length = this.varint();
    const start = this.offset;
    const end = start + length;
    if (end > this.bytes.length) throw new ProtoError('The message ends inside a field');
    this.offset = end;
    return this.bytes.subarray(start, end);
  }

  string(): string {
    const length = this.varint();
    const start = this.offset;
    const end = start + length;
    if (end > this.bytes.length) throw new ProtoError('The message ends inside a string');
    this.offset = end;
    return this.bytes.toString('utf8', start, end);
  }

  message(): ProtoReader {
    return new ProtoReader(this.slice());
  }

  /** Skips the field whose tag was just read. */
  skip(tag: number): void {
    switch (tag & 7) {
      case VARINT:
        this.varint();
        return;
      case FIXED64:
        this.offset += 8;
        return;
      case LENGTH_DELIMITED:
        this.slice();
        return;
      case FIXED32:
        this.offset += 4;
        return;
      default:
        throw new ProtoError(`Unknown wire type ${tag & 7}`);
    }
  }
}
