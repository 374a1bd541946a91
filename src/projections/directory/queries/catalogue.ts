import { type Kysely, sql } from 'kysely';
import { isSearchable, likePattern } from './accounts.ts';
import type { DirectoryTables, ProductRow, SellerRow } from './rows.ts';

/** Substrings to be found by index, by the field that they stand in. */
export interface ProductSearch {
  readonly name: readonly string[];
  readonly sku: readonly string[];
}

/** Products that are not retired, as `p`; the caller adds filters and order. */
export function productRows(db: Kysely<DirectoryTables>, search: ProductSearch = { name: [], sku: [] }) {
  const base = db.selectFrom('directory.products as p').where('p.deleted_at', 'is', null).selectAll('p');
  const named = search.name
    .filter(isSearchable)
    .reduce(
      (query, text) => query.where(sql<boolean>`p.id in (select directory.products_named_like(${likePattern(text)}))`),
      base,
    );
  return search.sku
    .filter(isSearchable)
    .reduce(
      (query, text) =>
        query.where(sql<boolean>`p.id in (select directory.products_with_sku_like(${likePattern(text)}))`),
      named,
    );
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
