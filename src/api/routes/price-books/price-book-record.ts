import { z } from 'zod';
import type { RecordedPriceBook } from '../../../application/pricing/price-books.ts';
import { addDays, type CivilDate } from '../../../domain/kernel/calendar.ts';
import type { ProductId } from '../../../domain/kernel/ids.ts';
import { versionsOf } from '../../../domain/price-book/state.ts';
import type { PriceBookPriceRow, PriceBookRow } from '../../../projections/directory/queries/rows.ts';
import { zMoneyText, zTimestamp, zWireDate, zWireUuid } from '../../values.ts';
import { zPrice } from '../contracts/contract-price.ts';

export const PRICE_BOOK_STATUSES = ['draft', 'active', 'retired'] as const;

export const zPriceBook = z
  .strictObject({
    id: zWireUuid,
    name: z.string(),
    description: z.string().nullable(),
    currency: z.string(),
    /** Null: of all sellers. */
    sellerId: zWireUuid.nullable(),
    isDefault: z.boolean(),
    status: z.enum(PRICE_BOOK_STATUSES),
    activatedOn: zWireDate.nullable(),
    retiredOn: zWireDate.nullable(),
    createdAt: zTimestamp,
    updatedAt: zTimestamp,
    _count: z.strictObject({ prices: z.int() }),
  })
  .meta({ id: 'PriceBook' });

export type PriceBookRecord = z.input<typeof zPriceBook>;

/** What a command decided about a price book, as a record. */
export function priceBookOfDecision({ priceBookId, prices, ...book }: RecordedPriceBook): PriceBookRecord {
  const count = [...prices.values()].reduce((sum, versions) => sum + versions.length, 0);
  return { id: priceBookId, ...book, _count: { prices: count } };
}

export function priceBookOfRow(row: PriceBookRow & { readonly prices: number }): PriceBookRecord {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    currency: row.currency,
    sellerId: row.seller_id,
    isDefault: row.is_default,
    status: row.status,
    activatedOn: row.activated_on,
    retiredOn: row.retired_on,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    _count: { prices: row.prices },
  };
}

export const zPriceVersion = z
  .strictObject({
    priceBookId: zWireUuid,
    productId: zWireUuid,
    validFrom: zWireDate,
    /** The day before the next version; null while there is none. */
    validUntil: zWireDate.nullable(),
    price: zPrice,
    setupFee: zMoneyText.nullable(),
  })
  .meta({ id: 'PriceVersion' });

/** A version that was just set. */
export function priceOfDecision(book: RecordedPriceBook, productId: ProductId, day: CivilDate) {
  const versions = versionsOf(book, productId);
  const index = versions.findIndex(({ validFrom }) => validFrom === day);
  const version = versions[index];
  if (version === undefined) {
    throw new Error(`The price of ${productId} from ${day} on was accepted and is not there`);
  }
  const next = versions[index + 1];
  const validUntil = next === undefined ? null : addDays(next.validFrom, -1);
  return { priceBookId: book.priceBookId, productId, ...version, validUntil };
}

export function priceOfRow(row: Omit<PriceBookPriceRow, 'tenant_id'> & { readonly valid_until: string | null }) {
  return {
    priceBookId: row.price_book_id,
    productId: row.product_id,
    validFrom: row.valid_from,
    validUntil: row.valid_until as CivilDate | null, // a day before one of the column's
    price: row.price,
    setupFee: row.setup_fee,
  };
}
