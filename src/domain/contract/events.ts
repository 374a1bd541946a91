import { z } from 'zod';
import { zCivilDate } from '../kernel/calendar.ts';
import { zCurrencyCode } from '../kernel/currency.ts';
import { zDecimalString } from '../kernel/decimal.ts';
import { asItWas, type EventsOf, event } from '../kernel/events.ts';
import { zLongText, zMetadata, zPaymentTerms, zReason, zShortText, zTaxCategory } from '../kernel/fields.ts';
import {
  zAccountId,
  zBillingRunId,
  zClaimId,
  zContractId,
  zContractLineId,
  zDiscountId,
  zInvoiceId,
  zPriceBookId,
  zProductId,
  zSellerId,
} from '../kernel/ids.ts';
import { zPrincipal, zRoleName } from '../kernel/principal.ts';
import { zDiscount } from '../rating/discount.ts';
import { zMinimumCommitment } from '../rating/owed.ts';
import { zPriceTerms, zRate } from '../rating/price.ts';
import { zCostSplit } from '../rating/split.ts';
import { zUplift } from '../rating/uplift.ts';
import { zChargeComponent, zChargedPeriod, zChargeId } from './charge-id.ts';
import { creditEvents } from './credit-events.ts';
import { zContractPolicies, zPauseEffect, zRenewalPrice } from './policies.ts';
import {
  cancellationInFull,
  chargesWithAdjustments,
  linesInFull,
  releasesWhole,
  termsInFull,
  termsWithoutPriceBook,
  termsWithRenewalPrice,
} from './upcasters.ts';

export const zBillingFrequency = z.enum(['monthly', 'quarterly', 'semi_annual', 'annual', 'custom']);
export type BillingFrequency = z.infer<typeof zBillingFrequency>;

const zQuantity = z.int().min(0).max(100_000_000);

/** One thing sold. `price` is null while the line waits for the catalogue's price: activation freezes it. */
export const zDraftLine = z.strictObject({
  lineId: zContractLineId,
  productId: zProductId.nullable(),
  description: zShortText,
  /** Seats, or units. */
  quantity: zQuantity,
  /** Billed seats are never fewer than these. */
  committedQuantity: zQuantity,
  price: zPriceTerms.nullable(),
  taxCategory: zTaxCategory,
  chargeType: z.enum(['recurring', 'one_time']),
  /** The line's own first and last day; null: the contract's. */
  startDate: zCivilDate.nullable(),
  endDate: zCivilDate.nullable(),
  setupFee: zDecimalString.nullable(),
  /** A setup fee for something of its own value is revenue at once, else over the term (IFRS 15 B49). */
  setupFeeDistinct: z.boolean(),
  /** Lines with the same group find their tier by their units together. */
  tierGroup: zShortText.nullable(),
  /** What the product allows; the contract's own copy. Null: any number. */
  seatLimits: z
    .strictObject({
      min: zQuantity.nullable(),
      max: zQuantity.nullable(),
      increment: z.int().min(1).max(100_000_000).nullable(),
    })
    .nullable(),
  /** Quantities and prices agreed for later days. */
  ramp: z
    .array(z.strictObject({ effectiveOn: zCivilDate, quantity: zQuantity.nullable(), price: zPriceTerms.nullable() }))
    .max(120),
  discounts: z.array(zDiscount).max(20),
});
export type DraftLine = z.infer<typeof zDraftLine>;

export const zContractLine = zDraftLine.extend({ price: zPriceTerms });
export type ContractLine = z.infer<typeof zContractLine>;

/** `each`: every account gets documents of its own. `one`: one document names who bears what. */
export const zContractSplit = zCostSplit.extend({ invoicing: z.enum(['one', 'each']) });
export type ContractSplit = z.infer<typeof zContractSplit>;

/** What a renewal says of one line; null: as before. */
export const zRenewedLine = z.strictObject({
  lineId: zContractLineId,
  quantity: zQuantity.nullable(),
  committedQuantity: zQuantity.nullable(),
  price: zPriceTerms.nullable(),
});
export type RenewedLine = z.infer<typeof zRenewedLine>;

