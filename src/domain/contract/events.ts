import { z } from 'zod';
import { zCivilDate } from '../kernel/calendar.ts';
import { zCurrencyCode } from '../kernel/currency.ts';
import { zDecimalString } from '../kernel/decimal.ts';
import { type EventsOf, event } from '../kernel/events.ts';
import { zLongText, zMetadata, zPaymentTerms, zReason, zShortText, zTaxCategory } from '../kernel/fields.ts';
import {
  zAccountId,
  zBillingRunId,
  zClaimId,
  zContractId,
  zContractLineId,
  zInvoiceId,
  zProductId,
  zSellerId,
} from '../kernel/ids.ts';
import { zPriceTerms, zRate } from '../rating/price.ts';

export const zBillingFrequency = z.enum(['monthly', 'quarterly', 'semi_annual', 'annual', 'custom']);
export type BillingFrequency = z.infer<typeof zBillingFrequency>;

/** One thing sold. `price` is null while the line waits for the catalogue's price: activation freezes it. */
export const zDraftLine = z.strictObject({
  lineId: zContractLineId,
  productId: zProductId.nullable(),
  description: zShortText,
  /** Seats, or units. */
  quantity: z.int().min(0).max(100_000_000),
  /** Billed seats are never fewer than these. */
  committedQuantity: z.int().min(0).max(100_000_000),
  price: zPriceTerms.nullable(),
  taxCategory: zTaxCategory,
});
export type DraftLine = z.infer<typeof zDraftLine>;

export const zContractLine = zDraftLine.extend({ price: zPriceTerms });
export type ContractLine = z.infer<typeof zContractLine>;

const contractTerms = {
  contractName: zShortText,
  accountId: zAccountId,
  billToAccountId: zAccountId,
  purchaseOrderNumber: zShortText.nullable(),
  currency: zCurrencyCode,
  startDate: zCivilDate,
  /** Last day of the term. */
  endDate: zCivilDate,
  /** Net, as signed, over the term; null when the lines say it. */
  contractValue: zDecimalString.nullable(),
  billingFrequency: zBillingFrequency,
  /** Months in one billing period; periods are counted from the start date. */
  billingIntervalMonths: z.int().min(1).max(120),
  billingInAdvance: z.boolean(),
  paymentTerms: zPaymentTerms,
  paymentTermsDays: z.int().min(0).max(365).nullable(),
  autoRenew: z.boolean(),
  renewalNoticeDays: z.int().min(0).max(730).nullable(),
  notes: zLongText.nullable(),
  metadata: zMetadata,
};

/**
 * One charge as raised. Amounts are signed and net of tax; a negative charge names the charge that it reduces.
 * `round(quantity × unitPrice) = amount` holds for every charge: `unitPrice` covers the days served.
 */
export const zCharge = z.strictObject({
  /** `<claimId>.<n>`, n from 1. */
  chargeId: z.string().max(60),
  lineId: zContractLineId,
  component: z.enum(['recurring']),
  productId: zProductId.nullable(),
  description: z.string().max(400),
  /** The whole aligned billing period, first and last day. */
  periodStart: zCivilDate,
  periodEnd: zCivilDate,
  /** The days that this charge covers, first and last. */
  serviceStart: zCivilDate,
  serviceEnd: zCivilDate,
  days: z.int().min(1),
  daysOfPeriod: z.int().min(1),
  /** Units more (or, negative, fewer) than were charged for these days before. */
  quantity: zDecimalString,
  rate: zRate,
  /** Price of one unit for the whole period, unrounded as far as decimals go. */
  listPrice: zDecimalString,
  /** Price of one unit for the days served. */
  unitPrice: zDecimalString,
  amount: zDecimalString,
  taxCategory: zTaxCategory,
  reduces: z.string().max(60).nullable(),
});
export type Charge = z.infer<typeof zCharge>;

export const contractEvents = {
  ContractDrafted: event(
    z.strictObject({
      contractId: zContractId,
      contractNumber: zShortText,
      sellerId: zSellerId,
      ...contractTerms,
      lines: z.array(zDraftLine).min(1).max(200),
    }),
  ),
  /** Terms of a draft changed. Only what changed. */
  ContractDraftRevised: event(
    z.strictObject({ ...contractTerms, lines: z.array(zDraftLine).min(1).max(200) }).partial(),
  ),
  /** From here on the prices stand: a later price book edit never rebills history. */
  ContractActivated: event(
    z.strictObject({
      activatedOn: zCivilDate,
      lines: z.array(zContractLine).min(1).max(200),
      rounding: z.enum(['half_up', 'half_even']),
      /** Version of the rating rules; a new version applies by an event. */
      ratingVersion: z.literal(1),
    }),
  ),
  SeatsAdjusted: event(
    z.strictObject({
      lineId: zContractLineId,
      /** First day of the new quantity. */
      effectiveOn: zCivilDate,
      from: z.int().min(0),
      to: z.int().min(0),
      reason: zReason.nullable(),
    }),
  ),
  LineRepriced: event(
    z.strictObject({
      lineId: zContractLineId,
      effectiveOn: zCivilDate,
      price: zPriceTerms,
      reason: zReason.nullable(),
    }),
  ),
  /** Texts and switches that change nothing owed. Only what changed. */
  ContractDetailsChanged: event(
    z
      .strictObject({
        contractName: zShortText,
        purchaseOrderNumber: zShortText.nullable(),
        paymentTerms: zPaymentTerms,
        paymentTermsDays: z.int().min(0).max(365).nullable(),
        autoRenew: z.boolean(),
        renewalNoticeDays: z.int().min(0).max(730).nullable(),
        notes: zLongText.nullable(),
        metadata: zMetadata,
      })
      .partial(),
  ),
  ContractCancelled: event(
    z.strictObject({ cancelledOn: zCivilDate, lastServiceDay: zCivilDate, reason: zReason.nullable() }),
  ),
  /** A draft that came to nothing. Its contract number is free again. */
  ContractDraftDiscarded: event(z.strictObject({ reason: zReason.nullable() })),
  /**
   * The claim: what is charged from now on. `from`/`through` is the range of period starts (in advance) that was asked
   * for; `from` null means everything up to `through`.
   */
  ChargesRaised: event(
    z.strictObject({
      claimId: zClaimId,
      runId: zBillingRunId,
      invoiceId: zInvoiceId,
      from: zCivilDate.nullable(),
      through: zCivilDate,
      charges: z.array(zCharge).min(1).max(5000),
    }),
  ),
  /** Undoes a claim: the next run bills it again. */
  ChargesReleased: event(z.strictObject({ claimId: zClaimId, invoiceId: zInvoiceId, reason: zReason })),
};

export type ContractEvent = EventsOf<typeof contractEvents>;
