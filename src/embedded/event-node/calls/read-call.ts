import type { GrpcCall } from '../protocol/grpc-call.ts';
import { streamDeleted } from '../protocol/grpc-status.ts';
import { type ReadRequest, readReadRequest } from '../protocol/read-request.ts';
import { streamNotFound } from '../protocol/read-response.ts';
import { visibleStream } from '../storage/visible-stream.ts';
import { BATCH_BYTES, CONSIDERED_MAX } from './batch-limits.ts';
import { compileFilter } from './event-filter.ts';
import type { EventNodeContext } from './event-node-context.ts';
import { FrameSource } from './frame-source.ts';
import { subscribeToAll } from './subscribe-to-all.ts';
import { subscribeToStream } from './subscribe-to-stream.ts';

/** Serves `Streams.Read`: reads and subscriptions, of a stream and of `$all`. */
export function serveRead(call: GrpcCall, message: Buffer, context: EventNodeContext): Promise<void> | void {
  const request = readReadRequest(message);
  const { stream, maxCount } = request;
  if (maxCount === undefined) {
    return stream === undefined
      ? subscribeToAll(call, request, context)
      : subscribeToStream(call, stream, request, context);
  }
  return stream === undefined
    ? readAll(call, request, maxCount, context)
    : readStream(call, stream, request, maxCount, context);
}

/** Ordinals in the order of the read; undefined at the end, and null where an event was passed over. */
type NextOrdinal = () => number | null | undefined;

function readStream(
  call: GrpcCall,
  name: string,
  request: ReadRequest,
  maxCount: number,
  context: EventNodeContext,
): Promise<void> | void {
  const { log, reader } = context;
  const seen = visibleStream(log, reader, name);
  if (seen.kind === 'deleted') return call.fail(streamDeleted(name));
  if (seen.kind === 'not-found') return call.end(streamNotFound(name));
  const { stream, first, last } = seen;
  const from = request.from === 'start' ? 0 : request.from === 'end' ? Number.POSITIVE_INFINITY : request.from;
  const step = request.backwards ? -1 : 1;
  let revision = request.backwards ? Math.min(from, last) : Math.max(from, first);
  let left = maxCount;
  return send(call, new FrameSource(context, request), context, () => {
    if (left <= 0 || revision < first || revision > last) return undefined;
    left--;
    const ordinal = log.ordinalOf(stream, revision);
    revision += step;
    return ordinal;
  });
}

function readAll(
  call: GrpcCall,
  request: ReadRequest,
  maxCount: number,
  context: EventNodeContext,
): Promise<void> | void {
  const { log } = context;
  const count = log.durableCount;
  const matches = request.filter === undefined ? undefined : compileFilter(request.filter, log);
  const step = request.backwards ? -1 : 1;
  // Backwards excludes the event at the position itself.
  let ordinal = startOfAll(request, context, count) - (request.backwards ? 1 : 0);
  let left = maxCount;
  return send(call, new FrameSource(context, request), context, () => {
    if (left <= 0 || ordinal < 0 || ordinal >= count) return undefined;
    const current = ordinal;
    ordinal += step;
    if (matches !== undefined && !matches(current)) return null;
    left--;
    return current;
  });
}

function startOfAll(request: ReadRequest, context: EventNodeContext, count: number): number {
  if (request.from === 'start') return 0;
  if (request.from === 'end') return count;
  return context.log.index.firstAtOrAfter(request.from, count);
}

/** Sends batch after batch, waiting whenever the client is slower. Small reads are answered at once, in one piece. */
function send(call: GrpcCall, source: FrameSource, context: EventNodeContext, next: NextOrdinal): Promise<void> | void {
  const batch = collect(context, next);
  if (batch.isLast) return call.end(batch.ordinals.length === 0 ? undefined : source.frames(batch.ordinals));
  if (batch.ordinals.length > 0) call.write(source.frames(batch.ordinals));
  return sendRest(call, source, context, next);
}

async function sendRest(
  call: GrpcCall,
  source: FrameSource,
  context: EventNodeContext,
  next: NextOrdinal,
): Promise<void> {
  while (!call.isOver) {
    await call.drained();
    await new Promise(setImmediate);
    const batch = collect(context, next);
    if (batch.ordinals.length > 0) call.write(source.frames(batch.ordinals));
    if (batch.isLast) return call.end();
  }
}

function collect(context: EventNodeContext, next: NextOrdinal): { ordinals: number[]; isLast: boolean } {
  const ordinals: number[] = [];
  let bytes = 0;
  for (let considered = 0; bytes < BATCH_BYTES && considered < CONSIDERED_MAX; considered++) {
    const ordinal = next();
    if (ordinal === undefined) return { ordinals, isLast: true };
    if (ordinal === null) continue;
    ordinals.push(ordinal);
    bytes += context.log.index.frameBytes(ordinal);
  }
  return { ordinals, isLast: false };
}
