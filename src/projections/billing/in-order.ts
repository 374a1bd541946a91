import type { Projection } from '../runner/projection.ts';

/**
 * Several parts as one projection, for tables that depend on each other: within a batch each part runs after those
 * before it, and may read their tables. A part must only read what no later event of the same batch can change, or the
 * rows would depend on where a batch ends.
 */
export function inOrder(name: string, parts: readonly Projection[]): Projection {
  return {
    name,
    wants: (event) => parts.some((part) => part.wants(event)),
    covers: (category) => parts.some((part) => part.covers(category)),
    async project(events, tx) {
      for (const part of parts) {
        const wanted = events.filter((event) => part.wants(event));
        if (wanted.length > 0) {
          await part.project(wanted, tx);
        }
      }
    },
    async checkTables(tx) {
      for (const part of parts) {
        await part.checkTables?.(tx);
      }
    },
  };
}
