import { ProtoError, type ProtoReader } from './proto-reader.ts';
import { ProtoWriter } from './proto-writer.ts';

const UUID_TEXT = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Reads a `UUID` message (string or structured) as 36 lower-case characters. */
export function readUuid(reader: ProtoReader): string {
  while (reader.more) {
    const tag = reader.varint();
    if (tag === 18) {
      const text = reader.string();
      if (UUID_TEXT.test(text)) return text;
      const lower = text.toLowerCase();
      if (UUID_TEXT.test(lower)) return lower;
      throw new ProtoError(`"${text.slice(0, 64)}" is not a UUID`);
    }
    if (tag === 10) return readStructured(reader.message());
    reader.skip(tag);
  }
  throw new ProtoError('A UUID is missing');
}

function readStructured(reader: ProtoReader): string {
  let most = 0n;
  let least = 0n;
  while (reader.more) {
    const tag = reader.varint();
    if (tag === 8) most = reader.int64();
    else if (tag === 16) least = reader.int64();
    else reader.skip(tag);
  }
  const hex = hex64(most) + hex64(least);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function hex64(value: bigint): string {
  return BigInt.asUintN(64, value).toString(16).padStart(16, '0');
}

/** A `UUID` message in its structured form, for clients that ask for it. */
export function structuredUuid(uuid: string): ProtoWriter {
  const hex = uuid.replaceAll('-', '');
  const bits = new ProtoWriter(32);
  bits.bigint(1, BigInt(`0x${hex.slice(0, 16)}`)).bigint(2, BigInt(`0x${hex.slice(16)}`));
  return new ProtoWriter(40).message(1, bits);
}

/** A `UUID` message in its text form. */
export function textUuid(uuid: string): ProtoWriter {
  return new ProtoWriter(40).string(2, uuid);
}
