import type { Stream } from './streams.ts';

/** Ids remembered per generation; two generations are kept, so between 1 and 2 times as many are known. */
const GENERATION_SIZE = 32_768;

/** Where a recently appended event is. */
export interface RecentEvent {
  readonly stream: Stream;
  readonly revision: number;
}

/**
 * The ids of recent events. Appends that state no revision can be recognised as repetitions by these only:
 * best effort, as in EventStoreDB, and forgotten on restart.
 */
export class RecentEventIds {
  #young = new Map<string, RecentEvent>();
  #old = new Map<string, RecentEvent>();

  add(id: string, stream: Stream, revision: number): void {
    if (this.#young.size >= GENERATION_SIZE) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(id, { stream, revision });
  }

  get(id: string): RecentEvent | undefined {
    return this.#young.get(id) ?? this.#old.get(id);
  }
}
