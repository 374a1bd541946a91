import type { CivilDate } from '../kernel/calendar.ts';
import { decimal, toDecimalString, ZERO } from '../kernel/decimal.ts';
import type { Difference } from './differences.ts';
import { type BillingPeriod, daysWithin, lastDayWithin } from './periods.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `15 May 2026`. */
export function longDate(date: CivilDate): string {
  const [year, month, day] = date.split('-');
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
}

/**
 * A line text that a buyer understands: `Platform seats: 20 more, 15 May 2026 – 30 Jun 2026, 47 of 91 days`. Days are
 * named only when the charge does not cover the whole period.
 */
export function describeCharge(what: string, item: Difference, period: BillingPeriod, isChange: boolean): string {
  const units = toDecimalString(item.quantity.lt(ZERO) ? item.quantity.times(decimal('-1')) : item.quantity);
  const change = item.quantity.lt(ZERO) ? `${units} fewer` : isChange ? `${units} more` : units;
  const days = daysWithin(period, item);
  const share = days === period.days ? '' : `, ${days} of ${period.days} days`;
  const tier = item.rate.tier === null ? '' : `, tier ${item.rate.tier}`;
  return `${what}: ${change}, ${longDate(item.start)} – ${longDate(lastDayWithin(period, item))}${share}${tier}`;
}
