import { type Kysely, type RawBuilder, sql } from 'kysely';

/** Below three characters there is no trigram to look up: then the rows of the tenant are compared one by one. */
const SEARCHABLE_LENGTH_MIN = 3;

/** A text in more documents than these narrows nothing: reading the list in its order meets enough of them soon. */
const CANDIDATES_MAX = 2_000;

/** Texts to look for, by the functions of search.sql. */
export interface InvoiceTexts {
  readonly invoices_numbered_like: readonly string[];
  readonly invoices_with_order_like: readonly string[];
}

/**
 * Ids of the documents that contain each of the texts, by trigram index; undefined when no text narrows the list. Whoever
 * asks compares again. See docs/decisions/substring-search-under-row-level-security.md.
 */
export async function invoiceCandidates<Tables>(
  db: Kysely<Tables>,
  texts: InvoiceTexts,
): Promise<readonly string[] | undefined> {
  let found: readonly string[] | undefined;
  for (const [name, wanted] of Object.entries(texts)) {
    for (const text of wanted.filter((each: string) => [...each].length >= SEARCHABLE_LENGTH_MIN)) {
      // A set-returning function in a select list gives row by row, so the limit stops it early.
      const call: RawBuilder<{ id: string }> = sql`
        select ${sql.ref(`billing.${name}`)}(${containing(text)}) as id limit ${CANDIDATES_MAX + 1}`;
      const ids = (await call.execute(db)).rows.map(({ id }) => id);
      if (ids.length <= CANDIDATES_MAX) {
        const before = found === undefined ? undefined : new Set(found);
        found = before === undefined ? ids : ids.filter((id) => before.has(id));
      }
    }
  }
  return found;
}

function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