const contractTerms = {
  contractName: zShortText,
  accountId: zAccountId,
  billToAccountId: zAccountId,
  purchaseOrderNumber: zShortText.nullable(),
  currency: zCurrencyCode,
  /** Where lines without a price take theirs; null: the default book of the seller, else the product's own price. */
  priceBookId: zPriceBookId.nullable(),
  startDate: zCivilDate,
  /** Last day of the term. */
  endDate: zCivilDate,
  /** Net, as signed, over the term; null when the lines say it. */
  contractValue: zDecimalString.nullable(),
  billingFrequency: zBillingFrequency,
  /** Months in one billing period. */
  billingIntervalMonths: z.int().min(1).max(120),
  billingInAdvance: z.boolean(),
  /** The first day of some billing period; null: the first day of the service. */
  billingAnchor: zCivilDate.nullable(),
  /** The service begins so many days after the start date. */
  trialDays: z.int().min(0).max(365),
  discounts: z.array(zDiscount).max(20),
  uplift: zUplift.nullable(),
  minimumCommitment: zMinimumCommitment.nullable(),
  /** How long a renewal lasts; null: as long as the first term. */
  renewalTermMonths: z.int().min(1).max(120).nullable(),
  renewalPrice: zRenewalPrice,
  policies: zContractPolicies,
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
  chargeId: zChargeId,
  lineId: zContractLineId,
  /** The account that bears it, where the cost is split; null: the buyer. */
  accountId: zAccountId.nullable(),
  component: zChargeComponent,
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
  reduces: zChargeId.nullable(),
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
    (data) => linesInFull(termsInFull(data)),
    termsWithoutPriceBook,
    termsWithRenewalPrice,
  ),
  /** Terms of a draft changed. Only what changed. */
  ContractDraftRevised: event(
    z.strictObject({ ...contractTerms, lines: z.array(zDraftLine).min(1).max(200) }).partial(),
    linesInFull,
    asItWas,
    asItWas,
  ),
  /**
   * A draft is laid before those who must approve it, one step after the other. `value` is what it comes to over the
   * term, `discountPercent` how much that is below its own list prices.
   */
  ContractSubmitted: event(
    z.strictObject({
      submittedOn: zCivilDate,
      submittedBy: zPrincipal,
      value: zDecimalString,
      discountPercent: zDecimalString,
      /** The role that decides in each step. */
      steps: z.array(zRoleName).min(1).max(20),
      reason: zReason.nullable(),
    }),
  ),
  /** One step, counted from 1. With the last one the draft can be activated. */
  ContractApproved: event(
    z.strictObject({ step: z.int().min(1), role: zRoleName, approvedBy: zPrincipal, reason: zReason.nullable() }),
  ),
  ContractRejected: event(
    z.strictObject({ step: z.int().min(1), role: zRoleName, rejectedBy: zPrincipal, reason: zReason }),
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
    linesInFull,
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
  /** More or fewer units that are billed at least. */
  CommitmentChanged: event(
    z.strictObject({
      lineId: zContractLineId,
      effectiveOn: zCivilDate,
      from: z.int().min(0),
      to: zQuantity,
      reason: zReason.nullable(),
    }),
  ),
  /** On one line, or on the whole contract. Its first day is `effectiveOn`. */
  DiscountGranted: event(
    z.strictObject({
      lineId: zContractLineId.nullable(),
      effectiveOn: zCivilDate,
      discount: zDiscount,
      reason: zReason.nullable(),
    }),
  ),
  /** A discount ends before its time: `effectiveOn` is the first day without it. */
  DiscountEnded: event(
    z.strictObject({ discountId: zDiscountId, effectiveOn: zCivilDate, reason: zReason.nullable() }),
  ),
  /** One more thing sold, from a day on. */
  LineAdded: event(z.strictObject({ effectiveOn: zCivilDate, line: zContractLine, reason: zReason.nullable() })),
  /** A line ends before the contract: `effectiveOn` is the first day without it. */
  LineRemoved: event(z.strictObject({ lineId: zContractLineId, effectiveOn: zCivilDate, reason: zReason.nullable() })),
  /** The term ends later, at the terms in force. `effectiveOn` is the first day of what was added. */
  TermExtended: event(z.strictObject({ effectiveOn: zCivilDate, endDate: zCivilDate, reason: zReason.nullable() })),
  /** Another rhythm from a day on; the days before it are billed as periods of the old one. */
  BillingScheduleChanged: event(
    z.strictObject({
      effectiveOn: zCivilDate,
      billingFrequency: zBillingFrequency,
      billingIntervalMonths: z.int().min(1).max(120),
      billingInAdvance: z.boolean(),
      billingAnchor: zCivilDate,
      reason: zReason.nullable(),
    }),
  ),
  ContractPaused: event(z.strictObject({ effectiveOn: zCivilDate, effect: zPauseEffect, reason: zReason.nullable() })),
  /** Service goes on; `endDate` is the last day of the term, later than before where the pause extends it. */
  ContractResumed: event(z.strictObject({ effectiveOn: zCivilDate, endDate: zCivilDate, reason: zReason.nullable() })),
  /**
   * A new term. `effectiveOn` is its first day: right after the last one, or earlier, when what was left of the old term
   * is replaced. Lines carry what is new about them; prices that are left out go on.
   */
  ContractRenewed: event(
    z.strictObject({
      renewedOn: zCivilDate,
      effectiveOn: zCivilDate,
      endDate: zCivilDate,
      contractValue: zDecimalString.nullable(),
      billingAnchor: zCivilDate.nullable(),
      isAutomatic: z.boolean(),
      lines: z.array(zRenewedLine).max(200),
      reason: zReason.nullable(),
    }),
  ),
  /** Who uses the contract and bears its cost from a day on, all of them; null: the buyer alone. */
  CostSplitAgreed: event(
    z.strictObject({ effectiveOn: zCivilDate, split: zContractSplit.nullable(), reason: zReason.nullable() }),
  ),
  /** The buyer or the seller has said that the contract shall not go on after its term. */
  RenewalDeclined: event(z.strictObject({ declinedOn: zCivilDate, reason: zReason.nullable() })),
  /** A change that had not taken effect is taken back. Changes are counted from 1, in the order recorded. */
  ChangeWithdrawn: event(z.strictObject({ change: z.int().min(1), withdrawnOn: zCivilDate, reason: zReason })),
  ContractCancelled: event(
    z.strictObject({
      cancelledOn: zCivilDate,
      lastServiceDay: zCivilDate,
      /** Last day that stays billed: later than the last day of service where charged days are not given back. */
      billedThrough: zCivilDate,
      /** What the early end costs, net; null: nothing. */
      fee: zDecimalString.nullable(),
      reason: zReason.nullable(),
    }),
    cancellationInFull,
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
      /** The account that the document is for, where each gets its own; null: the buyer. */
      bearer: zAccountId.nullable(),
      from: zCivilDate.nullable(),
      through: zCivilDate,
      charges: z.array(zCharge).min(1).max(5000),
    }),
    chargesWithAdjustments,
  ),
  /** Undoes a claim, or some of its charges: the next run bills them again. */
  ChargesReleased: event(
    z.strictObject({
      claimId: zClaimId,
      invoiceId: zInvoiceId,
      /** Null: the whole claim. */
      chargeIds: z.array(zChargeId).min(1).max(5000).nullable(),
      /** Billing periods of lines on which the claim has nothing left, where it keeps other charges. */
      periods: z.array(zChargedPeriod).max(5000),
      /** The credit note that takes the charges back, where their document is final. */
      creditNoteId: zInvoiceId.nullable(),
      reason: zReason,
    }),
    releasesWhole,
  ),
  ...creditEvents,
};

export type ContractEvent = EventsOf<typeof contractEvents>;
