import { DEFAULT_SELLER_ID } from '../../../src/application/directory/provision-defaults.ts';
import type { QuoteInput } from '../../../src/application/pricing/quote.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { amount } from './accounts.ts';
import { aLineInput } from './contracts.ts';

/** The year 2026, billed quarterly in advance, in euros. */
export function aQuoteInput(changes: Partial<QuoteInput> = {}): QuoteInput {
  return {
    sellerId: DEFAULT_SELLER_ID,
    currency: null,
    priceBookId: null,
    startDate: civilDate('2026-01-01'),
    endDate: civilDate('2026-12-31'),
    termMonths: null,
    billingFrequency: 'quarterly',
    billingIntervalMonths: null,
    billingInAdvance: true,
    billingAnchor: null,
    trialDays: null,
    discounts: [],
    uplift: null,
    minimumCommitment: null,
    policies: {},
    lines: [aLineInput()],
    ...changes,
  };
}

/** A discount of so many percent, from the start on. */
export function percentOff(percent: string) {
  const always = { validFrom: null, validUntil: null, periods: null, months: null };
  return { percent: amount(percent), amount: null, intervalMonths: null, description: null, ...always };
}
