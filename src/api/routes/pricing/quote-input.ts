import { z } from 'zod';
import { DEFAULT_SELLER_ID } from '../../../application/directory/provision-defaults.ts';
import type { QuoteInput } from '../../../application/pricing/quote.ts';
import { zBillingFrequency } from '../../../domain/contract/events.ts';
import { zCurrencyCode } from '../../../domain/kernel/currency.ts';
import { zPriceBookId, zSellerId } from '../../../domain/kernel/ids.ts';
import { zOptional, zWireDate, zWireInteger } from '../../values.ts';
import {
  discountInputOf,
  lineInputOf,
  policiesOf,
  zDiscountInput,
  zLineInput,
  zMinimumInput,
  zPoliciesInput,
  zUpliftInput,
} from '../contracts/agreement-input.ts';

const LINES_MAX = 50;
const TERM_MONTHS_MAX = 600;

export const zNewQuote = z
  .strictObject({
    sellerId: zOptional(zSellerId),
    currency: zOptional(zCurrencyCode),
    priceBookId: zOptional(zPriceBookId),
    startDate: zOptional(zWireDate),
    endDate: zOptional(zWireDate),
    termMonths: zOptional(zWireInteger(1, TERM_MONTHS_MAX)),
    billingFrequency: zOptional(zBillingFrequency),
    billingIntervalMonths: zOptional(zWireInteger(1, 120)),
    billingInAdvance: z.boolean().optional(),
    billingAnchor: zOptional(zWireDate),
    trialDays: zOptional(zWireInteger(0, 365)),
    discounts: z.array(zDiscountInput).max(20).optional(),
    uplift: zUpliftInput.nullish(),
    minimumCommitment: zMinimumInput.nullish(),
    policies: zPoliciesInput.optional(),
    lines: z
      .array(zLineInput)
      .min(1)
      .max(LINES_MAX, `must be at most ${LINES_MAX}; ask for the others in another quote`),
  })
  .refine(({ endDate, termMonths }) => endDate == null || termMonths == null, {
    path: ['termMonths'],
    message: 'or endDate says how long the term is; send one of them',
  })
  .meta({
    id: 'NewQuote',
    description:
      'The terms of a contract without its parties. A term without endDate and termMonths is 12 months; without startDate ' +
      'it begins today where the seller is; without a currency it is in that of the seller',
  });

export function quoteInputOf(body: z.output<typeof zNewQuote>): QuoteInput {
  return {
    sellerId: body.sellerId ?? DEFAULT_SELLER_ID,
    currency: body.currency ?? null,
    priceBookId: body.priceBookId ?? null,
    startDate: body.startDate ?? null,
    endDate: body.endDate ?? null,
    termMonths: body.termMonths ?? null,
    billingFrequency: body.billingFrequency ?? 'monthly',
    billingIntervalMonths: body.billingIntervalMonths ?? null,
    billingInAdvance: body.billingInAdvance ?? true,
    billingAnchor: body.billingAnchor ?? null,
    trialDays: body.trialDays ?? null,
    discounts: (body.discounts ?? []).map(discountInputOf),
    uplift: body.uplift ?? null,
    minimumCommitment: body.minimumCommitment ?? null,
    policies: policiesOf(body.policies),
    lines: body.lines.map(lineInputOf),
  };
}
