import { z } from 'zod';
import { zPriceBookId } from '../../../domain/kernel/ids.ts';
import { findPriceBook, priceBookRows, pricesOfBook } from '../../../projections/directory/queries/price-books.ts';
import type { DirectoryTables } from '../../../projections/directory/queries/rows.ts';
import { setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { list, single, zList, zSingle } from '../../envelope.ts';
import type { ListDeclaration } from '../../list-fields.ts';
import { fetchPage } from '../../list-page.ts';
import { foundOr404 } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { DIRECTORY_GROUPS } from '../directory-groups.ts';
import { PRICE_BOOK_STATUSES, priceBookOfRow, priceOfRow, zPriceBook, zPriceVersion } from './price-book-record.ts';

const priceBookList: ListDeclaration = {
  name: 'priceBooks',
  idColumn: 'b.id',
  fields: {
    name: { column: 'b.name', type: 'text' },
    currency: { column: 'b.currency', type: 'text', sortable: false },
    sellerId: { column: 'b.seller_id', type: 'uuid', sortable: false, nullable: true },
    isDefault: { column: 'b.is_default', type: 'boolean', sortable: false },
    status: { column: 'b.status', type: 'enum', values: PRICE_BOOK_STATUSES, sortable: false },
    createdAt: { column: 'b.created_at', type: 'timestamp' },
  },
};

/** Of one book: a day and a product name one version. */
const priceList: ListDeclaration = {
  name: 'prices',
  idColumn: 'p.product_id',
  defaultSort: 'validFrom',
  fields: {
    productId: { column: 'p.product_id', type: 'uuid', sortable: false },
    validFrom: { column: 'p.valid_from', type: 'date' },
  },
};

const zParams = z.strictObject({ id: zPriceBookId });

export const listPriceBooks = defineRoute({
  method: 'GET',
  url: '/api/price-books',
  permission: 'product.read',
  summary: 'Price books',
  tags: ['Price books'],
  list: priceBookList,
  groups: DIRECTORY_GROUPS,
  response: { 200: zList(zPriceBook) },
  handler: async ({ list: query, read }) => {
    const page = await read(({ db }: TenantRead<DirectoryTables>) => fetchPage(db, priceBookRows(db), query));
    return list(page.rows.map(priceBookOfRow), page.paging);
  },
});

export const getPriceBook = defineRoute({
  method: 'GET',
  url: '/api/price-books/:id',
  permission: 'product.read',
  summary: 'One price book',
  tags: ['Price books'],
  params: zParams,
  groups: DIRECTORY_GROUPS,
  response: { 200: zSingle(zPriceBook) },
  handler: async ({ params: { id }, read, reply }) => {
    const found = await read(({ db }: TenantRead<DirectoryTables>) => findPriceBook(db, id));
    const row = foundOr404(found, `price book ${id}`);
    setRevision(reply, row.revision);
    return single(priceBookOfRow(row));
  },
});

export const listPrices = defineRoute({
  method: 'GET',
  url: '/api/price-books/:id/prices',
  permission: 'product.read',
  summary: 'The prices of a book, all versions',
  tags: ['Price books'],
  params: zParams,
  list: priceList,
  groups: DIRECTORY_GROUPS,
  response: { 200: zList(zPriceVersion) },
  handler: async ({ params: { id }, list: query, read }) => {
    const page = await read(async ({ db }: TenantRead<DirectoryTables>) => {
      foundOr404(await findPriceBook(db, id), `price book ${id}`);
      return fetchPage(db, pricesOfBook(db, id), query);
    });
    return list(page.rows.map(priceOfRow), page.paging);
  },
});
