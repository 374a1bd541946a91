import { z } from 'zod';
import type { QuotedRenewal } from '../../../application/contracts/quote-renewal.ts';
import type { QuotedLine, QuotedPeriod } from '../../../domain/contract/renewal-quote.ts';
import { exactAmount } from '../../../domain/kernel/money.ts';
import { setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { single, zSingle } from '../../envelope.ts';
import { refuseRejection } from '../../refusal.ts';
import { zMoneyText, zWireDate, zWireUuid } from '../../values.ts';
import { renew, renewalOf } from './amendments.ts';
import { zPrice } from './contract-price.ts';
import { contractsOf } from './contracts-of.ts';
import { zContractParams } from './write-contracts.ts';

const zPeriod = z.strictObject({ periodStart: zWireDate, periodEnd: zWireDate, amount: zMoneyText });

/** First and last day, and what the term comes to, net. */
const zTerm = z.strictObject({ startDate: zWireDate, endDate: zWireDate, value: zMoneyText });

const zRenewalQuote = z
  .strictObject({
    contractId: zWireUuid,
    currency: z.string(),
    ...zTerm.shape,
    /** What was signed for it, where the request says so. */
    contractValue: zMoneyText.nullable(),
    previousTerm: zTerm,
    /** The value of the new term less that of the one before. */
    difference: zMoneyText,
    periods: z.array(zPeriod),
    lines: z.array(
      z.strictObject({
        lineId: zWireUuid,
        productId: zWireUuid.nullable(),
        description: z.string(),
        /** Of the first day of the new term. */
        quantity: z.int(),
        committedQuantity: z.int(),
        price: zPrice,
        periods: z.array(zPeriod),
        value: zMoneyText,
      }),
    ),
  })
  .meta({ id: 'RenewalQuote', description: 'All amounts net, discounts and uplifts included' });

export const quoteContractRenewal = defineRoute({
  method: 'POST',
  url: '/api/contracts/:id/renewal-quote',
  permission: 'contract.read',
  summary: 'What a new term would cost',
  description:
    'Takes what `renew` takes, and rates the new term as billing will, period by period and line by line, beside the ' +
    'term before it. Nothing is recorded.',
  tags: ['Contracts'],
  params: zContractParams,
  body: renew.body.optional(),
  response: { 200: zSingle(zRenewalQuote) },
  handler: async ({ params, body, deps, identity, reply }) => {
    const renewal = renewalOf(body ?? renew.body.parse({}));
    const quote = await contractsOf(deps).quoteRenewal({ contractId: params.id, renewal }, identity());
    if (quote.outcome === 'rejected') {
      throw refuseRejection(quote.rejection);
    }
    setRevision(reply, quote.revision);
    return single(quoteOut(quote));
  },
});

function quoteOut({ contract, term, previous, lines, periods, value, previousValue }: QuotedRenewal) {
  const { currency } = contract.terms;
  return {
    contractId: contract.contractId,
    currency,
    startDate: term.startDate,
    endDate: term.endDate,
    value: exactAmount(value, currency),
    contractValue: term.contractValue,
    previousTerm: {
      startDate: previous.startDate,
      endDate: previous.endDate,
      value: exactAmount(previousValue, currency),
    },
    difference: exactAmount(value.minus(previousValue), currency),
    periods: periods.map((period) => periodOut(period, currency)),
    lines: lines.map((line) => lineOut(line, currency)),
  };
}

function lineOut({ line, periods, value, ...inForce }: QuotedLine, currency: string) {
  const { lineId, productId, description } = line;
  return {
    lineId,
    productId,
    description,
    ...inForce,
    periods: periods.map((period) => periodOut(period, currency)),
    value: exactAmount(value, currency),
  };
}

function periodOut({ amount, ...period }: QuotedPeriod, currency: string) {
  return { ...period, amount: exactAmount(amount, currency) };
}
