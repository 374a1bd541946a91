import type { GrpcCall } from '../protocol/grpc-call.ts';
import { MessageSplitter } from '../protocol/message-splitter.ts';
import { clusterInfo, supportedMethods } from '../protocol/node-response.ts';
import { serveAppend } from './append-call.ts';
import { serveBatchAppend } from './batch-append-call.ts';
import { serveDelete, serveTombstone } from './delete-call.ts';
import type { EventNodeContext } from './event-node-context.ts';
import { serveRead } from './read-call.ts';

/** Serves one call. */
export type CallHandler = (call: GrpcCall, context: EventNodeContext) => void;

/** The methods served, by path. Every other one is answered UNIMPLEMENTED: persistent subscriptions, for example. */
export const ROUTES: ReadonlyMap<string, CallHandler> = new Map([
  ['/event_store.client.streams.Streams/BatchAppend', serveBatchAppend],
  ['/event_store.client.streams.Streams/Append', serveAppend],
  ['/event_store.client.streams.Streams/Read', oneRequest(serveRead)],
  ['/event_store.client.streams.Streams/Delete', oneRequest(serveDelete)],
  ['/event_store.client.streams.Streams/Tombstone', oneRequest(serveTombstone)],
  [
    '/event_store.client.server_features.ServerFeatures/GetSupportedMethods',
    oneRequest((call) => call.end(supportedMethods())),
  ],
  [
    '/event_store.client.gossip.Gossip/Read',
    oneRequest((call, _message, context) => {
      const { host, port } = askedAddress(call) ?? context.address();
      call.end(clusterInfo(context.log.file.instanceId, host, port));
    }),
  ],
]);

/**
 * For calls with a single request message, which is served once all that came along with it has been read. Served at
 * once, every answer and every status would be written to the socket alone, for the HTTP/2 library sends what is due
 * whenever it has read a message.
 */
function oneRequest(
  serve: (call: GrpcCall, message: Buffer, context: EventNodeContext) => Promise<void> | void,
): CallHandler {
  return (call, context) => {
    const splitter = new MessageSplitter();
    const receive = (message: Buffer): void => {
      setImmediate(() => {
        if (call.isOver) return;
        try {
          serve(call, message, context)?.catch((error: unknown) => call.failWith(error));
        } catch (error) {
          call.failWith(error);
        }
      });
    };
    call.stream.on('data', (chunk: Buffer) => {
      try {
        splitter.push(chunk, receive);
      } catch (error) {
        call.failWith(error);
      }
    });
  };
}

/** The address by which the client reached the node: it can reach it there again. */
function askedAddress(call: GrpcCall): { host: string; port: number } | undefined {
  const match = /^(.+):(\d+)$/.exec(call.headers[':authority'] ?? '');
  const [, host, port] = match ?? [];
  return host === undefined ? undefined : { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}
