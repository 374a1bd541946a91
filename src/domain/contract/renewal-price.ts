import { addDays, type CivilDate } from '../kernel/calendar.ts';
import { decimal, roundTo, toDecimalString } from '../kernel/decimal.ts';
import { quotient, ratio, times } from '../kernel/ratio.ts';
import { wholeMonths } from '../rating/line-price.ts';
import { type PriceTerms, pricingModelOf } from '../rating/price.ts';
import { entryOn } from '../rating/timeline.ts';
import { upliftFactor } from '../rating/uplift.ts';
import type { ActiveLine } from './agreement.ts';
import { owedBy } from './charges-due.ts';
import type { RenewedLine } from './events.ts';
import type { BindingContract } from './state.ts';

const HUNDRED = decimal('100');
/** As many as a price has (kernel/decimal.ts): nobody bills what is beyond them. */
const PRICE_PLACES = 20;

/** The lines that a new term from a day on goes on with: what was charged once is not charged again. */
export function linesGoingOn({ lines }: BindingContract, day: CivilDate): ActiveLine[] {
  return lines.filter(
    ({ chargeType, endsBefore }) => chargeType === 'recurring' && (endsBefore === null || endsBefore > day),
  );
}

/**
 * So many percent more than is paid at the end of the term before, uplifts included. The renewal's percentage takes the
 * place of the uplift of that day: a price is not uplifted on the day on which it takes effect.
 */
export function raisedPrice(state: BindingContract, line: ActiveLine, percent: string, day: CivilDate): PriceTerms {
  const entry = entryOn(line.prices, day);
  const uplift = upliftFactor(owedBy(state).uplift, entry.effectiveOn, addDays(day, -1));
  const factor = times(uplift, ratio(HUNDRED.plus(decimal(percent)), HUNDRED));
  return pricingModelOf(entry.value).repriced(
    entry.value,
    (price) => toDecimalString(roundTo(quotient(times(ratio(price), factor)), PRICE_PLACES, 'half_even')),
    wholeMonths(entry, day),
  );
}

/** What a renewal says of its lines, with new prices where it says none. */
export function withPrices(
  said: readonly RenewedLine[],
  prices: readonly Pick<RenewedLine, 'lineId' | 'price'>[],
): RenewedLine[] {
  const lines = new Map(said.map((line) => [line.lineId, line]));
  for (const { lineId, price } of prices) {
    const line = lines.get(lineId) ?? { lineId, quantity: null, committedQuantity: null, price: null };
    lines.set(lineId, { ...line, price: line.price ?? price });
  }
  return [...lines.values()];
}
