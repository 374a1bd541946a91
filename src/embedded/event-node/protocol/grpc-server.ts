import { constants, createServer, type Http2Server, type Http2Session, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { GrpcCall } from './grpc-call.ts';
import { GrpcCode, GrpcError, unavailable } from './grpc-status.ts';
import { canLiftResetLimit, ResetBudget, UNLIMITED_RESETS } from './reset-budget.ts';

/** As a real server has it, so that clients that leak reads notice here too. */
const CONCURRENT_STREAMS_MAX = 100;
const STREAM_WINDOW_BYTES = 1024 * 1024;
const CONNECTION_WINDOW_BYTES = 16 * 1024 * 1024;
/** What one connection may make us hold, in MB. */
const SESSION_MEMORY_MB_MAX = 128;
/** How long clients have to take the end of their calls before their connections are cut. */
const CLOSE_GRACE_MS = 1000;

/** Finds what serves a path; undefined if nothing does. */
export type Router = (path: string) => ((call: GrpcCall) => void) | undefined;

/** A gRPC server, no more than the node needs of one. */
export class GrpcServer {
  readonly #server: Http2Server;
  readonly #sessions = new Map<ServerHttp2Session, ResetBudget>();
  readonly #calls = new Set<GrpcCall>();
  #isClosing = false;

  constructor(router: Router) {
    this.#server = createServer({
      settings: { maxConcurrentStreams: CONCURRENT_STREAMS_MAX, initialWindowSize: STREAM_WINDOW_BYTES },
      maxSessionMemory: SESSION_MEMORY_MB_MAX,
      ...UNLIMITED_RESETS,
    });
    this.#server.on('connection', (socket) => socket.setNoDelay(true));
    this.#server.on('session', (session) => this.#addSession(session));
    this.#server.on('stream', (stream, headers) => {
      const call = new GrpcCall(stream, headers);
      const session = stream.session;
      this.#calls.add(call);
      stream.on('close', () => {
        this.#calls.delete(call);
        if (stream.rstCode !== constants.NGHTTP2_NO_ERROR) this.#countReset(session);
      });
      this.#dispatch(call, router);
    });
  }

  /** Starts to listen; resolves with the port. */
  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host, port, exclusive: true }, () => {
        this.#server.off('error', reject);
        resolve((this.#server.address() as AddressInfo).port);
      });
    });
  }

  /** Takes no more connections and refuses new calls; those under way go on. */
  stopAccepting(): void {
    this.#isClosing = true;
    this.#server.close();
  }

  /** Ends what is still open with "unavailable", which makes clients reconnect, and closes all connections. */
  async close(): Promise<void> {
    this.stopAccepting();
    for (const call of this.#calls) call.fail(unavailable('The event node is shutting down.'));
    const closed = [...this.#sessions.keys()].map(
      (session) =>
        new Promise<void>((resolve) => {
          session.once('close', resolve);
          session.close();
        }),
    );
    const cut = setTimeout(() => {
      for (const session of this.#sessions.keys()) session.destroy();
    }, CLOSE_GRACE_MS);
    await Promise.all(closed);
    clearTimeout(cut);
  }

  #addSession(session: ServerHttp2Session): void {
    session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
    this.#sessions.set(session, new ResetBudget(performance.now()));
    session.on('close', () => this.#sessions.delete(session));
    session.on('error', () => session.destroy());
  }

  #countReset(session: Http2Session | undefined): void {
    if (session === undefined || session.closed || canLiftResetLimit()) return;
    const budget = this.#sessions.get(session as ServerHttp2Session);
    if (budget?.spend(performance.now())) session.close();
  }

  #dispatch(call: GrpcCall, router: Router): void {
    const path = call.headers[':path'] ?? '';
    const serve = router(path);
    if (this.#isClosing) call.fail(unavailable('The event node is shutting down.'));
    else if (serve === undefined) {
      call.fail(new GrpcError(GrpcCode.unimplemented, `The embedded event node does not serve ${path}.`));
    } else serve(call);
  }
}
