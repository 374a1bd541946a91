import { decimal } from './decimal.ts';

/**
 * The fields of `wanted` that differ from `current`: unchanged fields are no facts. A field that is undefined was not
 * mentioned. Fields named in `decimals` compare as numbers, so that 10 and 10.00 are no change.
 */
export function changedFields<T extends object>(
  wanted: Partial<T>,
  current: T,
  decimals: readonly (keyof T)[] = [],
): Partial<T> {
  const changed: Partial<T> = {};
  for (const key of Object.keys(wanted) as (keyof T)[]) {
    // Object.keys of a typed object gives its keys
    const [value, known] = [wanted[key], current[key]];
    const isSame = decimals.includes(key) ? isSameDecimal(value, known) : isSameJson(value, known);
    if (value !== undefined && !isSame) {
      changed[key] = value;
    }
  }
  return changed;
}

export function isSameDecimal(a: unknown, b: unknown): boolean {
  return typeof a === 'string' && typeof b === 'string' ? decimal(a).eq(decimal(b)) : a === b;
}

/** Equality of JSON values. The order of an object's keys says nothing: a database may give them back in another one. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return a === b;
  }
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => isSameJson(item, b[index]))
    );
  }
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))];
  return (
    left.length === right.size && left.every(([key, value]) => right.has(key) && isSameJson(value, right.get(key)))
  );
}
