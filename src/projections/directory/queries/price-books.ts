import { type Kysely, sql } from 'kysely';
import type { CurrencyCode } from '../../../domain/kernel/currency.ts';
import type { PriceBookId, ProductId } from '../../../domain/kernel/ids.ts';
import type { DirectoryTables } from './rows.ts';

/** Price books, retired ones included, as `b`, each with the number of its prices. */
export function priceBookRows(db: Kysely<DirectoryTables>) {
  return db
    .selectFrom('directory.price_books as b')
    .selectAll('b')
    .select(
      sql<number>`(select count(*)::integer from directory.price_book_prices as p where p.price_book_id = b.id)`.as(
        'prices',
      ),
    );
}

export async function findPriceBook(db: Kysely<DirectoryTables>, id: PriceBookId) {
  return priceBookRows(db).where('b.id', '=', id).executeTakeFirst();
}

const UNTIL = sql<string | null>`(
  select min(later.valid_from) - 1 from directory.price_book_prices as later
  where later.price_book_id = p.price_book_id and later.product_id = p.product_id and later.valid_from > p.valid_from
)`;

/** The versions of all prices of a book, as `p`, each with its last day. */
export function pricesOfBook(db: Kysely<DirectoryTables>, priceBookId: PriceBookId) {
  return db
    .selectFrom('directory.price_book_prices as p')
    .selectAll('p')
    .select(UNTIL.as('valid_until'))
    .where('p.price_book_id', '=', priceBookId);
}

/** More than anybody keeps of one product. */
const VERSIONS_MAX = 1_000;

/** The versions of a product's price in all books that are not retired, by book, then by day. */
export async function pricesOfProduct(
  db: Kysely<DirectoryTables>,
  productId: ProductId,
  currency: CurrencyCode | undefined,
) {
  const versions = db
    .selectFrom('directory.price_book_prices as p')
    .innerJoin('directory.price_books as b', 'b.id', 'p.price_book_id')
    .select(['p.price_book_id', 'p.product_id', 'p.valid_from', 'p.price', 'p.setup_fee'])
    .select(['b.name', 'b.currency', 'b.seller_id', 'b.is_default', 'b.status', UNTIL.as('valid_until')])
    .where('p.product_id', '=', productId)
    .where('b.status', '<>', 'retired')
    .orderBy('b.name')
    .orderBy('b.id')
    .orderBy('p.valid_from')
    .limit(VERSIONS_MAX);
  return (currency === undefined ? versions : versions.where('b.currency', '=', currency)).execute();
}
