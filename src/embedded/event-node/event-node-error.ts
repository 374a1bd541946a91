/** Why the node could not start, or had to stop. */
export type EventNodeErrorCode =
  /** Another living process has the data directory open. */
  | 'DATA_DIRECTORY_LOCKED'
  /** The log does not hold what it once held: a flushed append is damaged. Never repaired silently. */
  | 'LOG_CORRUPTED'
  /** The directory holds a log of another format or version. */
  | 'LOG_FORMAT_UNKNOWN'
  /** A write or an fsync failed (disk full, bad disk). Nothing is acknowledged after this. */
  | 'STORAGE_FAILED'
  /** The node is closing or closed. */
  | 'NODE_CLOSED';

/** A failure of the node itself, as opposed to a call that it refuses. */
export class EventNodeError extends Error {
  readonly code: EventNodeErrorCode;

  constructor(code: EventNodeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EventNodeError';
    this.code = code;
  }
}
