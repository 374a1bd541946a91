import type { ProjectionGroup } from '../runner/projection.ts';
import { accountClosure } from './account-closure.ts';
import { accounts } from './accounts.ts';
import { priceBookPrices, priceBooks } from './price-books.ts';
import { products } from './products.ts';
import { sellerChanges } from './seller-changes.ts';
import { sellers, tenants } from './sellers.ts';

/** Who there is: what lists, look-ups and hierarchies read. */
export const directoryGroup: ProjectionGroup = {
  name: 'directory',
  version: 10,
  tables: [
    new URL('./tables.sql', import.meta.url),
    new URL('./price-books.sql', import.meta.url),
    new URL('./search.sql', import.meta.url),
  ],
  indexes: [new URL('./indexes.sql', import.meta.url)],
  projections: [tenants, sellers, sellerChanges, accounts, accountClosure, products, priceBooks, priceBookPrices],
};
