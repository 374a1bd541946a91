import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chargesInForce } from '../../../src/domain/contract/state.ts';
import { decimal } from '../../../src/domain/kernel/decimal.ts';
import type { PriceTerms } from '../../../src/domain/rating/price.ts';
import { type Deal, type DiscountWish, deal, type LineWish, PLACES } from './deal.ts';
import { play, raiseAll, type Step, steps } from './history.ts';
import { owedByPeriod } from './owed-by-day.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 60);

/** What the count by the day knows: prices per month, discounts in percent, actual days, each line by itself. */
const inPercent = (wish: DiscountWish): DiscountWish => ({ ...wish, percent: wish.percent ?? '12.5' });
const perMonth = (price: PriceTerms): PriceTerms => ({ ...price, intervalMonths: 1 });

function countable(wish: LineWish): LineWish {
  const discount = wish.discount === null ? null : inPercent(wish.discount);
  return { ...wish, price: perMonth(wish.price), discount, isGrouped: false };
}

function countableDeal(given: Deal): Deal {
  return {
    ...given,
    rounding: 'half_up',
    minimum: null,
    lines: given.lines.map(countable),
    discounts: given.discounts.map(inPercent),
    policies: { ...given.policies, proration: 'actual_days', tierLookup: 'segment' },
  };
}

function countableStep(item: Step): Step {
  switch (item.do) {
    case 'reprice':
      return { ...item, price: perMonth(item.price) };
    case 'grant':
      return { ...item, discount: inPercent(item.discount) };
    case 'addLine':
      return { ...item, line: countable(item.line) };
    default:
      return item;
  }
}

test('whatever becomes of a deal, every period sums to what it costs day by day, to the cent', () => {
  fc.assert(
    fc.property(deal.map(countableDeal), steps, (given, items) => {
      const places = PLACES[given.currency];
      const state = raiseAll(play(given, items.map(countableStep)));
      const charged = new Map<string, bigint>();
      for (const { component, lineId, periodStart, periodEnd, amount } of chargesInForce(state)) {
        if (component === 'recurring') {
          const key = `${lineId} ${periodStart}/${periodEnd}`;
          const minor = BigInt(
            decimal(amount)
              .times(decimal(`1${'0'.repeat(places)}`))
              .toFixed(),
          );
          charged.set(key, (charged.get(key) ?? 0n) + minor);
        }
      }
      expect(nonZero(charged)).toEqual(nonZero(owedByPeriod(state, places)));
    }),
    { numRuns: RUNS },
  );
});

function nonZero(sums: ReadonlyMap<string, bigint>): Record<string, bigint> {
  return Object.fromEntries([...sums].filter(([, sum]) => sum !== 0n).sort());
}
