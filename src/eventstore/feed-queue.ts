import { UnreadableEvent } from '../application/ports/event-feed.ts';
import type { RecordedEvent } from '../application/ports/event-store.ts';

type Item = { readonly weight: number } & (
  | { readonly event: RecordedEvent }
  | { readonly event: undefined; readonly unreadable: UnreadableEvent }
);

/**
 * How much an event counts against a bound: a claim with 5,000 charges is not one small event. The elements of its
 * lists tell its size well enough, and counting them costs nothing.
 */
function weightOf(event: RecordedEvent): number {
  let weight = 1;
  for (const value of Object.values(event.event.data as object)) {
    if (Array.isArray(value)) {
      weight += value.length;
    }
  }
  return weight;
}

/** What has come from the log and has not been asked for yet, in order. */
export class FeedQueue {
  #items: Item[] = [];
  #unreadable = 0;
  weight = 0;

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  get hasUnreadable(): boolean {
    return this.#unreadable > 0;
  }

  push(item: RecordedEvent | UnreadableEvent): void {
    if (item instanceof UnreadableEvent) {
      this.#items.push({ weight: 1, event: undefined, unreadable: item });
      this.#unreadable += 1;
      this.weight += 1;
    } else {
      const weight = weightOf(item);
      this.#items.push({ weight, event: item });
      this.weight += weight;
    }
  }

  /** The first events up to `maxWeight`, at least one; stops before an event that cannot be read. */
  take(maxWeight: number): RecordedEvent[] {
    const taken: RecordedEvent[] = [];
    let weight = 0;
    for (const item of this.#items) {
      if (item.event === undefined) {
        if (taken.length === 0) {
          throw item.unreadable;
        }
        break;
      }
      if (taken.length > 0 && weight + item.weight > maxWeight) {
        break;
      }
      taken.push(item.event);
      weight += item.weight;
    }
    this.#items = taken.length === this.#items.length ? [] : this.#items.slice(taken.length);
    this.weight -= weight;
    return taken;
  }

  passOver(event: UnreadableEvent): void {
    const first = this.#items[0];
    if (first === undefined || first.event !== undefined || first.unreadable.position !== event.position) {
      throw new Error(`Position ${event.position} is not the unreadable event that comes next`);
    }
    this.#items = this.#items.slice(1);
    this.#unreadable -= 1;
    this.weight -= 1;
  }
}
