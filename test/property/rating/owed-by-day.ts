import { Temporal } from 'temporal-polyfill';
import type { BindingContract } from '../../../src/domain/contract/state.ts';
import type { PriceTerms } from '../../../src/domain/rating/price.ts';

/**
 * What every period costs, computed in another way than src/domain/rating does: day by day, in whole numbers. Only for
 * prices per month, at most four decimals, rounded half up.
 */
export function owedByPeriod(contract: BindingContract, decimals: number): Map<string, bigint> {
  const { terms, lines } = contract;
  const anchor = Temporal.PlainDate.from(terms.startDate);
  const serviceEnd = Temporal.PlainDate.from(contract.serviceEnd);
  const owed = new Map<string, bigint>();
  for (const line of lines) {
    for (let n = 0; ; n += 1) {
      const start = anchor.add({ months: n * terms.billingIntervalMonths });
      const end = anchor.add({ months: (n + 1) * terms.billingIntervalMonths });
      if (Temporal.PlainDate.compare(start, serviceEnd) >= 0) {
        break;
      }
      let unitDays = 0n; // Σ units × price × 10⁴ over the days
      for (let day = start; Temporal.PlainDate.compare(day, end) < 0; day = day.add({ days: 1 })) {
        if (Temporal.PlainDate.compare(day, serviceEnd) < 0) {
          const quantity = Math.max(inForce(line.quantities, day), inForce(line.commitments, day));
          unitDays += BigInt(quantity) * scaledPrice(inForce(line.prices, day), quantity);
        }
      }
      const daysOfPeriod = BigInt(start.until(end, { largestUnit: 'days' }).days);
      const numerator = unitDays * BigInt(terms.billingIntervalMonths) * 10n ** BigInt(decimals);
      owed.set(`${line.lineId} ${start.toString()}`, divideHalfUp(numerator, daysOfPeriod * 10_000n));
    }
  }
  return owed;
}

function inForce<T>(values: readonly { effectiveOn: string; value: T }[], day: Temporal.PlainDate): T {
  return values.filter(({ effectiveOn }) => effectiveOn <= day.toString()).at(-1)!.value;
}

function scaledPrice(price: PriceTerms, quantity: number): bigint {
  if (price.intervalMonths !== 1) throw new Error('only prices per month');
  if (price.model !== 'seat_based' && price.model !== 'volume_tiered') throw new Error('only prices per unit');
  const text =
    price.model === 'seat_based'
      ? price.unitPrice
      : price.tiers.find((tier) => quantity <= (tier.maxQuantity ?? quantity))!.unitPrice;
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(4, '0'));
}

/** For values that are not negative. */
function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}
