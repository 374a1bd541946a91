import { owedBy } from '../../domain/contract/charges-due.ts';
import type { BindingContract } from '../../domain/contract/state.ts';
import { daysBetween, lastDay } from '../../domain/kernel/calendar.ts';
import { currencyExponent } from '../../domain/kernel/currency.ts';
import { valueOn } from '../../domain/rating/timeline.ts';
import type { Quote } from './quote.ts';

/** How the figures came about, in sentences for the person who has to sign them. */
export function explainQuote({ contract, sources, periods }: Quote): string[] {
  return [
    ...trialText(contract),
    serviceText(contract, periods.length),
    ...contract.lines.flatMap((_, index) => lineTexts(contract, sources[index] ?? null, index)),
    roundingText(contract),
  ];
}

function trialText({ terms, serviceStart }: BindingContract): string[] {
  return terms.trialDays === 0
    ? []
    : [`The first ${terms.trialDays} days are a trial; the service starts on ${serviceStart}.`];
}

function serviceText({ terms, serviceStart, serviceEnd }: BindingContract, periods: number): string {
  const months = terms.billingIntervalMonths;
  const every = months === 1 ? 'every month' : `every ${months} months`;
  const when = terms.billingInAdvance ? 'in advance' : 'in arrears';
  const last = lastDay({ start: serviceStart, end: serviceEnd });
  const days = daysBetween(serviceStart, serviceEnd);
  return `The service runs for ${days} days from ${serviceStart} to ${last}, billed ${every} ${when} in ${periods} billing ${periods === 1 ? 'period' : 'periods'}.`;
}

function lineTexts(contract: BindingContract, source: Quote['sources'][number], index: number): string[] {
  const line = owedBy(contract).lines[index];
  if (line === undefined) {
    return [];
  }
  const quantity = valueOn(line.quantities, line.service.start);
  const committed = valueOn(line.commitments, line.service.start);
  const name = `Line ${index + 1} (${line.description})`;
  return [
    `${name}: ${sourceText(source)}.`,
    ...(committed > quantity
      ? [`${name}: ${committed} are committed, so ${committed} are billed, not ${quantity}.`]
      : []),
  ];
}

function sourceText(source: Quote['sources'][number]): string {
  if (source === null) {
    return 'the price was given with the line';
  }
  return source.priceBookId === null
    ? 'the price is the product’s own'
    : `the price is that of the price book ${source.priceBookName}, in force since ${source.validFrom}`;
}

function roundingText({ terms, rounding }: BindingContract): string {
  const places = currencyExponent(terms.currency);
  const how = rounding === 'half_up' ? 'half up' : 'half to even';
  return `Amounts are net, in ${terms.currency}, and rounded ${how} to ${places} decimals once for each line and billing period.`;
}
