import { ProtoReader } from './proto-reader.ts';
import { varintLength, writeVarint } from './proto-writer.ts';

/** An event as a client proposes it. */
export interface ProposedEvent {
  /** 36 lower-case characters. */
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** An event read back from its frame. */
export interface RecordedEvent {
  readonly id: string;
  readonly stream: string;
  readonly type: string;
  readonly isJson: boolean;
  /** Milliseconds since 1970. */
  readonly createdMs: number;
  readonly data: Buffer;
  readonly metadata: Buffer;
}

/** Bytes before the protobuf message in a gRPC frame: a compression flag and the length. */
const FRAME_PREFIX_BYTES = 5;
/** The revision of a tombstone, as EventStoreDB has it: the largest int64, 9223372036854775807. */
const TOMBSTONE_VARINT = Buffer.from('ffffffffffffffff7f', 'hex');

const CONTENT_TYPE_JSON = metadataEntry('content-type', 'application/json');
const CONTENT_TYPE_BINARY = metadataEntry('content-type', 'application/octet-stream');
/** `created` is 13 digits of milliseconds and 4 zeros (100 ns ticks) until the year 2286. */
const CREATED_HEAD = Buffer.concat([Buffer.from([0x32, 28, 0x0a, 7]), Buffer.from('created'), Buffer.from([0x12, 17])]);
const TYPE_KEY = Buffer.concat([Buffer.from([0x0a, 4]), Buffer.from('type'), Buffer.from([0x12])]);

function metadataEntry(key: string, value: string): Buffer {
  const entry = Buffer.concat([
    Buffer.from([0x0a, key.length]),
    Buffer.from(key),
    Buffer.from([0x12, value.length]),
    Buffer.from(value),
  ]);
  return Buffer.concat([Buffer.from([0x32, entry.length]), entry]);
}

/** The sizes of a frame's nested messages, computed before it is written. */
export interface FrameLayout {
  readonly recordedBytes: number;
  readonly readEventBytes: number;
  readonly responseBytes: number;
  readonly frameBytes: number;
  readonly typeBytes: number;
}

/** Where an event goes. */
export interface FramePlace {
  readonly streamName: Buffer;
  /** The event's revision; negative for a tombstone. */
  readonly revision: number;
  readonly position: number;
  readonly createdMs: number;
}

/** Measures the gRPC frame of an event. */
export function layOutFrame(event: ProposedEvent, place: FramePlace): FrameLayout {
  const nameBytes = place.streamName.length;
  const identifierBytes = 1 + varintLength(nameBytes) + nameBytes;
  const typeBytes = Buffer.byteLength(event.type);
  const typeEntryBytes = TYPE_KEY.length + varintLength(typeBytes) + typeBytes;
  const positionBytes = 1 + varintLength(place.position);
  const revisionBytes = 1 + (place.revision < 0 ? TOMBSTONE_VARINT.length : varintLength(place.revision));
  const contentType = event.isJson ? CONTENT_TYPE_JSON : CONTENT_TYPE_BINARY;
  const recordedBytes =
    40 +
    (1 + varintLength(identifierBytes) + identifierBytes) +
    revisionBytes +
    2 * positionBytes +
    (1 + varintLength(typeEntryBytes) + typeEntryBytes) +
    (CREATED_HEAD.length + 17) +
    contentType.length +
    optionalFieldBytes(event.metadata) +
    optionalFieldBytes(event.data);
  const readEventBytes = 1 + varintLength(recordedBytes) + recordedBytes + positionBytes;
  const responseBytes = 1 + varintLength(readEventBytes) + readEventBytes;
  return { recordedBytes, readEventBytes, responseBytes, frameBytes: FRAME_PREFIX_BYTES + responseBytes, typeBytes };
}

function optionalFieldBytes(value: Uint8Array): number {
  return value.length === 0 ? 0 : 1 + varintLength(value.length) + value.length;
}

/**
 * Writes the frame `ReadResp{event: {event, commit_position}}` at `start`: the very bytes that a read will send.
 * Returns the offset of the type's text within the frame, for the index.
 */
export function writeFrame(
  buffer: Buffer,
  start: number,
  event: ProposedEvent,
  place: FramePlace,
  layout: FrameLayout,
): number {
  const name = place.streamName;
  let at = start;
  buffer[at++] = 0;
  at = buffer.writeUInt32BE(layout.responseBytes, at);
  at = writeHead(buffer, at, 0x0a, layout.readEventBytes);
  at = writeHead(buffer, at, 0x0a, layout.recordedBytes);
  at = writeHead(buffer, at, 0x0a, 38);
  at = writeHead(buffer, at, 0x12, 36);
  at += buffer.write(event.id, at, 'latin1');
  at = writeHead(buffer, at, 0x12, 1 + varintLength(name.length) + name.length);
  at = writeBytes(buffer, at, 0x1a, name);
  buffer[at++] = 0x18;
  at = place.revision < 0 ? copy(buffer, at, TOMBSTONE_VARINT) : writeVarint(buffer, at, place.revision);
  at = writeHead(buffer, at, 0x20, place.position);
  at = writeHead(buffer, at, 0x28, place.position);
  at = writeHead(buffer, at, 0x32, TYPE_KEY.length + varintLength(layout.typeBytes) + layout.typeBytes);
  at = copy(buffer, at, TYPE_KEY);
  at = writeVarint(buffer, at, layout.typeBytes);
  const typeOffset = at - start;
  at += buffer.write(event.type, at, 'utf8');
  at = copy(buffer, at, CREATED_HEAD);
  at += buffer.write(`${place.createdMs}0000`, at, 'latin1');
  at = copy(buffer, at, event.isJson ? CONTENT_TYPE_JSON : CONTENT_TYPE_BINARY);
  if (event.metadata.length > 0) at = writeBytes(buffer, at, 0x3a, event.metadata);
  if (event.data.length > 0) at = writeBytes(buffer, at, 0x42, event.data);
  writeHead(buffer, at, 0x18, place.position);
  return typeOffset;
}

function writeHead(buffer: Buffer, at: number, tag: number, value: number): number {
  buffer[at] = tag;
  return writeVarint(buffer, at + 1, value);
}

function writeBytes(buffer: Buffer, at: number, tag: number, value: Uint8Array): number {
  return copy(buffer, writeHead(buffer, at, tag, value.length), value);
}

function copy(buffer: Buffer, at: number, value: Uint8Array): number {
  buffer.set(value, at);
  return at + value.length;
}

/** The bytes of the `RecordedEvent` message inside a frame. */
export function recordedEventOf(frame: Buffer): Buffer {
  const response = new ProtoReader(frame.subarray(FRAME_PREFIX_BYTES));
  response.varint();
  const readEvent = response.message();
  readEvent.varint();
  return readEvent.slice();
}

/** The event id inside a frame, which always is its first field. */
export function eventIdOf(frame: Buffer): string {
  const recorded = recordedEventOf(frame);
  return recorded.toString('latin1', 4, 40);
}

/** Parses the event inside a frame. */
export function parseFrame(frame: Buffer): RecordedEvent {
  const reader = new ProtoReader(recordedEventOf(frame));
  const entries = new Map<string, string>();
  let id = '';
  let stream = '';
  let data: Buffer = Buffer.alloc(0);
  let metadata: Buffer = Buffer.alloc(0);
  while (reader.more) {
    const tag = reader.varint();
    if (tag === 0x0a) id = reader.slice().toString('latin1', 2);
    else if (tag === 0x12) {
      const identifier = reader.message();
      identifier.varint();
      stream = identifier.string();
    } else if (tag === 0x32) {
      const [key, value] = readMapEntry(reader.message());
      entries.set(key, value);
    } else if (tag === 0x3a) metadata = reader.slice();
    else if (tag === 0x42) data = reader.slice();
    else reader.skip(tag);
  }
  return {
    id,
    stream,
    type: entries.get('type') ?? '',
    isJson: entries.get('content-type') === 'application/json',
    createdMs: Number((entries.get('created') ?? '0').slice(0, -4)),
    data,
    metadata,
  };
}

/** One entry of a `map<string, string>`. */
export function readMapEntry(reader: ProtoReader): [key: string, value: string] {
  let key = '';
  let value = '';
  while (reader.more) {
    const tag = reader.varint();
    if (tag === 0x0a) key = reader.string();
    else if (tag === 0x12) value = reader.string();
    else reader.skip(tag);
  }
  return [key, value];
}
