import { readWriteOptions, type WriteOptions } from '../protocol/append-request.ts';
import { deleted } from '../protocol/append-response.ts';
import type { GrpcCall } from '../protocol/grpc-call.ts';
import { invalidArgument, streamDeleted, unavailable, wrongExpectedVersion } from '../protocol/grpc-status.ts';
import { ProtoReader } from '../protocol/proto-reader.ts';
import type { AppendOutcome } from '../storage/log-appender.ts';
import type { EventNodeContext } from './event-node-context.ts';

/** Soft delete: the stream can be appended to again. */
export function serveDelete(call: GrpcCall, message: Buffer, context: EventNodeContext): void {
  const { stream, expected } = readDeleteRequest(message);
  context.appender.softDelete(stream, expected, (outcome) => answer(call, stream, expected, outcome));
}

/** Hard delete: the stream is gone for good. */
export function serveTombstone(call: GrpcCall, message: Buffer, context: EventNodeContext): void {
  const { stream, expected } = readDeleteRequest(message);
  context.appender.tombstone(stream, expected, (outcome) => answer(call, stream, expected, outcome));
}

function readDeleteRequest(message: Buffer): WriteOptions {
  const reader = new ProtoReader(message);
  while (reader.more) {
    const tag = reader.varint();
    if (tag === 0x0a) return readWriteOptions(reader.message());
    reader.skip(tag);
  }
  throw invalidArgument('The delete has no options.');
}

function answer(call: GrpcCall, stream: string, expected: number, outcome: AppendOutcome): void {
  switch (outcome.kind) {
    case 'appended':
      call.end(deleted(outcome.position));
      return;
    case 'wrong-expected-version':
      call.fail(wrongExpectedVersion(stream, expected, outcome.current));
      return;
    case 'stream-deleted':
      call.fail(streamDeleted(stream));
      return;
    case 'failed':
      call.fail(unavailable(outcome.error.message));
      return;
  }
}
