export interface Waiter {
  readonly position: bigint;
  readonly wake: () => void;
}

/** Who waits for which position of one group, the nearest first. */
export class Waiters {
  readonly #sorted: Waiter[] = [];

  get isEmpty(): boolean {
    return this.#sorted.length === 0;
  }

  add(waiter: Waiter): void {
    this.#sorted.splice(this.#after(waiter.position), 0, waiter);
  }

  remove(waiter: Waiter): void {
    for (let index = this.#after(waiter.position) - 1; index >= 0; index -= 1) {
      const found = this.#sorted[index];
      if (found === waiter) {
        this.#sorted.splice(index, 1);
        return;
      }
      if (found === undefined || found.position < waiter.position) {
        return;
      }
    }
  }

  /** Wakes everybody who waits for `position` or an earlier one. */
  wakeUntil(position: bigint): void {
    for (const waiter of this.#sorted.splice(0, this.#after(position))) {
      waiter.wake();
    }
  }

  /** Index of the first waiter behind `position`. */
  #after(position: bigint): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle]?.position ?? 0n) <= position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
