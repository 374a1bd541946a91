/** Where the present moment comes from. Passed in, so that a test or a replay decides what time it is. */
export interface Clock {
  /** UTC, ISO 8601 with milliseconds: `2026-03-01T09:30:00.000Z`. */
  now(): string;
}

export const systemClock: Clock = { now: () => new Date().toISOString() };

export interface FixedClock extends Clock {
  set(moment: string): void;
  advance(milliseconds: number): void;
}

/** Stands still until it is moved. */
export function fixedClock(start: string): FixedClock {
  let current = new Date(start);
  return {
    now: () => current.toISOString(),
    set(moment) {
      current = new Date(moment);
    },
    advance(milliseconds) {
      current = new Date(current.getTime() + milliseconds);
    },
  };
}
