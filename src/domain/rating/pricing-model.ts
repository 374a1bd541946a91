import { z } from 'zod';
import { type DecimalString, decimal, ZERO } from '../kernel/decimal.ts';

/** Every price is for so many months: a seat price per month has 1, an annual catalogue price 12. */
export const zIntervalMonths = z.int().min(1).max(120);

/** Units at the list price of one unit per interval. The tier's number, from 1, explains it. */
export interface ListedPart {
  readonly quantity: number;
  readonly unitPrice: DecimalString;
  readonly tier: number | null;
}

/** What a model looks at besides its own terms. */
export interface Priced {
  /** Units billed: seats, never fewer than committed. */
  readonly quantity: number;
  /** The quantity that chooses a tier: the line's own, or that of its group of lines (billing-rules §2). */
  readonly tierQuantity: number;
  /** Whole months since the price took effect. */
  readonly month: number;
}

/**
 * How one kind of price works. A new pricing model is a file that makes one of these, and a line in `price.ts`.
 */
export interface PricingModel<Terms> {
  /** What is wrong with the terms, as a clause, or undefined. */
  readonly fault: (terms: Terms) => string | undefined;
  /** What a quantity is made of at list prices. Empty when it costs nothing because there is nothing. */
  readonly parts: (terms: Terms, priced: Priced) => readonly ListedPart[];
  /** The terms as they go on from so many whole months after they took effect, with each price changed. */
  readonly repriced: (terms: Terms, change: (price: DecimalString) => DecimalString, month: number) => Terms;
  /** Months after which the price changes by itself, ascending; for models without such steps left out. */
  readonly changesAfterMonths?: (terms: Terms) => readonly number[];
  /** True when seats decide nothing: the price is for the whole. */
  readonly isForTheWhole?: boolean;
}

export function negativeFault(price: DecimalString): string | undefined {
  return decimal(price).lt(ZERO) ? 'a price is never negative' : undefined;
}

/** All units at one price. */
export function allAt(quantity: number, unitPrice: DecimalString, tier: number | null = null): readonly ListedPart[] {
  return quantity === 0 ? [] : [{ quantity, unitPrice, tier }];
}
