const FIRST_CAPACITY = 2;

/** Where one stream's ordinals lie in the arena. */
export interface RevisionList {
  start: number;
  capacity: number;
  length: number;
}

/**
 * Maps (stream, revision) to the event's ordinal. All lists live in one arena, because most streams are short and a
 * typed array for each would cost more than what it holds. A list that is full moves to a place twice as large.
 */
export class RevisionIndex {
  #arena = new Uint32Array(1024);
  #used = 0;
  /** Free places by capacity. */
  readonly #free = new Map<number, number[]>();

  push(list: RevisionList, ordinal: number): void {
    if (list.length === list.capacity) this.#grow(list);
    this.#arena[list.start + list.length++] = ordinal;
  }

  at(list: RevisionList, revision: number): number {
    return this.#arena[list.start + revision] ?? 0;
  }

  #grow(list: RevisionList): void {
    const capacity = list.capacity === 0 ? FIRST_CAPACITY : list.capacity * 2;
    const start = this.#take(capacity);
    this.#arena.copyWithin(start, list.start, list.start + list.length);
    if (list.capacity > 0) this.#release(list.start, list.capacity);
    list.start = start;
    list.capacity = capacity;
  }

  #take(capacity: number): number {
    const reused = this.#free.get(capacity)?.pop();
    if (reused !== undefined) return reused;
    const start = this.#used;
    this.#used += capacity;
    if (this.#used > this.#arena.length) {
      const larger = new Uint32Array(Math.max(this.#used, Math.ceil(this.#arena.length * 1.5)));
      larger.set(this.#arena);
      this.#arena = larger;
    }
    return start;
  }

  #release(start: number, capacity: number): void {
    const places = this.#free.get(capacity);
    if (places === undefined) this.#free.set(capacity, [start]);
    else places.push(start);
  }
}
