import type { Kysely } from 'kysely';
import { isOneOf } from './candidates.ts';
import type { DirectoryTables, ProductRow, SellerRow } from './rows.ts';

/** Products that are not retired, as `p`; the caller adds filters and order. `candidates` come from {@link findCandidates}. */
export function productRows(db: Kysely<DirectoryTables>, candidates?: readonly string[]) {
  const base = db.selectFrom('directory.products as p').where('p.deleted_at', 'is', null).selectAll('p');
  return candidates === undefined ? base : base.where(isOneOf('p.id', candidates));
}

export async function findProduct(db: Kysely<DirectoryTables>, id: string): Promise<ProductRow | undefined> {
  return productRows(db).where('p.id', '=', id).executeTakeFirst();
}

/** A tenant has a handful of sellers: all of them, by name. */
export async function allSellers(db: Kysely<DirectoryTables>): Promise<SellerRow[]> {
  return db.selectFrom('directory.sellers').selectAll().orderBy('legal_name').orderBy('id').limit(1_000).execute();
}

export async function findSeller(db: Kysely<DirectoryTables>, id: string): Promise<SellerRow | undefined> {
  return db.selectFrom('directory.sellers').selectAll().where('id', '=', id).executeTakeFirst();
}
