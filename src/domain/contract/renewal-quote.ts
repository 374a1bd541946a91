import type { CivilDate } from '../kernel/calendar.ts';
import { type Decimal, decimal, ZERO } from '../kernel/decimal.ts';
import { sumDecimals } from '../kernel/money.ts';
import type { DueCharge } from '../rating/due.ts';
import type { PriceTerms } from '../rating/price.ts';
import { valueOn } from '../rating/timeline.ts';
import type { ActiveLine, Term } from './agreement.ts';
import { chargesOverTerm } from './charges-due.ts';
import { chargesOf, termValue } from './contract-value.ts';
import { linesGoingOn } from './renewal-price.ts';
import type { BindingContract } from './state.ts';

/** What is charged for a billing period, by its first and last day. */
export interface QuotedPeriod {
  readonly periodStart: CivilDate;
  readonly periodEnd: CivilDate;
  readonly amount: Decimal;
}

/** A line as it goes on: quantity and price of the first day of the new term. */
export interface QuotedLine {
  readonly line: ActiveLine;
  readonly quantity: number;
  readonly committedQuantity: number;
  readonly price: PriceTerms;
  readonly periods: readonly QuotedPeriod[];
  readonly value: Decimal;
}

export interface RenewalQuote {
  readonly term: Term;
  readonly lines: readonly QuotedLine[];
  readonly periods: readonly QuotedPeriod[];
  /** Net, of the new term, and of the one before as it stands without the renewal. */
  readonly value: Decimal;
  readonly previousValue: Decimal;
}

/** The new term of a contract as billing will charge it, beside the term before it. */
export function renewalQuote(before: BindingContract, renewed: BindingContract): RenewalQuote {
  const term = renewed.agreedTerms.at(-1);
  const previous = before.agreedTerms.at(-1);
  if (term === undefined || previous === undefined) {
    throw new Error(`Contract ${renewed.contractNumber} binds without a term`);
  }
  const charges = chargesOf(term, chargesOverTerm(renewed));
  const lines = linesGoingOn(renewed, term.startDate).map((line) => quotedLine(line, term, charges));
  return {
    term,
    lines,
    periods: periodsOf(charges),
    value: total(charges),
    previousValue: termValue(previous, before),
  };
}

function quotedLine(line: ActiveLine, { startDate }: Term, charges: readonly DueCharge[]): QuotedLine {
  const ofLine = charges.filter(({ lineId }) => lineId === line.lineId);
  return {
    line,
    quantity: valueOn(line.quantities, startDate),
    committedQuantity: valueOn(line.commitments, startDate),
    price: valueOn(line.prices, startDate),
    periods: periodsOf(ofLine),
    value: total(ofLine),
  };
}

/** What changes within a period is one amount; the first period comes first. */
function periodsOf(charges: readonly DueCharge[]): QuotedPeriod[] {
  const periods = new Map<string, QuotedPeriod>();
  for (const { periodStart, periodEnd, amount } of charges) {
    const key = `${periodStart} ${periodEnd}`;
    const soFar = periods.get(key)?.amount ?? ZERO;
    periods.set(key, { periodStart, periodEnd, amount: soFar.plus(decimal(amount)) });
  }
  return [...periods].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, period]) => period);
}

function total(charges: readonly DueCharge[]): Decimal {
  return sumDecimals(charges.map(({ amount }) => amount));
}
