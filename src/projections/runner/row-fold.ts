import type { RecordedEvent } from '../../application/ports/event-store.ts';
import { KEEP, type Keep } from './row-definition.ts';

/** A row or a key as the runner handles it: column → value. */
export type PlainRow = Readonly<Record<string, unknown>>;

export type PlainHandler = (
  row: PlainRow | undefined,
  event: RecordedEvent,
  key: PlainRow,
) => PlainRow | undefined | Keep;

export interface FoldPlan {
  readonly table: string;
  readonly key: readonly string[];
  readonly keysOf: (event: RecordedEvent) => readonly PlainRow[];
  readonly handlerOf: (event: RecordedEvent) => PlainHandler | undefined;
}

export interface RowChanges {
  /** Rows that are new or different, in the order of their first change. */
  readonly written: readonly PlainRow[];
  /** Keys of rows that were in the table and are gone. */
  readonly removed: readonly PlainRow[];
}

/** A key as text; unit separators cannot make two different keys equal, since ids hold none. */
export function keyText(key: readonly string[], row: PlainRow): string {
  return key.map((column) => String(row[column])).join('\u001f');
}

/** All keys that the events touch, each once. */
export function keysTouched(plan: FoldPlan, events: readonly RecordedEvent[]): Map<string, PlainRow> {
  const keys = new Map<string, PlainRow>();
  for (const event of events) {
    for (const key of plan.keysOf(event)) {
      keys.set(keyText(plan.key, key), key);
    }
  }
  return keys;
}

/**
 * Folds events into rows. `loaded` are the rows that the table holds now for the keys touched. Pure: the same rows
 * come out wherever the log is cut into batches.
 */
export function foldRows(plan: FoldPlan, loaded: readonly PlainRow[], events: readonly RecordedEvent[]): RowChanges {
  const before = new Map(loaded.map((row) => [keyText(plan.key, row), row]));
  const after = new Map<string, { readonly key: PlainRow; readonly row: PlainRow | undefined }>();
  for (const event of events) {
    const handler = plan.handlerOf(event);
    if (handler === undefined) {
      continue;
    }
    for (const key of plan.keysOf(event)) {
      const text = keyText(plan.key, key);
      const changed = after.get(text);
      const current = changed === undefined ? before.get(text) : changed.row;
      const next = handler(current, event, key);
      if (next !== KEEP && next !== current) {
        if (next !== undefined && keyText(plan.key, next) !== text) {
          throw new Error(`A handler for ${event.event.type} changed the key of a row of ${plan.table}`);
        }
        after.set(text, { key, row: next });
      }
    }
  }
  const written: PlainRow[] = [];
  const removed: PlainRow[] = [];
  for (const [text, { key, row }] of after) {
    if (row !== undefined) {
      written.push(row);
    } else if (before.has(text)) {
      removed.push(key);
    }
  }
  return { written, removed };
}
