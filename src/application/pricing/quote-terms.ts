import type { BillingFrequency, ContractLine } from '../../domain/contract/events.ts';
import { type ContractPolicies, DEFAULT_POLICIES } from '../../domain/contract/policies.ts';
import { intervalMonthsOf } from '../../domain/contract/term.ts';
import type { ContractTerms } from '../../domain/contract/terms.ts';
import { addDays, addMonths, type CivilDate } from '../../domain/kernel/calendar.ts';
import type { CurrencyCode } from '../../domain/kernel/currency.ts';
import type { AccountId, PriceBookId } from '../../domain/kernel/ids.ts';
import type { MinimumCommitment } from '../../domain/rating/owed.ts';
import { monthsBetween } from '../../domain/rating/periods.ts';
import { pricingModelOf } from '../../domain/rating/price.ts';
import type { Uplift } from '../../domain/rating/uplift.ts';
import type { Refused } from '../contracts/contract-lines.ts';
import { contractDiscounts, intervalMissing } from '../contracts/contract-terms.ts';
import type { DiscountInput } from '../contracts/discount-input.ts';
import { derivedId } from '../derived-ids.ts';

/** The terms of a quote as a caller gives them; null where there is a default. */
export interface QuotedTerms {
  /** Null: the seller's base currency. */
  readonly currency: CurrencyCode | null;
  readonly priceBookId: PriceBookId | null;
  /** Null: today where the seller is. */
  readonly startDate: CivilDate | null;
  /** Its last day, or how long it is: one of the two. */
  readonly endDate: CivilDate | null;
  readonly termMonths: number | null;
  readonly billingFrequency: BillingFrequency;
  readonly billingIntervalMonths: number | null;
  readonly billingInAdvance: boolean;
  readonly billingAnchor: CivilDate | null;
  /** Null: as the products say. */
  readonly trialDays: number | null;
  readonly discounts: readonly DiscountInput[];
  readonly uplift: Uplift | null;
  readonly minimumCommitment: MinimumCommitment | null;
  readonly policies: Partial<ContractPolicies>;
}

const PERIODS_MAX = 600;
/** Charges that one answer explains: fifty lines over ten years of months. */
const CHARGES_MAX = 6_000;

/** Nobody's: a quote is for whoever asks. */
const NOBODY = derivedId('quote', 'account') as AccountId; // a fresh UUID of ours

/** The terms of the contract that it would be. */
export function quoteTerms(
  input: QuotedTerms & { readonly trialDays: number },
  { today, currency }: { readonly today: CivilDate; readonly currency: CurrencyCode },
): ContractTerms | Refused {
  const startDate = input.startDate ?? today;
  const endDate = input.endDate ?? addDays(addMonths(startDate, input.termMonths ?? 12), -1);
  const { billingFrequency, billingInAdvance, billingAnchor, priceBookId, trialDays, uplift, minimumCommitment } =
    input;
  const billingIntervalMonths = intervalMonthsOf(billingFrequency, input.billingIntervalMonths);
  if (billingIntervalMonths === undefined) {
    return intervalMissing();
  }
  const periods = Math.ceil((monthsBetween(startDate, endDate) + 1) / billingIntervalMonths);
  if (periods > PERIODS_MAX) {
    return tooLarge(
      `${startDate} to ${endDate} has about ${periods} billing periods of ${billingIntervalMonths} months; a quote has at most ${PERIODS_MAX}.`,
      'endDate',
    );
  }
  return {
    contractName: 'Quote',
    accountId: NOBODY,
    billToAccountId: NOBODY,
    purchaseOrderNumber: null,
    currency: input.currency ?? currency,
    priceBookId,
    startDate,
    endDate,
    contractValue: null,
    billingFrequency,
    billingIntervalMonths,
    billingInAdvance,
    billingAnchor,
    trialDays,
    discounts: contractDiscounts(input.discounts, 'Quote', billingIntervalMonths),
    uplift,
    minimumCommitment,
    renewalTermMonths: null,
    renewalPrice: { kind: 'keep' },
    policies: { ...DEFAULT_POLICIES, ...input.policies },
    paymentTerms: 'net_30',
    paymentTermsDays: null,
    autoRenew: false,
    renewalNoticeDays: null,
    notes: null,
    metadata: {},
  };
}

/** Refuses what would come to more charges than one answer holds, before they are computed. */
export function quoteSizeFault(
  { startDate, endDate, billingIntervalMonths }: ContractTerms,
  lines: readonly ContractLine[],
): Refused | undefined {
  const periods = Math.ceil((monthsBetween(startDate, endDate) + 1) / billingIntervalMonths);
  const charges = lines.reduce((sum, line) => sum + partsOf(line) * periods, 0);
  return charges > CHARGES_MAX
    ? tooLarge(
        `${lines.length} lines over ${periods} billing periods come to about ${charges} charges; a quote explains at most ${CHARGES_MAX}.`,
        'lines',
      )
    : undefined;
}

function partsOf({ price, quantity, committedQuantity, ramp }: ContractLine): number {
  const most = Math.max(quantity, committedQuantity, ...ramp.map((step) => step.quantity ?? 0));
  const prices = [price, ...ramp.flatMap((step) => (step.price === null ? [] : [step.price]))];
  const parts = prices.map(
    (terms) => pricingModelOf(terms).parts(terms, { quantity: most, tierQuantity: most, month: 0 }).length,
  );
  return Math.max(1, ...parts);
}

function tooLarge(message: string, field: string): Refused {
  return {
    rejection: { code: 'QUOTE_TOO_LARGE', message, fields: { [field]: 'leads to more than a quote can answer' } },
  };
}
