import { z } from 'zod';
import { explainQuote } from '../../../application/pricing/explain-quote.ts';
import type { Quote } from '../../../application/pricing/quote.ts';
import { quotedYears, totalOf } from '../../../application/pricing/quoted-periods.ts';
import type { DueCharge } from '../../../domain/rating/due.ts';
import { valueOn } from '../../../domain/rating/timeline.ts';
import { zMoneyText, zWireDate, zWireUuid } from '../../values.ts';
import { zPrice, zRateOut } from '../contracts/contract-price.ts';

const zQuotedCharge = z
  .strictObject({
    /** Counted from 1, as the lines were sent. */
    line: z.int(),
    component: z.string(),
    description: z.string(),
    serviceStart: zWireDate,
    serviceEnd: zWireDate,
    days: z.int(),
    daysOfPeriod: z.int(),
    /** Of these units at this rate: graduated tiers are a charge each. */
    quantity: zMoneyText,
    rate: zRateOut,
    /** Of one unit for the whole period, before the adjustments of the rate. */
    listPrice: zMoneyText,
    /** Of one unit for the days served. */
    unitPrice: zMoneyText,
    amount: zMoneyText,
  })
  .meta({ id: 'QuotedCharge' });

const zQuotedLine = z.strictObject({
  line: z.int(),
  productId: zWireUuid.nullable(),
  description: z.string(),
  quantity: z.int(),
  committedQuantity: z.int(),
  price: zPrice,
  setupFee: zMoneyText.nullable(),
  priceSource: z.enum(['line', 'price_book', 'product']),
  priceBookId: zWireUuid.nullable(),
  priceBookName: z.string().nullable(),
  priceValidFrom: zWireDate.nullable(),
  total: zMoneyText,
});

export const zQuote = z
  .strictObject({
    currency: z.string(),
    sellerId: zWireUuid,
    startDate: zWireDate,
    endDate: zWireDate,
    /** First day of service: after the trial. */
    serviceStart: zWireDate,
    trialDays: z.int(),
    billingIntervalMonths: z.int(),
    billingInAdvance: z.boolean(),
    lines: z.array(zQuotedLine),
    periods: z.array(
      z.strictObject({
        periodStart: zWireDate,
        periodEnd: zWireDate,
        dueOn: zWireDate,
        total: zMoneyText,
        charges: z.array(zQuotedCharge),
      }),
    ),
    years: z.array(z.strictObject({ year: z.int(), from: zWireDate, through: zWireDate, total: zMoneyText })),
    /** What recurs, and what is charged once. */
    recurringTotal: zMoneyText,
    onceTotal: zMoneyText,
    /** Over the term, net. */
    total: zMoneyText,
    explanation: z.array(z.string()),
  })
  .meta({ id: 'Quote' });

export function quoteRecord(quote: Quote): z.input<typeof zQuote> {
  const { contract, periods } = quote;
  const { terms, serviceStart } = contract;
  const charges = periods.flatMap((period) => period.charges);
  const lines = lineNumbers(quote);
  const isOnce = ({ component }: DueCharge) => component !== 'recurring';
  return {
    currency: terms.currency,
    sellerId: contract.sellerId,
    startDate: terms.startDate,
    endDate: terms.endDate,
    serviceStart,
    trialDays: terms.trialDays,
    billingIntervalMonths: terms.billingIntervalMonths,
    billingInAdvance: terms.billingInAdvance,
    lines: linesOut(quote, charges),
    periods: periods.map((period) => ({
      ...period,
      charges: period.charges.map((charge) => chargeOut(charge, lines)),
    })),
    years: quotedYears(contract, periods),
    recurringTotal: totalOf(
      contract,
      charges.filter((charge) => !isOnce(charge)),
    ),
    onceTotal: totalOf(contract, charges.filter(isOnce)),
    total: totalOf(contract, charges),
    explanation: explainQuote(quote),
  };
}

function lineNumbers({ contract }: Quote): ReadonlyMap<string, number> {
  return new Map(contract.lines.map(({ lineId }, index) => [lineId, index + 1]));
}

function linesOut({ contract, sources }: Quote, charges: readonly DueCharge[]): z.input<typeof zQuotedLine>[] {
  return contract.lines.map((line, index) => {
    const source = sources[index] ?? null;
    return {
      line: index + 1,
      productId: line.productId,
      description: line.description,
      quantity: valueOn(line.quantities, line.startsOn),
      committedQuantity: valueOn(line.commitments, line.startsOn),
      price: valueOn(line.prices, line.startsOn),
      setupFee: line.setupFee,
      priceSource: source === null ? 'line' : source.priceBookId === null ? 'product' : 'price_book',
      priceBookId: source?.priceBookId ?? null,
      priceBookName: source?.priceBookName ?? null,
      priceValidFrom: source?.validFrom ?? null,
      total: totalOf(
        contract,
        charges.filter(({ lineId }) => lineId === line.lineId),
      ),
    };
  });
}

function chargeOut(charge: DueCharge, lines: ReadonlyMap<string, number>): z.input<typeof zQuotedCharge> {
  const { component, description, serviceStart, serviceEnd, days, daysOfPeriod } = charge;
  const { quantity, rate, listPrice, unitPrice, amount } = charge;
  const line = lines.get(charge.lineId) ?? 0; // every charge is of a line of its contract
  const served = { serviceStart, serviceEnd, days, daysOfPeriod };
  return { line, component, description, ...served, quantity, rate, listPrice, unitPrice, amount };
}
