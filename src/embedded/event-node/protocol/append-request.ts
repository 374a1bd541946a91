import { EXPECT_ANY, EXPECT_NO_STREAM, EXPECT_STREAM_EXISTS } from '../storage/commit-check.ts';
import { invalidArgument, requiredMetadataMissing } from './grpc-status.ts';
import { ProtoReader } from './proto-reader.ts';
import { type ProposedEvent, readMapEntry } from './recorded-event.ts';
import { readUuid } from './uuid.ts';

/** Names longer than this are refused. EventStoreDB has no such limit, but nothing sensible reaches it. */
const STREAM_NAME_BYTES_MAX = 4096;

/** Which stream to write to, and at which revision it is expected to be. */
export interface WriteOptions {
  readonly stream: string;
  /** A revision, or one of the negative `EXPECT_…` numbers. */
  readonly expected: number;
  /** Ms since 1970; only batch appends state it. */
  readonly deadlineMs: number | undefined;
}

/** Reads the `Options` of an append, delete or tombstone: their field numbers are the same. */
export function readWriteOptions(reader: ProtoReader): WriteOptions {
  let stream: string | undefined;
  let expected: number | undefined;
  let deadlineMs: number | undefined;
  while (reader.more) {
    const tag = reader.varint();
    if (tag === 0x0a) stream = readStreamIdentifier(reader.message());
    else if (tag === 0x10) expected = reader.varint();
    else if (tag === 0x32) deadlineMs = readTimestamp(reader.message());
    else {
      if (tag === 0x1a) expected = EXPECT_NO_STREAM;
      else if (tag === 0x22) expected = EXPECT_ANY;
      else if (tag === 0x2a) expected = EXPECT_STREAM_EXISTS;
      reader.skip(tag);
    }
  }
  if (stream === undefined) throw invalidArgument('Required field StreamIdentifier not set.');
  if (expected === undefined) throw invalidArgument('The expected stream revision is not set.');
  return { stream, expected, deadlineMs };
}

/**
 * Reads a `StreamIdentifier`.
 * @throws GrpcError for a name that no stream can have.
 */
export function readStreamIdentifier(reader: ProtoReader): string {
  let name = '';
  while (reader.more) {
    const tag = reader.varint();
    if (tag === 0x1a) name = reader.string();
    else reader.skip(tag);
  }
  if (name === '') throw invalidArgument('The stream has no name.');
  if (name === '$all') throw invalidArgument("'$all' is not a stream that can be read or written by name.");
  if (Buffer.byteLength(name) > STREAM_NAME_BYTES_MAX) {
    throw invalidArgument(`The name of the stream is longer than ${STREAM_NAME_BYTES_MAX} bytes.`);
  }
  return name;
}

/** A `google.protobuf.Timestamp` in ms since 1970. */
function readTimestamp(reader: ProtoReader): number {
  let seconds = 0;
  let nanos = 0;
  while (reader.more) {
    const tag = reader.varint();
    if (tag === 0x08) seconds = reader.varint();
    else if (tag === 0x10) nanos = reader.varint();
    else reader.skip(tag);
  }
  return seconds * 1000 + Math.floor(nanos / 1e6);
}

/**
 * Reads a `ProposedMessage`.
 * @throws GrpcError if its type or content type is missing, ProtoError if its id is not a UUID.
 */
export function readProposedMessage(reader: ProtoReader): ProposedEvent {
  let id: string | undefined;
  let type: string | undefined;
  let contentType: string | undefined;
  let data: Uint8Array = new Uint8Array(0);
  let metadata: Uint8Array = data;
  while (reader.more) {
    const tag = reader.varint();
    if (tag === 0x0a) id = readUuid(reader.message());
    else if (tag === 0x12) {
      const [key, value] = readMapEntry(reader.message());
      if (key === 'type') type = value;
      else if (key === 'content-type') contentType = value;
    } else if (tag === 0x1a) metadata = reader.slice();
    else if (tag === 0x22) data = reader.slice();
    else reader.skip(tag);
  }
  if (id === undefined) throw invalidArgument('An event has no id.');
  if (type === undefined || type === '') throw requiredMetadataMissing('type');
  if (contentType === undefined) throw requiredMetadataMissing('content-type');
  return { id, type, isJson: contentType === 'application/json', data, metadata };
}

/** What an event counts towards the size of an append, by EventStoreDB's measure. */
export function eventSizeBytes(event: ProposedEvent): number {
  return event.data.length + event.metadata.length + 2 * event.type.length;
}

/** One message of the BatchAppend call. The events are not parsed yet, so that an error can name its append. */
export interface BatchAppendRequest {
  /** The `UUID` message as it came, to be sent back. */
  readonly correlationId: Buffer;
  readonly options: ProtoReader | undefined;
  readonly events: ProtoReader[];
  readonly isFinal: boolean;
}

export function readBatchAppendRequest(message: Buffer): BatchAppendRequest {
  const reader = new ProtoReader(message);
  let correlationId: Buffer | undefined;
  let options: ProtoReader | undefined;
  const events: ProtoReader[] = [];
  let isFinal = false;
  while (reader.more) {
    const tag = reader.varint();
    if (tag === 0x0a) correlationId = reader.slice();
    else if (tag === 0x12) options = reader.message();
    else if (tag === 0x1a) events.push(reader.message());
    else if (tag === 0x20) isFinal = reader.varint() !== 0;
    else reader.skip(tag);
  }
  if (correlationId === undefined) throw invalidArgument('A batch append has no correlation id.');
  return { correlationId, options, events, isFinal };
}
