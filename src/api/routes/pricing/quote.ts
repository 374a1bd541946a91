import { defineRoute } from '../../define-route.ts';
import { single, zSingle } from '../../envelope.ts';
import { refuseRejection } from '../../refusal.ts';
import { pricingOf } from './pricing-of.ts';
import { quoteInputOf, zNewQuote } from './quote-input.ts';
import { quoteRecord, zQuote } from './quote-record.ts';

/** Reads the streams of products and price books: what it answers is never behind. */
export const postQuote = defineRoute({
  method: 'POST',
  url: '/api/pricing/quote',
  permission: 'product.read',
  summary: 'What something would cost',
  description:
    'Prices lines over a term as billing would charge them, period by period, and explains how. Lines take a product, a ' +
    'price of their own, or both. Nothing is stored.',
  tags: ['Pricing'],
  body: zNewQuote,
  response: { 200: zSingle(zQuote) },
  handler: async ({ body, deps, identity }) => {
    const quote = await pricingOf(deps).quote(quoteInputOf(body), identity());
    if (quote.outcome === 'rejected') {
      throw refuseRejection(quote.rejection);
    }
    return single(quoteRecord(quote));
  },
});
