const PAGE_BITS = 16;
const PAGE_SIZE = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_SIZE - 1;

/** A growing column of numbers in pages of typed arrays: it never copies what it holds. */
export class NumberColumn {
  readonly #createPage: (size: number) => Float64Array | Uint32Array;
  readonly #pages: (Float64Array | Uint32Array)[] = [];
  #length = 0;

  constructor(createPage: (size: number) => Float64Array | Uint32Array) {
    this.#createPage = createPage;
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const index = this.#length++;
    let page = this.#pages[index >>> PAGE_BITS];
    if (page === undefined) {
      page = this.#createPage(PAGE_SIZE);
      this.#pages.push(page);
    }
    page[index & PAGE_MASK] = value;
  }

  /** The value at `index`; 0 beyond the end. */
  at(index: number): number {
    return this.#pages[index >>> PAGE_BITS]?.[index & PAGE_MASK] ?? 0;
  }
}

/** A column of offsets and positions (exact to 2^53). */
export function offsetColumn(): NumberColumn {
  return new NumberColumn((size) => new Float64Array(size));
}

/** A column of lengths and ids (32 bits). */
export function uint32Column(): NumberColumn {
  return new NumberColumn((size) => new Uint32Array(size));
}
