import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { GrpcCode, GrpcError, grpcMessage, invalidArgument } from './grpc-status.ts';
import { ProtoError } from './proto-reader.ts';

const RESPONSE_HEADERS = { ':status': 200, 'content-type': 'application/grpc+proto' } as const;
/** gRPC has no use for a date. */
const RESPONSE_OPTIONS = { waitForTrailers: true, sendDate: false };

/** One gRPC call on an HTTP/2 stream: sends frames, then exactly one status. */
export class GrpcCall {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
  #trailers: Record<string, string> = { 'grpc-status': '0' };
  #started = false;
  #ended = false;

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders) {
    this.stream = stream;
    this.headers = headers;
    stream.on('error', () => {
      // The client went away; 'close' follows.
    });
    stream.on('wantTrailers', () => stream.sendTrailers(this.#trailers));
  }

  /** Whether the status was sent, or the client is gone. */
  get isOver(): boolean {
    return this.#ended || this.stream.destroyed || this.stream.closed;
  }

  /** Sends whole frames. False: wait for {@link drained} before sending more. */
  write(frames: Buffer): boolean {
    if (this.isOver) return true;
    this.#start();
    return this.stream.write(frames);
  }

  /** Resolves when what was written has gone to the network, or the call is over. */
  drained(): Promise<void> {
    if (this.isOver || !this.stream.writableNeedDrain) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.stream.off('drain', done);
        this.stream.off('close', done);
        resolve();
      };
      this.stream.on('drain', done);
      this.stream.on('close', done);
    });
  }

  /** Sends the last frames, if any, and the status OK. */
  end(frames?: Buffer): void {
    if (this.isOver) return;
    this.#start();
    this.#ended = true;
    if (frames === undefined) this.stream.end();
    else this.stream.end(frames);
  }

  /** Ends the call with an error. */
  fail(error: GrpcError): void {
    if (this.isOver) return;
    this.#ended = true;
    this.#trailers = {
      ...error.trailers,
      'grpc-status': String(error.status),
      'grpc-message': grpcMessage(error.message),
    };
    if (this.#started) this.stream.end();
    else this.stream.respond({ ...RESPONSE_HEADERS, ...this.#trailers }, { endStream: true });
  }

  /** Ends the call with whatever went wrong; what is not a GrpcError is ours and unexpected. */
  failWith(error: unknown): void {
    if (error instanceof GrpcError) this.fail(error);
    else if (error instanceof ProtoError) this.fail(invalidArgument(error.message));
    else this.fail(new GrpcError(GrpcCode.internal, error instanceof Error ? error.message : String(error)));
  }

  #start(): void {
    if (this.#started) return;
    this.#started = true;
    this.stream.respond(RESPONSE_HEADERS, RESPONSE_OPTIONS);
  }
}
