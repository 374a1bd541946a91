import { z } from 'zod';
import { zCivilDate } from '../kernel/calendar.ts';
import { zCurrencyCode } from '../kernel/currency.ts';
import { zDecimalString } from '../kernel/decimal.ts';
import { type EventsOf, event } from '../kernel/events.ts';
import { zLongText, zReason, zShortText } from '../kernel/fields.ts';
import { zPriceBookId, zProductId, zSellerId } from '../kernel/ids.ts';
import { zPriceTerms } from '../rating/price.ts';

const changeable = {
  name: zShortText,
  description: zLongText.nullable(),
  /** Where contracts of its currency and seller look when they name no book. */
  isDefault: z.boolean(),
};

export const priceBookEvents = {
  PriceBookAdded: event(
    z.strictObject({
      priceBookId: zPriceBookId,
      currency: zCurrencyCode,
      /** Null: of all sellers. */
      sellerId: zSellerId.nullable(),
      ...changeable,
    }),
  ),
  /** Only what changed. */
  PriceBookChanged: event(z.strictObject(changeable).partial()),
  /** From here on contracts can take its prices, and a price that has begun stands. */
  PriceBookActivated: event(z.strictObject({ activatedOn: zCivilDate })),
  /** No new contract takes its prices; contracts that have them keep them. */
  PriceBookRetired: event(z.strictObject({ retiredOn: zCivilDate, reason: zReason.nullable() })),
  /** A version of the price of one product, until the next one. */
  PriceSet: event(
    z.strictObject({
      productId: zProductId,
      validFrom: zCivilDate,
      price: zPriceTerms,
      /** In place of the product's own, which may be of another currency; null: none. */
      setupFee: zDecimalString.nullable(),
    }),
  ),
  /** A version that had not begun is taken back. */
  PriceWithdrawn: event(z.strictObject({ productId: zProductId, validFrom: zCivilDate, withdrawnOn: zCivilDate })),
};

export type PriceBookEvent = EventsOf<typeof priceBookEvents>;
