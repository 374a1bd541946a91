import { z } from 'zod';
import { DEFAULT_SELLER_ID } from '../../../application/directory/provision-defaults.ts';
import type { CivilDate } from '../../../domain/kernel/calendar.ts';
import { zCurrencyCode } from '../../../domain/kernel/currency.ts';
import { zProductId, zSellerId } from '../../../domain/kernel/ids.ts';
import { pricesOfProduct } from '../../../projections/directory/queries/price-books.ts';
import type { DirectoryTables } from '../../../projections/directory/queries/rows.ts';
import { defineRoute } from '../../define-route.ts';
import { single, zSingle } from '../../envelope.ts';
import { refuseRejection } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { zMoneyText, zWireDate, zWireUuid } from '../../values.ts';
import { zPrice } from '../contracts/contract-price.ts';
import { DIRECTORY_GROUPS } from '../directory-groups.ts';
import { priceOfRow, zPriceVersion } from '../price-books/price-book-record.ts';
import { pricingOf } from '../pricing/pricing-of.ts';

const zProductPrices = z
  .strictObject({
    productId: zWireUuid,
    date: zWireDate,
    currency: z.string(),
    /** What a contract that names no price book would pay; null: nothing is asked, and it would be refused. */
    inForce: z
      .strictObject({
        /** Null: the product's own price. */
        priceBookId: zWireUuid.nullable(),
        priceBookName: z.string().nullable(),
        validFrom: zWireDate.nullable(),
        price: zPrice,
        setupFee: zMoneyText.nullable(),
      })
      .nullable(),
    versions: z.array(
      zPriceVersion.extend({
        priceBookName: z.string(),
        currency: z.string(),
        sellerId: zWireUuid.nullable(),
        isDefault: z.boolean(),
        isActive: z.boolean(),
        isInForce: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'ProductPrices' });

export const getProductPrices = defineRoute({
  method: 'GET',
  url: '/api/products/:id/prices',
  permission: 'product.read',
  summary: 'What a product costs, by price book and day',
  description:
    'All versions in books that are not retired, and the one that a new contract would take on `date` (today where the ' +
    'seller is) in `currency` (the product’s own).',
  tags: ['Products'],
  params: z.strictObject({ id: zProductId }),
  query: z.strictObject({
    date: zWireDate.optional(),
    currency: zCurrencyCode.optional(),
    sellerId: zSellerId.optional(),
  }),
  groups: DIRECTORY_GROUPS,
  response: { 200: zSingle(zProductPrices) },
  handler: async ({ params: { id }, query, deps, identity, read }) => {
    const found = await pricingOf(deps).priceInForce(
      {
        productId: id,
        sellerId: query.sellerId ?? DEFAULT_SELLER_ID,
        currency: query.currency ?? null,
        on: query.date ?? null,
      },
      identity(),
    );
    if (found.outcome === 'rejected') {
      throw refuseRejection(found.rejection);
    }
    const { on, currency, price } = found;
    const rows = await read(({ db }: TenantRead<DirectoryTables>) => pricesOfProduct(db, id, query.currency));
    const isInForce = (row: { readonly price_book_id: string; readonly valid_from: CivilDate }) =>
      row.price_book_id === price?.priceBookId && row.valid_from === price.validFrom;
    return single({
      productId: id,
      date: on,
      currency,
      inForce: price,
      versions: rows.map((row) => ({
        ...priceOfRow(row),
        priceBookName: row.name,
        currency: row.currency,
        sellerId: row.seller_id,
        isDefault: row.is_default,
        isActive: row.status === 'active',
        isInForce: isInForce(row),
      })),
    });
  },
});
