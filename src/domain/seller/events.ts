import { z } from 'zod';
import { zCivilDate } from '../kernel/calendar.ts';
import { zCurrencyCode } from '../kernel/currency.ts';
import { zDecimalString } from '../kernel/decimal.ts';
import { type EventsOf, event } from '../kernel/events.ts';
import { zCountryCode, zLongText, zShortText, zTaxCategory } from '../kernel/fields.ts';
import { zSellerId } from '../kernel/ids.ts';

/**
 * The rate of one tax category from a day on, in percent. Reverse charge and exemption carry the note that the law
 * wants on the document (EN 16931 BT-120).
 */
export const zTaxRate = z.strictObject({
  category: zTaxCategory,
  ratePercent: zDecimalString,
  validFrom: zCivilDate,
  note: zLongText.nullable(),
});
export type TaxRate = z.infer<typeof zTaxRate>;

/** `{YYYY}` is the year of issue, a run of zeros in braces the number, padded. */
export const zNumberSeries = z.strictObject({
  pattern: z
    .string()
    .max(60)
    .regex(/^[A-Za-z0-9/._-]*\{YYYY\}[A-Za-z0-9/._-]*\{0{1,12}\}$/, 'must look like INV-{YYYY}-{000000}'),
  base: z.int().min(1),
});
export type NumberSeries = z.infer<typeof zNumberSeries>;

/** A legal entity that sells: books, number series, tax registrations and time zone belong to it. */
export const sellerEvents = {
  SellerRegistered: event(
    z.strictObject({
      sellerId: zSellerId,
      legalName: zShortText,
      addressLines: z.array(zShortText).max(6),
      country: zCountryCode,
      taxRegistration: z.string().max(50).nullable(),
      bankAccount: z.string().max(60).nullable(),
      baseCurrency: zCurrencyCode,
      timeZone: z.string().min(1).max(60),
      rounding: z.enum(['half_up', 'half_even']),
      numberSeries: z.strictObject({ invoice: zNumberSeries, credit_note: zNumberSeries }),
      taxRates: z.array(zTaxRate).min(1).max(100),
    }),
  ),
  SellerTaxRatesChanged: event(z.strictObject({ taxRates: z.array(zTaxRate).min(1).max(100) })),
};

export type SellerEvent = EventsOf<typeof sellerEvents>;
