/** What the HTTP/2 library grants a connection: so many resets at once, and so many more per second. */
const BURST = 1000;
const PER_SECOND = 33;
/** As many calls as can be under way, and be cancelled too, while the client moves to a new connection. */
const RESERVE = 150;

/** Settings by which newer versions of Node lift the limit; others ignore them. */
export const UNLIMITED_RESETS = { streamResetBurst: 1_000_000_000, streamResetRate: 1_000_000_000 };

/** Whether this version of Node (22.11 and later) knows those settings. */
export function canLiftResetLimit(version = process.versions.node): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 11);
}

/**
 * Counts the calls that a client has cancelled on one connection. The HTTP/2 library takes too many of them for an
 * attack and cuts the connection, with every call on it, by an error that does not make the client reconnect. So the
 * node asks the client in time to open another connection. Calls under way go on, though the client gives up those that
 * are still open some seconds later; it then reconnects.
 */
export class ResetBudget {
  #left = BURST;
  #countedAtMs: number;

  constructor(nowMs: number) {
    this.#countedAtMs = nowMs;
  }

  /** Counts a cancelled call. True when the connection should be given up. */
  spend(nowMs: number): boolean {
    const seconds = Math.max(0, nowMs - this.#countedAtMs) / 1000;
    this.#countedAtMs = nowMs;
    this.#left = Math.min(BURST, this.#left + seconds * PER_SECOND) - 1;
    return this.#left < RESERVE;
  }
}
