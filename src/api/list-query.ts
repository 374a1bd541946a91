import { type Cursor, decodeCursor, fingerprint } from './list-cursor.ts';
import {
  type Condition,
  type ListDeclaration,
  type ListField,
  type Operator,
  operatorsOf,
  parsePattern,
  parseValue,
  type Sort,
} from './list-fields.ts';
import { refusal } from './refusal.ts';
import type { FieldErrors } from './validation-errors.ts';

export const LIMIT_DEFAULT = 20;
export const LIMIT_MAX = 100;
/** Up to here totals are exact and offsets are served; beyond it, counting and skipping cost more than they tell. */
export const COUNTED_MAX = 10_000;

const LIST_VALUES_MAX = 100;

/** A list query after parsing: everything in it is checked against the declaration. */
export interface ListQuery {
  readonly list: ListDeclaration;
  readonly conditions: readonly Condition[];
  readonly sort: Sort;
  readonly limit: number;
  readonly offset: number;
  readonly after: Cursor | undefined;
  readonly fingerprint: string;
}

const PAGING_KEYS = ['offset[eq]', 'limit[eq]', 'after', 'sort'];

/** Parses the query string of a list; what is wrong goes into `problems`, by key, and nothing is answered then. */
export function parseListQuery(
  list: ListDeclaration,
  raw: Readonly<Record<string, unknown>>,
  problems: FieldErrors,
  tenantId: string,
): ListQuery | undefined {
  const texts = singleTexts(raw, problems);
  const conditions = [...texts]
    .filter(([key]) => !PAGING_KEYS.includes(key))
    .flatMap(([key, text]) => parseCondition(list, key, text, problems) ?? []);
  const sort = parseSort(list, texts.get('sort'), problems);
  const limit = parseCount('limit[eq]', texts, LIMIT_DEFAULT, { minimum: 1, maximum: LIMIT_MAX }, problems);
  const offset = parseCount('offset[eq]', texts, 0, { minimum: 0, maximum: Number.MAX_SAFE_INTEGER }, problems);
  const afterText = texts.get('after');
  if (afterText !== undefined && texts.has('offset[eq]')) {
    problems['offset[eq]'] = 'does not go together with after: a cursor knows its place';
  }
  if (Object.keys(problems).length > 0 || sort === undefined) {
    return undefined;
  }
  refuseDeepOffset(offset);
  const hash = fingerprint(list, tenantId, conditions, sort);
  const after = afterText === undefined ? undefined : cursorOrRefuse(afterText, hash, sort.field);
  return { list, conditions, sort, limit, offset: after?.offset ?? offset, after, fingerprint: hash };
}

function singleTexts(raw: Readonly<Record<string, unknown>>, problems: FieldErrors): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(raw)) {
    if (typeof value === 'string') {
      texts.set(key, value);
    } else {
      problems[key] = 'is given more than once; use in for several values';
    }
  }
  return texts;
}

function parseCondition(
  list: ListDeclaration,
  key: string,
  text: string,
  problems: FieldErrors,
): Condition | undefined {
  const [, name = '', operatorText] = /^([^[\]]*)(?:\[([^[\]]*)\])?$/.exec(key) ?? [];
  const field = Object.hasOwn(list.fields, name) ? list.fields[name] : undefined;
  if (field === undefined) {
    problems[key] = `is not known here; this list has the filters ${Object.keys(list.fields).join(', ')}`;
    return undefined;
  }
  const operators = operatorsOf(field);
  const operator = operators.find((one) => one === operatorText);
  if (operator === undefined) {
    problems[key] = `must be written ${name}[operator]=value, with one of the operators ${operators.join(', ')}`;
    return undefined;
  }
  const parsed = parseOperand(field, operator, text);
  if ('problem' in parsed) {
    problems[key] = parsed.problem;
    return undefined;
  }
  return { key, field, operator, values: parsed.values };
}

function parseOperand(
  field: ListField,
  operator: Operator,
  text: string,
): { readonly values: readonly string[] } | { readonly problem: string } {
  if (operator === 'null') {
    return ['true', 'false'].includes(text) ? { values: [text] } : { problem: 'must be true or false' };
  }
  const parts = operator === 'in' || operator === 'nin' ? text.split(',') : [text];
  if (parts.length > LIST_VALUES_MAX) {
    return { problem: `has ${parts.length} values; ${LIST_VALUES_MAX} is the limit` };
  }
  const values: string[] = [];
  for (const part of parts) {
    const parsed = operator === 'like' ? parsePattern(part) : parseValue(field, part);
    if ('problem' in parsed) {
      return { problem: parts.length > 1 ? `${parsed.problem} (each value of the comma list)` : parsed.problem };
    }
    values.push(parsed.value);
  }
  return { values };
}

function parseSort(list: ListDeclaration, text: string | undefined, problems: FieldErrors): Sort | undefined {
  const wanted = text ?? list.defaultSort ?? '-createdAt';
  const descending = wanted.startsWith('-');
  const name = descending ? wanted.slice(1) : wanted;
  const field = Object.hasOwn(list.fields, name) ? list.fields[name] : undefined;
  if (field === undefined || field.sortable === false) {
    problems.sort = `must be one of ${sortableNames(list).join(', ')}; with a minus in front for descending`;
    return undefined;
  }
  return { name, field, descending };
}

export function sortableNames(list: ListDeclaration): string[] {
  return Object.keys(list.fields).filter((name) => list.fields[name]?.sortable !== false);
}

function parseCount(
  key: string,
  texts: ReadonlyMap<string, string>,
  fallback: number,
  bounds: { readonly minimum: number; readonly maximum: number },
  problems: FieldErrors,
): number {
  const text = texts.get(key);
  if (text === undefined) {
    return fallback;
  }
  const count = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!(count >= bounds.minimum && count <= bounds.maximum)) {
    const upTo = bounds.maximum === Number.MAX_SAFE_INTEGER ? 'on' : `to ${bounds.maximum}`;
    problems[key] = `must be a whole number from ${bounds.minimum} ${upTo}`;
  }
  return count;
}

function refuseDeepOffset(offset: number): void {
  if (offset > COUNTED_MAX) {
    throw refusal(
      'OFFSET_TOO_DEEP',
      `Offsets go up to ${COUNTED_MAX}; to read further, follow paging.nextCursor with after=.`,
      { fields: { 'offset[eq]': `must be at most ${COUNTED_MAX}; use after with paging.nextCursor beyond` } },
    );
  }
}

function cursorOrRefuse(text: string, hash: string, field: ListField): Cursor {
  const cursor = decodeCursor(text, hash, field);
  if (cursor === undefined) {
    throw refusal('CURSOR_INVALID', 'This cursor does not belong to this list with these filters and this order.', {
      fields: { after: 'must be the nextCursor of the same list, with the same filters and sort' },
    });
  }
  return cursor;
}
