import { z } from 'zod';
import type { CellKind } from './cell-kinds.ts';

/** One column of a file: what may stand in it, and what an empty cell means. */
export interface Column<Value> {
  readonly kind: CellKind<unknown>;
  readonly isRequired: boolean;
  /** What an empty cell gives. */
  readonly emptyMeans: Value | undefined;
  /** The same in words; empty for a required column. */
  readonly emptyText: string;
  readonly about: string;
  readonly example: string;
  readonly parse: (cell: string) => { readonly value: Value } | { readonly reason: string };
}

interface Fault {
  readonly column: string;
  readonly reason: string;
}

export type Columns = Readonly<Record<string, Column<unknown>>>;

export type ValuesOf<Definition extends Columns> = {
  readonly [Name in keyof Definition]: Definition[Name] extends Column<infer Value> ? Value : never;
};

/** A file of the import: its columns, what makes a row the same as another one, and rules across columns. */
export interface FileDefinition<Definition extends Columns = Columns> {
  readonly file: string;
  readonly about: string;
  readonly columns: Definition;
  /** The columns that name a row: two rows with the same values are the same thing twice. */
  readonly key: readonly (keyof Definition & string)[];
  readonly faults: (values: ValuesOf<Definition>) => readonly Fault[];
}

/** A row that is right as far as its file can tell. */
export interface Row<Definition extends Columns> {
  readonly file: string;
  readonly line: number;
  readonly values: ValuesOf<Definition>;
}

function column<Value>(kind: CellKind<Value>, rest: Omit<Column<Value>, 'kind' | 'parse'>): Column<Value> {
  return {
    ...rest,
    kind,
    parse(cell) {
      const parsed = z.safeParse(kind.schema, cell);
      return parsed.success
        ? { value: parsed.data }
        : { reason: parsed.error.issues.map((issue) => issue.message).join('; ') };
    },
  };
}

/** A column that every row must fill. */
export function required<Value>(kind: CellKind<Value>, about: string, example: string): Column<Value> {
  return column(kind, { isRequired: true, emptyMeans: undefined, emptyText: '', about, example });
}

/** A column that may be empty or left out. `emptyText`: what that means. */
export function optional<Value>(
  kind: CellKind<Value>,
  about: string,
  example: string,
  emptyText = 'none',
): Column<Value | null> {
  return column<Value | null>(kind, { isRequired: false, emptyMeans: null, emptyText, about, example });
}

/** A column whose empty cells have a value. */
export function withDefault<Value>(
  kind: CellKind<Value>,
  emptyMeans: Value & (string | number | boolean),
  about: string,
  example: string,
): Column<Value> {
  return column(kind, { isRequired: false, emptyMeans, emptyText: `\`${emptyMeans}\``, about, example });
}
