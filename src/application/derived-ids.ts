import { parse, v5, v7 } from 'uuid';

/** Name space of all ids that Ledgerline derives (UUID version 5, RFC 9562 §5.5). Never changes. */
const NAMESPACE = parse('6f1d7a52-3c57-5b0e-9a55-1d2f6c0e8b41');

/** The same parts always give the same id: whoever repeats a step meets what the first one made. */
export function derivedId(...parts: readonly (string | number)[]): string {
  // As bytes: the library's own way from text to bytes is slow, and whole events pass through here.
  return v5(Buffer.from(parts.join('\u001f')), NAMESPACE);
}

/** A new id, sortable by time (UUID version 7). */
export function newId(): string {
  return v7();
}
