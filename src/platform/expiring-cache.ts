interface Entry<Value> {
  readonly value: Value;
  readonly expiresAtMs: number;
}

/** Remembers up to `sizeMax` values for `ttlMs` each; when full, the one that was used longest ago goes. */
export interface ExpiringCache<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
}

export function createExpiringCache<Value>(sizeMax: number, ttlMs: number): ExpiringCache<Value> {
  const entries = new Map<string, Entry<Value>>(); // in order of use: a Map keeps the order of insertion
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      if (entry.expiresAtMs <= performance.now()) return undefined;
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value) {
      entries.delete(key);
      entries.set(key, { value, expiresAtMs: performance.now() + ttlMs });
      if (entries.size <= sizeMax) return;
      for (const oldest of entries.keys()) {
        entries.delete(oldest);
        return;
      }
    },
  };
}
