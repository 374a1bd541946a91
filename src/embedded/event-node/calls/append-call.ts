import {
  eventSizeBytes,
  readProposedMessage,
  readWriteOptions,
  type WriteOptions,
} from '../protocol/append-request.ts';
import { appended, appendedAtWrongVersion } from '../protocol/append-response.ts';
import type { GrpcCall } from '../protocol/grpc-call.ts';
import { invalidArgument, maximumAppendSizeExceeded, streamDeleted, unavailable } from '../protocol/grpc-status.ts';
import { MessageSplitter } from '../protocol/message-splitter.ts';
import { ProtoReader } from '../protocol/proto-reader.ts';
import type { ProposedEvent } from '../protocol/recorded-event.ts';
import type { AppendOutcome } from '../storage/log-appender.ts';
import { APPEND_BYTES_MAX, type EventNodeContext } from './event-node-context.ts';

/** One append in a call of its own: first the options, then an event per message. */
export function serveAppend(call: GrpcCall, context: EventNodeContext): void {
  const splitter = new MessageSplitter();
  const events: ProposedEvent[] = [];
  let options: WriteOptions | undefined;
  let sizeBytes = 0;
  const receive = (message: Buffer): void => {
    const reader = new ProtoReader(message);
    const tag = reader.varint();
    if (tag === 0x0a) {
      options = readWriteOptions(reader.message());
      return;
    }
    const event = readProposedMessage(reader.message());
    sizeBytes += eventSizeBytes(event);
    if (sizeBytes > APPEND_BYTES_MAX) throw maximumAppendSizeExceeded(APPEND_BYTES_MAX);
    events.push(event);
  };
  call.stream.on('data', (chunk: Buffer) => {
    if (call.isOver) return;
    try {
      splitter.push(chunk, receive);
    } catch (error) {
      call.failWith(error);
    }
  });
  call.stream.on('end', () => {
    if (call.isOver) return;
    if (options === undefined) return call.fail(invalidArgument('The append has no options.'));
    const { stream, expected } = options;
    context.appender.append(stream, expected, events, (outcome) => answer(call, stream, expected, outcome));
  });
}

function answer(call: GrpcCall, stream: string, expected: number, outcome: AppendOutcome): void {
  switch (outcome.kind) {
    case 'appended':
      call.end(appended(outcome.revision, outcome.position));
      return;
    case 'wrong-expected-version':
      call.end(appendedAtWrongVersion(expected, outcome.current));
      return;
    case 'stream-deleted':
      call.fail(streamDeleted(stream));
      return;
    case 'failed':
      call.fail(unavailable(outcome.error.message));
      return;
  }
}
