import type { RecordedEvent } from '../../application/ports/event-store.ts';
import type { PriceBookId } from '../../domain/kernel/ids.ts';
import type { PriceBookEvent } from '../../domain/price-book/events.ts';
import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import type { PriceBookPriceRow, PriceBookRow } from './queries/rows.ts';

type OfPriceBook = RecordedEvent<PriceBookEvent>;

function changed(row: PriceBookRow | undefined, { revision, metadata }: OfPriceBook, changes: Partial<PriceBookRow>) {
  return row === undefined ? KEEP : { ...row, ...changes, revision, updated_at: metadata.recordedAt };
}

/** One row per price book, retired ones included. */
export const priceBooks = rowProjection<PriceBookRow>()({
  table: 'price_books',
  columns: {
    tenant_id: 'uuid',
    id: 'uuid',
    name: 'text',
    description: 'text',
    currency: 'text',
    seller_id: 'uuid',
    is_default: 'boolean',
    status: 'text',
    activated_on: 'date',
    retired_on: 'date',
    revision: 'integer',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
  },
  key: ['tenant_id', 'id'],
  keyOf: ({ stream }) => ({ tenant_id: stream.tenantId, id: stream.id as PriceBookId }), // the category's ids
  on: {
    priceBook: {
      PriceBookAdded: (_row, { event: { data }, metadata, revision }, key) => ({
        ...key,
        name: data.name,
        description: data.description,
        currency: data.currency,
        seller_id: data.sellerId,
        is_default: data.isDefault,
        status: 'draft',
        activated_on: null,
        retired_on: null,
        revision,
        created_at: metadata.recordedAt,
        updated_at: metadata.recordedAt,
      }),
      PriceBookChanged: (row, recorded) => {
        const { name, description, isDefault } = recorded.event.data;
        return changed(row, recorded, {
          ...(name === undefined ? {} : { name }),
          ...(description === undefined ? {} : { description }),
          ...(isDefault === undefined ? {} : { is_default: isDefault }),
        });
      },
      PriceBookActivated: (row, recorded) =>
        changed(row, recorded, { status: 'active', activated_on: recorded.event.data.activatedOn }),
      PriceBookRetired: (row, recorded) =>
        changed(row, recorded, { status: 'retired', is_default: false, retired_on: recorded.event.data.retiredOn }),
      PriceSet: (row, recorded) => changed(row, recorded, {}),
      PriceWithdrawn: (row, recorded) => changed(row, recorded, {}),
    },
  },
});

type PriceKey = Pick<PriceBookPriceRow, 'tenant_id' | 'price_book_id' | 'product_id' | 'valid_from'>;

function priceOf({ stream, event }: RecordedEvent): PriceKey[] {
  const { type, data } = event as PriceBookEvent; // the only category that is folded here
  return type === 'PriceSet' || type === 'PriceWithdrawn'
    ? [
        {
          tenant_id: stream.tenantId,
          price_book_id: stream.id as PriceBookId, // the category's ids
          product_id: data.productId,
          valid_from: data.validFrom,
        },
      ]
    : [];
}

/** One row per version of a price. */
export const priceBookPrices = rowProjection<PriceBookPriceRow>()({
  table: 'price_book_prices',
  columns: {
    tenant_id: 'uuid',
    price_book_id: 'uuid',
    product_id: 'uuid',
    valid_from: 'date',
    price: 'jsonb',
    setup_fee: 'numeric',
  },
  key: ['tenant_id', 'price_book_id', 'product_id', 'valid_from'],
  keyOf: priceOf,
  on: {
    priceBook: {
      PriceBookAdded: 'ignored',
      PriceBookChanged: 'ignored',
      PriceBookActivated: 'ignored',
      PriceBookRetired: 'ignored',
      PriceSet: (_row, { event: { data } }, key) => ({ ...key, price: data.price, setup_fee: data.setupFee }),
      PriceWithdrawn: () => undefined,
    },
  },
});
