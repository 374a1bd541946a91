import type { EventLog } from '../storage/event-log.ts';
import type { LogAppender } from '../storage/log-appender.ts';
import type { LogReader } from '../storage/log-reader.ts';

/** The most event data that one append may hold, in bytes; EventStoreDB's default. */
export const APPEND_BYTES_MAX = 1024 * 1024;

/** What every call works on. */
export interface EventNodeContext {
  readonly log: EventLog;
  readonly appender: LogAppender;
  readonly reader: LogReader;
  /** The address the node listens on, for clients that do not say by which they came. */
  address(): { host: string; port: number };
}
