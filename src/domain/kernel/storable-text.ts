/** With the `u` flag a surrogate matches only when it stands alone. */
const UNSTORABLE = /[\0\uD800-\uDFFF]/u;

/**
 * False for text that PostgreSQL cannot hold: NUL, and surrogates that stand alone. It must be refused at the border,
 * since a projection would stop at it long after the event was accepted.
 */
export function isStorableText(text: string): boolean {
  return !UNSTORABLE.test(text);
}

/** The same for every text in a JSON value, keys included. */
export function isStorableJson(value: unknown): boolean {
  if (typeof value === 'string') {
    return isStorableText(value);
  }
  return typeof value !== 'object' || value === null
    ? true
    : Object.entries(value).every(([key, item]) => isStorableText(key) && isStorableJson(item));
}
