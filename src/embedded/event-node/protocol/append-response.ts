import { EXPECT_ANY, EXPECT_NO_STREAM, EXPECT_STREAM_EXISTS } from '../storage/commit-check.ts';
import type { AppendOutcome } from '../storage/log-appender.ts';
import { frameOf } from './message-splitter.ts';
import { ProtoWriter } from './proto-writer.ts';

type Refusal = Exclude<AppendOutcome, { kind: 'appended' } | { kind: 'failed' }>;

/** Why a batch append was refused: what the store says, or what is wrong with the request. */
export type BatchRefusal =
  | Refusal
  | { kind: 'timeout' }
  | { kind: 'bad-request'; message: string }
  | { kind: 'maximum-append-size-exceeded'; bytesMax: number };

/** Codes inside `google.rpc.Status`, as the server sends them. */
const STATUS_CODES = {
  'wrong-expected-version': 6,
  'stream-deleted': 5,
  timeout: 4,
  'bad-request': 3,
  'maximum-append-size-exceeded': 3,
} as const;

const DETAIL_TYPES = {
  'wrong-expected-version': 'WrongExpectedVersion',
  'stream-deleted': 'StreamDeleted',
  timeout: 'Timeout',
  'bad-request': 'BadRequest',
  'maximum-append-size-exceeded': 'MaximumAppendSizeExceeded',
} as const;

/** The answer to a batch append that succeeded. */
export function batchAppended(correlationId: Buffer, stream: string, revision: number, position?: number): Buffer {
  return frameOf(
    new ProtoWriter(192)
      .bytes(1, correlationId)
      .message(3, success(revision, position))
      .message(4, streamIdentifier(stream))
      .finish(),
  );
}

/** The answer to a batch append that was refused. */
export function batchRefused(correlationId: Buffer, stream: string, expected: number, refusal: BatchRefusal): Buffer {
  const name = DETAIL_TYPES[refusal.kind];
  const detail = new ProtoWriter(96)
    .string(1, `type.googleapis.com/event_store.client.${name}`)
    .message(2, refusalDetail(stream, expected, refusal));
  const status = new ProtoWriter(160).uint(1, STATUS_CODES[refusal.kind]).string(2, name).message(3, detail);
  return frameOf(
    new ProtoWriter(256).bytes(1, correlationId).message(2, status).message(4, streamIdentifier(stream)).finish(),
  );
}

function refusalDetail(stream: string, expected: number, refusal: BatchRefusal): ProtoWriter {
  const detail = new ProtoWriter(32);
  switch (refusal.kind) {
    case 'wrong-expected-version':
      revisionOrNoStream(detail, 1, refusal.current);
      if (expected === EXPECT_ANY) return detail.empty(4);
      if (expected === EXPECT_STREAM_EXISTS) return detail.empty(5);
      if (expected === EXPECT_NO_STREAM) return detail.empty(6);
      return detail.bigint(3, exactRevision(expected));
    case 'stream-deleted':
      return detail.message(1, streamIdentifier(stream));
    case 'maximum-append-size-exceeded':
      return detail.uint(1, refusal.bytesMax);
    case 'bad-request':
      return detail.string(1, refusal.message);
    case 'timeout':
      return detail;
  }
}

/** The answer to a plain append that succeeded. */
export function appended(revision: number, position?: number): Buffer {
  return frameOf(new ProtoWriter(48).message(1, success(revision, position)).finish());
}

/** The answer to a plain append at the wrong revision; not an error to gRPC. */
export function appendedAtWrongVersion(expected: number, current: number): Buffer {
  const detail = new ProtoWriter(48);
  revisionOrNoStream(detail, 6, current);
  if (expected === EXPECT_ANY) detail.empty(9);
  else if (expected === EXPECT_STREAM_EXISTS) detail.empty(10);
  else if (expected === EXPECT_NO_STREAM) detail.empty(11);
  else detail.bigint(8, exactRevision(expected));
  return frameOf(new ProtoWriter(64).message(2, detail).finish());
}

/** The answer to a delete or tombstone that succeeded. */
export function deleted(position?: number): Buffer {
  const response = new ProtoWriter(32);
  if (position === undefined) response.empty(2);
  else response.message(1, positionMessage(position));
  return frameOf(response.finish());
}

function success(revision: number, position: number | undefined): ProtoWriter {
  const message = new ProtoWriter(40);
  revisionOrNoStream(message, 1, revision);
  return position === undefined ? message.empty(4) : message.message(3, positionMessage(position));
}

/** A revision in `field`, or "no stream" in the field after it. */
function revisionOrNoStream(message: ProtoWriter, field: number, revision: number): void {
  if (revision < 0) message.empty(field + 1);
  else message.uint(field, revision);
}

function positionMessage(position: number): ProtoWriter {
  return new ProtoWriter(24).uint(1, position).uint(2, position);
}

export function streamIdentifier(stream: string): ProtoWriter {
  return new ProtoWriter(16 + stream.length).string(3, stream);
}

/** Revisions beyond 2^53 have been rounded when read; the largest must not overflow when sent back. */
function exactRevision(revision: number): bigint {
  return revision >= 2 ** 64 ? 2n ** 64n - 1n : BigInt(revision);
}
