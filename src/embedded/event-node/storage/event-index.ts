import { offsetColumn, uint32Column } from './number-column.ts';

/**
 * Where every event of the log is: 20 bytes each, by ordinal (the how-manieth event of the log).
 * Stream and type are small ids, so that a filter is asked once per stream or type and not once per event.
 */
export class EventIndex {
  readonly #positions = offsetColumn();
  readonly #frameBytes = uint32Column();
  readonly #streamIds = uint32Column();
  readonly #typeIds = uint32Column();
  readonly #types = new Map<string, number>();
  readonly #typeNames: string[] = [];

  /** Events known, those not yet on disk included. */
  get count(): number {
    return this.#positions.length;
  }

  /** Adds the next event and returns its ordinal. */
  add(position: number, frameBytes: number, streamId: number, type: string): number {
    const ordinal = this.#positions.length;
    this.#positions.push(position);
    this.#frameBytes.push(frameBytes);
    this.#streamIds.push(streamId);
    this.#typeIds.push(this.#typeId(type));
    return ordinal;
  }

  position(ordinal: number): number {
    return this.#positions.at(ordinal);
  }

  frameBytes(ordinal: number): number {
    return this.#frameBytes.at(ordinal);
  }

  streamId(ordinal: number): number {
    return this.#streamIds.at(ordinal);
  }

  typeId(ordinal: number): number {
    return this.#typeIds.at(ordinal);
  }

  typeName(typeId: number): string {
    return this.#typeNames[typeId] ?? '';
  }

  /** The first ordinal below `count` whose position is at or after `position`; `count` if there is none. */
  firstAtOrAfter(position: number, count: number): number {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#positions.at(middle) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #typeId(type: string): number {
    const known = this.#types.get(type);
    if (known !== undefined) return known;
    const id = this.#typeNames.length;
    this.#types.set(type, id);
    this.#typeNames.push(type);
    return id;
  }
}
