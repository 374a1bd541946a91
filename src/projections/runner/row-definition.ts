import type { RecordedEvent } from '../../application/ports/event-store.ts';
import type { Category } from '../../domain/categories.ts';
import type { EventOfType, EventTypeOf } from './projection.ts';

/** Returned by a handler: the row stays as it is. */
export const KEEP = Symbol('keep');
export type Keep = typeof KEEP;

/**
 * PostgreSQL types of columns, limited to those whose value comes back from the database as the handler wrote it: the
 * fold must not depend on whether a row was just written or loaded. Hence numeric without precision and scale, and
 * timestamps with milliseconds (`recordedAt`).
 */
export type ColumnType<Value> = [Value] extends [string | null]
  ? 'uuid' | 'text' | 'numeric' | 'bigint' | 'date' | 'timestamptz'
  : [Value] extends [number | null]
    ? 'integer'
    : [Value] extends [boolean | null]
      ? 'boolean'
      : [Value] extends [readonly string[] | null]
        ? 'text[]' | 'uuid[]' | 'jsonb'
        : 'jsonb';

export type KeyOf<Row, Key extends keyof Row> = { readonly [Column in Key]: Row[Column] };

/** The row after the event: a new one, undefined for none (any more), or KEEP. Pure. */
export type RowHandler<Row, Key extends keyof Row, Event extends { type: string; data: unknown }> = (
  row: Row | undefined,
  event: RecordedEvent<Event>,
  key: KeyOf<Row, Key>,
) => Row | undefined | Keep;

/** Handlers for every event type of the categories named. */
export type RowHandlers<Row, Key extends keyof Row> = {
  readonly [C in Category]?:
    | { readonly [Type in EventTypeOf<C>]: RowHandler<Row, Key, EventOfType<C, Type>> | 'ignored' }
    | 'ignored';
};

export interface RowDefinition<Row, Key extends keyof Row & string> {
  readonly table: string;
  /** Every column but generated ones, with its type. */
  readonly columns: { readonly [Column in keyof Row & string]: ColumnType<Row[Column]> };
  /** The primary key. Have no other unique constraint: rows of a batch are written in any order. */
  readonly key: readonly Key[];
  /** Which row an event is about; several rows: the handler is called for each. */
  readonly keyOf: (event: RecordedEvent) => KeyOf<Row, Key> | readonly KeyOf<Row, Key>[];
  readonly on: RowHandlers<Row, Key>;
}
