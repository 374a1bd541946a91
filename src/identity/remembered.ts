import { createExpiringCache } from '../platform/expiring-cache.ts';

/** How many answers are kept at most: strangers decide which keys are asked for. */
const SIZE_MAX = 10_000;

/**
 * A look-up that keeps its answers for `ttlMs`: that is also how late it may notice a change. Who asks for the same key
 * while it is looked up waits for that one answer. Failures are not kept, nor is what is not there: it may come.
 */
export function remembered<Value extends object>(
  ttlMs: number,
  lookUp: (key: string) => Promise<Value | undefined>,
): (key: string) => Promise<Value | undefined> {
  const cache = createExpiringCache<Value>(SIZE_MAX, ttlMs);
  const underWay = new Map<string, Promise<Value | undefined>>();
  return (key) => {
    const known = cache.get(key);
    if (known !== undefined) {
      return Promise.resolve(known);
    }
    const waiting = underWay.get(key);
    if (waiting !== undefined) {
      return waiting;
    }
    const asked = lookUp(key)
      .then((value) => {
        if (value !== undefined) {
          cache.set(key, value);
        }
        return value;
      })
      .finally(() => underWay.delete(key));
    underWay.set(key, asked);
    return asked;
  };
}
