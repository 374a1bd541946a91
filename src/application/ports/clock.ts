/** Where "now" comes from. The domain never asks; it is told. */
export interface Clock {
  /** UTC, ISO 8601 with milliseconds: `2026-01-31T12:00:00.000Z`. */
  now(): string;
}
