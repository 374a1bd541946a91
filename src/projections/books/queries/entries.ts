import type { Kysely } from 'kysely';
import type { BooksTables, EntryRow, LineRow } from './rows.ts';

/** Queries here run in a transaction that sees one tenant (row-level security), so they name no tenant themselves. */

export interface EntryWithLines {
  readonly entry: EntryRow;
  readonly lines: readonly LineRow[];
}

/** Journal entries, as `e`; the caller adds filters and order. */
export function entryRows(db: Kysely<BooksTables>) {
  return db.selectFrom('books.journal_entries as e').selectAll('e');
}

/** The lines of entries, in their order, beside each entry. */
export async function withLines(db: Kysely<BooksTables>, entries: readonly EntryRow[]): Promise<EntryWithLines[]> {
  if (entries.length === 0) {
    return [];
  }
  const rows = await db
    .selectFrom('books.journal_lines')
    .selectAll()
    .where(
      'entry_id',
      'in',
      entries.map((entry) => entry.entry_id),
    )
    .orderBy('entry_id')
    .orderBy('line_number')
    .execute();
  const byEntry = new Map<string, LineRow[]>();
  for (const row of rows) {
    const lines = byEntry.get(row.entry_id);
    if (lines === undefined) {
      byEntry.set(row.entry_id, [row]);
    } else {
      lines.push(row);
    }
  }
  return entries.map((entry) => ({ entry, lines: byEntry.get(entry.entry_id) ?? [] }));
}

export async function findEntry(db: Kysely<BooksTables>, entryId: string): Promise<EntryWithLines | undefined> {
  const entry = await entryRows(db).where('e.entry_id', '=', entryId).executeTakeFirst();
  return entry === undefined ? undefined : (await withLines(db, [entry]))[0];
}
