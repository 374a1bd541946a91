import { type QueryExecutorProvider, type SelectQueryBuilder, sql } from 'kysely';
import type { Paging } from './envelope.ts';
import { afterSql, conditionSql, sortValueSql } from './list-conditions.ts';
import { encodeCursor } from './list-cursor.ts';
import { COUNTED_MAX, type ListQuery } from './list-query.ts';

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly paging: Paging;
}

/** Added to each row for the cursor, and taken off again. */
interface CursorColumns {
  list_sort_value: string | null;
  list_id: string;
}

/**
 * One page of a list. `base` is the query of the resource: tables, joins, selected columns and what is never shown;
 * filters, order, cursor, limit and total are added here. Runs inside {@link tenantReader}, so that rows and total are
 * of one moment and one tenant.
 */
export async function fetchPage<DB, TB extends keyof DB, Row>(
  db: QueryExecutorProvider,
  base: SelectQueryBuilder<DB, TB, Row>,
  query: ListQuery,
): Promise<Page<Row>> {
  const filtered = query.conditions.reduce((builder, condition) => builder.where(conditionSql(condition)), base);
  const total = await countUpToCap(db, filtered);
  const found = await pageQuery(filtered, query).execute();
  const rows = found.slice(0, query.limit);
  return {
    rows: rows.map(withoutCursorColumns<Row>),
    paging: pagingOf(query, total, rows, found.length > rows.length),
  };
}

function pageQuery<DB, TB extends keyof DB, Row>(filtered: SelectQueryBuilder<DB, TB, Row>, query: ListQuery) {
  const { sort, list, after } = query;
  const direction = sort.descending ? 'desc' : 'asc';
  const started = after === undefined ? filtered.offset(query.offset) : filtered.where(afterSql(query, after));
  return started
    .select([sortValueSql(sort).as('list_sort_value'), sql<string>`${sql.ref(list.idColumn)}::text`.as('list_id')])
    .orderBy(sql.ref(sort.field.column), direction)
    .orderBy(sql.ref(list.idColumn), direction)
    .limit(query.limit + 1); // one more tells whether there is a next page
}

/** Exact up to the cap; one row more than it tells that there are more. */
async function countUpToCap<DB, TB extends keyof DB, Row>(
  db: QueryExecutorProvider,
  filtered: SelectQueryBuilder<DB, TB, Row>,
): Promise<number> {
  const some = filtered
    .clearSelect()
    .select(sql<number>`1`.as('one'))
    .limit(COUNTED_MAX + 1);
  const { rows } = await sql<{ total: string }>`select count(*) as total from (${some}) as counted`.execute(db);
  return Number(rows[0]?.total ?? 0);
}

function pagingOf(query: ListQuery, counted: number, rows: readonly object[], hasNext: boolean): Paging {
  const total = Math.min(counted, COUNTED_MAX);
  const last = rows.at(-1) as CursorColumns | undefined; // selected by pageQuery
  return {
    offset: query.offset,
    limit: query.limit,
    total,
    totalPages: Math.ceil(total / query.limit),
    hasNext,
    hasPrev: query.offset > 0,
    nextCursor:
      hasNext && last !== undefined
        ? encodeCursor(
            { value: last.list_sort_value, id: last.list_id, offset: query.offset + rows.length },
            query.fingerprint,
          )
        : null,
    totalIsCapped: counted > COUNTED_MAX,
  };
}

function withoutCursorColumns<Row>(row: Row & Partial<CursorColumns>): Row {
  const { list_sort_value: _value, list_id: _id, ...rest } = row;
  return rest as unknown as Row; // Row is what is left when the two columns are gone
}
