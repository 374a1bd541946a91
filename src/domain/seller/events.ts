import { z } from 'zod';
import { zCivilDate } from '../kernel/calendar.ts';
import { zCurrencyCode } from '../kernel/currency.ts';
import { zDecimalString } from '../kernel/decimal.ts';
import { asItWas, type EventsOf, event } from '../kernel/events.ts';
import { zCountryCode, zLongText, zPaymentTerms, zReason, zShortText, zTaxCategory } from '../kernel/fields.ts';
import { zSellerId } from '../kernel/ids.ts';
import { zSellerPolicies } from './policies.ts';

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
const zTaxRates = z.array(zTaxRate).min(1).max(100);

/** `{YYYY}` is the year of issue, a run of zeros in braces the number, padded. */
export const zNumberSeries = z.strictObject({
  pattern: z
    .string()
    .max(60)
    .regex(/^[A-Za-z0-9/._-]*\{YYYY\}[A-Za-z0-9/._-]*\{0{1,12}\}$/, 'must look like INV-{YYYY}-{000000}'),
  base: z.int().min(1),
});
export type NumberSeries = z.infer<typeof zNumberSeries>;

/** A number under which a tax office knows the seller (EN 16931 BT-31). */
export const zTaxRegistration = z.strictObject({
  country: zCountryCode,
  number: z.string().min(1).max(50),
  /** Null: ever since. */
  validFrom: zCivilDate.nullable(),
});
export type TaxRegistration = z.infer<typeof zTaxRegistration>;

const zAddress = z.strictObject({ addressLines: z.array(zShortText).max(6), country: zCountryCode });

/** Payment terms of accounts and contracts that name none. */
export const zDefaultTerms = z.strictObject({
  paymentTerms: zPaymentTerms,
  paymentTermsDays: z.int().min(0).max(365).nullable(),
});
export type DefaultTerms = z.infer<typeof zDefaultTerms>;

const zTimeZone = z.string().min(1).max(60);
const zBankAccount = z.string().max(60).nullable();

/** A fact about the seller before and after, and why. */
const changeOf = <Value extends z.ZodType>(value: Value) =>
  z.strictObject({ before: value, after: value, reason: zReason });

const { roundingMode, taxPoint, invoiceLeadDays, contractApproval, orderApproval, billingGuard, deductionLimits } =
  zSellerPolicies.shape;

/** A legal entity that sells: books, number series, tax registrations and time zone belong to it. */
export const sellerEvents = {
  SellerRegistered: event(
    z.strictObject({
      sellerId: zSellerId,
      legalName: zShortText,
      addressLines: z.array(zShortText).max(6),
      country: zCountryCode,
      taxRegistration: z.string().max(50).nullable(),
      bankAccount: zBankAccount,
      baseCurrency: zCurrencyCode,
      timeZone: zTimeZone,
      rounding: z.enum(['half_up', 'half_even']),
      numberSeries: z.strictObject({ invoice: zNumberSeries, credit_note: zNumberSeries }),
      taxRates: zTaxRates,
    }),
  ),
  SellerTaxRatesChanged: event(
    z.strictObject({
      /** Null: the event is from before it was noted. */
      before: zTaxRates.nullable(),
      taxRates: zTaxRates,
      reason: zReason.nullable(),
    }),
    (data) => ({ ...(data as object), before: null, reason: null }),
  ),
  SellerLegalNameChanged: event(changeOf(zShortText)),
  SellerAddressChanged: event(changeOf(zAddress)),
  SellerTaxRegistrationsChanged: event(changeOf(z.array(zTaxRegistration).max(50))),
  SellerBankAccountChanged: event(changeOf(zBankAccount)),
  /** Only before anything was numbered, and so posted. */
  SellerBaseCurrencyChanged: event(changeOf(zCurrencyCode)),
  /** From the moment of recording: days that were decided before stand in their events and stay. */
  SellerTimeZoneChanged: event(changeOf(zTimeZone)),
  /** For documents issued in that year and later ones, up to the next change. Only before a number was given there. */
  SellerNumberSeriesChanged: event(
    changeOf(zNumberSeries).extend({ kind: z.enum(['invoice', 'credit_note']), fromYear: z.int().min(1900).max(2999) }),
  ),
  SellerPaymentTermsChanged: event(changeOf(zDefaultTerms.nullable())),
  SellerInvoiceFooterChanged: event(changeOf(zLongText.nullable())),
  /** One policy, with all its days. */
  SellerPolicyChanged: event(
    z.discriminatedUnion('policy', [
      changeOf(roundingMode).extend({ policy: z.literal('roundingMode') }),
      changeOf(taxPoint).extend({ policy: z.literal('taxPoint') }),
      changeOf(invoiceLeadDays).extend({ policy: z.literal('invoiceLeadDays') }),
      changeOf(contractApproval).extend({ policy: z.literal('contractApproval') }),
      changeOf(orderApproval).extend({ policy: z.literal('orderApproval') }),
      changeOf(billingGuard).extend({ policy: z.literal('billingGuard') }),
      changeOf(deductionLimits).extend({ policy: z.literal('deductionLimits') }),
    ]),
    asItWas, // before 2 there was no guard
    asItWas, // before 3 there were no limits of deductions
  ),
};

export type SellerEvent = EventsOf<typeof sellerEvents>;
