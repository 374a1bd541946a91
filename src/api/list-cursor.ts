import { createHash } from 'node:crypto';
import { z } from 'zod';
import { zUuid } from '../domain/kernel/ids.ts';
import { type Condition, type ListDeclaration, type ListField, parseValue, type Sort } from './list-fields.ts';

/** Where a page ended: the last row's sort value and id. */
export interface Cursor {
  /** Text of the last row's sort value, null when it has none. */
  readonly value: string | null;
  readonly id: string;
  /** Rows before the next page, for `paging.offset`. */
  readonly offset: number;
}

const CURSOR_LENGTH_MAX = 2_048;

const zCursor = z.strictObject({
  v: z.string().max(1_000).nullable(),
  i: zUuid,
  o: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  h: z.string(),
});

/** Same tenant, list, filters and order: else a cursor would continue a list that it was not made for. */
export function fingerprint(
  list: ListDeclaration,
  tenantId: string,
  conditions: readonly Condition[],
  sort: Sort,
): string {
  const filters = conditions.map(({ key, values }) => [key, ...values]).sort();
  const text = JSON.stringify([list.name, tenantId, sort.name, sort.descending, filters]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

export function encodeCursor(cursor: Cursor, hash: string): string {
  const json = JSON.stringify({ v: cursor.value, i: cursor.id, o: cursor.offset, h: hash });
  return Buffer.from(json).toString('base64url');
}

/** Undefined when the text is no cursor, or one of another list. Its values are checked like a filter's. */
export function decodeCursor(text: string, hash: string, field: ListField): Cursor | undefined {
  const parsed = text.length > CURSOR_LENGTH_MAX ? undefined : zCursor.safeParse(readJson(text)).data;
  if (parsed === undefined || parsed.h !== hash) {
    return undefined;
  }
  if (parsed.v === null) {
    return field.nullable === true ? { value: null, id: parsed.i, offset: parsed.o } : undefined;
  }
  const value = parseValue(field, parsed.v);
  return 'value' in value ? { value: value.value, id: parsed.i, offset: parsed.o } : undefined;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
