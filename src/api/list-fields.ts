import { z } from 'zod';
import { zCivilDate } from '../domain/kernel/calendar.ts';
import { DECIMAL_PATTERN } from '../domain/kernel/decimal.ts';
import { zUuid } from '../domain/kernel/ids.ts';
import { isStorableText } from '../domain/kernel/storable-text.ts';
import { utcInstant } from './utc-instant.ts';

export type FieldType = 'text' | 'uuid' | 'decimal' | 'integer' | 'boolean' | 'date' | 'timestamp' | 'enum';

const OPERATORS = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'nin', 'like', 'null'] as const;
export type Operator = (typeof OPERATORS)[number];

/** One field that a list can be filtered and sorted by. */
export interface ListField {
  /** Column as the query names it, with its table alias: `a.account_name`. Written by us, never by a caller. */
  readonly column: string;
  readonly type: FieldType;
  /** The values of an enum. */
  readonly values?: readonly string[];
  /** False when no index carries the order. */
  readonly sortable?: boolean;
  /** True when the column can be null; a column that cannot is paged by a plain index range. */
  readonly nullable?: boolean;
  /** Fewer operators than the type has. */
  readonly ops?: readonly Operator[];
}

/** What a resource says about its list: filters, sort, cursor, documentation all follow from it. */
export interface ListDeclaration {
  /** Name of the resource: a cursor of one list does not fit another. */
  readonly name: string;
  /** Unique UUID column that breaks ties, with its alias: `a.id`. */
  readonly idColumn: string;
  readonly fields: Readonly<Record<string, ListField>>;
  /** `-createdAt` unless given. */
  readonly defaultSort?: string;
}

export interface Condition {
  /** As the caller wrote it: `status[in]`. */
  readonly key: string;
  readonly field: ListField;
  readonly operator: Operator;
  /** Checked texts; more than one for in and nin only. */
  readonly values: readonly string[];
}

export interface Sort {
  readonly name: string;
  readonly field: ListField;
  readonly descending: boolean;
}

const ORDERED: readonly Operator[] = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'nin', 'null'];

const TYPE_OPERATORS: Readonly<Record<FieldType, readonly Operator[]>> = {
  text: OPERATORS,
  enum: ['eq', 'ne', 'in', 'nin', 'like', 'null'],
  uuid: ['eq', 'ne', 'in', 'nin', 'null'],
  boolean: ['eq', 'ne', 'in', 'nin', 'null'],
  decimal: ORDERED,
  integer: ORDERED,
  date: ORDERED,
  timestamp: ORDERED,
};

/** What PostgreSQL compares a value as. The cast also stops it from guessing. */
export const SQL_TYPES: Readonly<Record<FieldType, string>> = {
  text: 'text',
  enum: 'text',
  uuid: 'uuid',
  boolean: 'boolean',
  decimal: 'numeric',
  integer: 'bigint',
  date: 'date',
  timestamp: 'timestamptz',
};

const TEXT_LENGTH_MAX = 500;

/** Schemas of one value by type; what they let through, PostgreSQL can read as that type. */
const VALUE_SCHEMAS: Readonly<Record<Exclude<FieldType, 'enum'>, z.ZodType<string>>> = {
  text: z
    .string()
    .max(TEXT_LENGTH_MAX, `must have at most ${TEXT_LENGTH_MAX} characters`)
    .refine(isStorableText, 'holds characters that no record can have'),
  uuid: zUuid,
  boolean: z.enum(['true', 'false'], 'must be true or false'),
  decimal: z.string().regex(DECIMAL_PATTERN, 'must be a decimal number, such as 12.50'),
  integer: z.string().regex(/^-?(0|[1-9]\d{0,14})$/, 'must be a whole number'),
  date: zCivilDate.refine((date) => !date.startsWith('0000'), 'must be a date from year 1 on'),
  timestamp: z.string().transform((text, context): string => {
    const instant = utcInstant(text);
    if (instant === undefined) {
      context.addIssue({
        code: 'custom',
        message: 'must be a date or a timestamp with zone, such as 2026-01-31T09:30:00Z',
      });
      return z.NEVER;
    }
    return instant;
  }),
};

export function operatorsOf(field: ListField): readonly Operator[] {
  return field.ops ?? TYPE_OPERATORS[field.type];
}

export type ParsedValue = { readonly value: string } | { readonly problem: string };

/** Text of a filter or a cursor → text that PostgreSQL reads as the field's type, or what is wrong with it. */
export function parseValue(field: ListField, text: string): ParsedValue {
  if (field.type === 'enum') {
    const values = field.values ?? [];
    return values.includes(text) ? { value: text } : { problem: `must be one of ${values.join(', ')}` };
  }
  const parsed = VALUE_SCHEMAS[field.type].safeParse(text);
  return parsed.success ? { value: parsed.data } : { problem: parsed.error.issues[0]?.message ?? 'is not acceptable' };
}

/** A substring to look for: any text, also in an enum. */
export function parsePattern(text: string): ParsedValue {
  const parsed = VALUE_SCHEMAS.text.safeParse(text);
  return parsed.success ? { value: parsed.data } : { problem: parsed.error.issues[0]?.message ?? 'is not acceptable' };
}
