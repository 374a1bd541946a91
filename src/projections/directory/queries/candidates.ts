import { type Kysely, type RawBuilder, sql } from 'kysely';

/** Below three characters there is no trigram to look up: then the rows of the tenant are compared one by one. */
const SEARCHABLE_LENGTH_MIN = 3;

/**
 * A text that more rows than this contain is no help: whoever reads the list in its order meets enough of them soon,
 * while fetching all of their ids takes longer than that.
 */
const CANDIDATES_MAX = 2_000;

/** The functions of search.sql. */
export type SearchFunction = 'accounts_named_like' | 'products_named_like' | 'products_with_sku_like';

/**
 * Ids of the rows that contain each of the texts, by trigram index; undefined when no text narrows the list. See search.sql
 * for why that takes functions. A set-returning function in a select list gives row by row, so the limit stops it early.
 */
export async function findCandidates<Tables>(
  db: Kysely<Tables>,
  searches: Readonly<Partial<Record<SearchFunction, readonly string[]>>>,
): Promise<readonly string[] | undefined> {
  let found: readonly string[] | undefined;
  for (const [name, texts] of Object.entries(searches)) {
    for (const text of texts.filter(isSearchable)) {
      const call: RawBuilder<{ id: string }> = sql`
        select ${sql.ref(`directory.${name}`)}(${likePattern(text)}) as id limit ${CANDIDATES_MAX + 1}`;
      const ids = (await call.execute(db)).rows.map(({ id }) => id);
      if (ids.length <= CANDIDATES_MAX) {
        found = found === undefined ? ids : intersection(found, ids);
      }
    }
  }
  return found;
}

function intersection(a: readonly string[], b: readonly string[]): string[] {
  const inB = new Set(b);
  return a.filter((id) => inB.has(id));
}

function isSearchable(text: string): boolean {
  return [...text].length >= SEARCHABLE_LENGTH_MIN;
}

function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}

/** "Is one of these", in a form that an index serves under row-level security: equality of UUIDs is leakproof. */
export function isOneOf(column: string, ids: readonly string[]): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(column)} = any (${ids}::uuid[])`;
}
