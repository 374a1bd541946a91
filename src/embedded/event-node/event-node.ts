import { mkdirSync } from 'node:fs';
import type { EventNodeContext } from './calls/event-node-context.ts';
import { ROUTES } from './calls/routes.ts';
import type { EventNodeError } from './event-node-error.ts';
import { GrpcServer } from './protocol/grpc-server.ts';
import { lockDirectory } from './storage/directory-lock.ts';
import { EventLog } from './storage/event-log.ts';
import { LogAppender } from './storage/log-appender.ts';
import { LogReader } from './storage/log-reader.ts';

/** The part of a pino logger that the node uses. */
export interface EventNodeLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface EventNodeOptions {
  /** Where the events are kept; created if need be. One node at a time. */
  readonly directory: string;
  /** Address to listen on; 127.0.0.1 unless stated, for the node knows no passwords. */
  readonly host?: string;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly log?: EventNodeLog;
  /** Whether appends wait until they are on disk; true unless stated. False is for tests that need not survive. */
  readonly durable?: boolean;
}

/** A running event node. */
export interface EventNode {
  readonly host: string;
  readonly port: number;
  /** For the client: `esdb://127.0.0.1:2113?tls=false`. */
  readonly connectionString: string;
  /** Resolves if the disk fails. The node then refuses every append, and should be stopped. */
  readonly failed: Promise<EventNodeError>;
  /** Finishes what was accepted, ends open calls with "unavailable", and closes the log. */
  close(): Promise<void>;
}

/**
 * Starts a single node that speaks EventStoreDB's gRPC protocol, with its events in a directory.
 * @throws EventNodeError DATA_DIRECTORY_LOCKED, LOG_CORRUPTED, LOG_FORMAT_UNKNOWN
 */
export async function startEventNode(options: EventNodeOptions): Promise<EventNode> {
  const { directory, host = '127.0.0.1', port = 0, durable = true } = options;
  mkdirSync(directory, { recursive: true });
  const lock = await lockDirectory(directory);
  try {
    const log = openLog(directory, durable, options.log);
    const address = { host, port };
    const server = createServer(log, address);
    try {
      address.port = await server.listen(host, port);
    } catch (error) {
      log.close();
      throw error;
    }
    options.log?.info({ host, port: address.port, directory, events: log.durableCount }, 'event node listening');
    void log.commits.failed.then((error) => options.log?.error({ err: error }, error.message));
    return {
      host,
      port: address.port,
      connectionString: `esdb://${host.includes(':') ? `[${host}]` : host}:${address.port}?tls=false`,
      failed: log.commits.failed,
      close: once(async () => {
        server.stopAccepting();
        await log.commits.idle();
        // The answers to what has just been flushed are still to be sent.
        await new Promise(setImmediate);
        await server.close();
        log.close();
        await lock.release();
        options.log?.info({ directory }, 'event node closed');
      }),
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function openLog(directory: string, durable: boolean, logger: EventNodeLog | undefined): EventLog {
  const startedAt = performance.now();
  const log = EventLog.open(directory, durable);
  const ms = Math.round(performance.now() - startedAt);
  logger?.info({ directory, events: log.durableCount, ms }, 'event log read');
  if (log.tornBytes > 0) {
    logger?.warn({ directory, bytes: log.tornBytes }, 'cut off an append that was never finished');
  }
  return log;
}

function createServer(log: EventLog, address: { host: string; port: number }): GrpcServer {
  const context: EventNodeContext = {
    log,
    appender: new LogAppender(log),
    reader: new LogReader(log),
    address: () => address,
  };
  return new GrpcServer((path) => {
    const handler = ROUTES.get(path);
    return handler === undefined ? undefined : (call) => handler(call, context);
  });
}

function once(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= action();
    return running;
  };
}
