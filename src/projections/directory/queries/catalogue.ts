import type { Kysely } from 'kysely';
import { isOneOf } from './candidates.ts';
import type { DirectoryTables, ProductRow } from './rows.ts';

/** Products that are not retired, as `p`; the caller adds filters and order. `candidates` come from {@link findCandidates}. */
export function productRows(db: Kysely<DirectoryTables>, candidates?: readonly string[]) {
  const base = db.selectFrom('directory.products as p').where('p.deleted_at', 'is', null).selectAll('p');
  return candidates === undefined ? base : base.where(isOneOf('p.id', candidates));
}

export async function findProduct(db: Kysely<DirectoryTables>, id: string): Promise<ProductRow | undefined> {
  return productRows(db).where('p.id', '=', id).executeTakeFirst();
}
