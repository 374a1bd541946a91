/** Bounds of a pass: how big batches may become, and how long one transaction should take. */
export interface Pace {
  readonly maxEvents: number;
  readonly targetMillis: number;
  /** Batches begin at least this far apart, so that a stream of single events does not become as many commits. */
  readonly minIntervalMillis: number;
}

/** Live: a reader waits for what was just written. */
export const LIVE_PACE: Pace = { maxEvents: 5_000, targetMillis: 250, minIntervalMillis: 5 };
/** Rebuilding: nobody waits, so the fixed cost of a batch is spread over many events. */
export const REBUILD_PACE: Pace = { maxEvents: 10_000, targetMillis: 2_000, minIntervalMillis: 0 };

const EVENTS_FIRST = 500;
const EVENTS_MIN = 50;

/** Finds the batch size whose transaction takes about the time wanted. */
export class BatchSizer {
  readonly #pace: Pace;
  events: number;

  constructor(pace: Pace) {
    this.#pace = pace;
    this.events = Math.min(EVENTS_FIRST, pace.maxEvents);
  }

  /** Learns from a batch of `events` that took `tookMillis`. */
  observe(events: number, tookMillis: number): void {
    if (tookMillis > this.#pace.targetMillis) {
      this.events = Math.max(Math.min(EVENTS_MIN, this.#pace.maxEvents), Math.floor(this.events / 2));
    } else if (events >= this.events / 2 && tookMillis < this.#pace.targetMillis / 2) {
      this.events = Math.min(this.#pace.maxEvents, this.events * 2);
    }
  }
}
