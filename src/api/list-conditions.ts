import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Cursor } from './list-cursor.ts';
import { type Condition, type ListField, type Sort, SQL_TYPES } from './list-fields.ts';
import type { ListQuery } from './list-query.ts';

type Sql = RawBuilder<SqlBool>;

/** A value as a parameter with its type; no text of a caller ever becomes SQL text. */
function typed(field: ListField, value: string): RawBuilder<unknown> {
  return sql`${value}::${sql.raw(SQL_TYPES[field.type])}`;
}

const COMPARISONS = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

/**
 * One filter as SQL. "Not equal" and "not in" count rows without a value as different, which is what people mean and
 * what SQL's own `<>` does not do.
 */
export function conditionSql({ field, operator, values }: Condition): Sql {
  const column = sql.ref(field.column);
  const [first = ''] = values;
  switch (operator) {
    case 'eq':
      return sql`${column} = ${typed(field, first)}`;
    case 'ne':
      return sql`${column} is distinct from ${typed(field, first)}`;
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return sql`${column} ${sql.raw(COMPARISONS[operator])} ${typed(field, first)}`;
    case 'in':
      return sql`${column} in (${sql.join(values.map((value) => typed(field, value)))})`;
    case 'nin':
      return sql`(${column} not in (${sql.join(values.map((value) => typed(field, value)))}) or ${column} is null)`;
    case 'like':
      return sql`${column} ilike ${`%${first.replace(/[\\%_]/g, '\\$&')}%`}`;
    case 'null':
      return first === 'true' ? sql`${column} is null` : sql`${column} is not null`;
  }
}

/**
 * Rows after the cursor. PostgreSQL sorts nulls as the largest values (last when ascending, first when descending),
 * which is also what its indexes do; ties are broken by id in the same direction.
 */
export function afterSql({ sort, list }: ListQuery, after: Cursor): Sql {
  const column = sql.ref(sort.field.column);
  const id = sql.ref(list.idColumn);
  const beyond = sql.raw(sort.descending ? '<' : '>');
  const cursorId = sql`${after.id}::uuid`;
  if (after.value === null) {
    const sameNulls = sql<SqlBool>`(${column} is null and ${id} ${beyond} ${cursorId})`;
    return sort.descending ? sql`(${sameNulls} or ${column} is not null)` : sameNulls;
  }
  const further = sql<SqlBool>`(${column}, ${id}) ${beyond} (${typed(sort.field, after.value)}, ${cursorId})`;
  return sort.field.nullable === true && !sort.descending ? sql`(${further} or ${column} is null)` : further;
}

/** The sort value as text that {@link parseValue} reads back without loss: microseconds stay. */
export function sortValueSql({ field }: Sort): RawBuilder<string | null> {
  const column = sql.ref(field.column);
  return field.type === 'timestamp'
    ? sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
    : sql`${column}::text`;
}
