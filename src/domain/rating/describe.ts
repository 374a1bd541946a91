import type { Charge } from '../contract/events.ts';
import type { CivilDate } from '../kernel/calendar.ts';
import { decimal, toDecimalString, ZERO } from '../kernel/decimal.ts';
import type { Pricing } from './amount.ts';
import type { Difference } from './differences.ts';
import { daysWithin, lastDayWithin } from './periods.ts';
import type { PriceAdjustment, Rate } from './price.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DESCRIPTION_LENGTH_MAX = 400;

/** `15 May 2026`. */
export function longDate(date: CivilDate): string {
  const [year, month, day] = date.split('-');
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
}

/**
 * A line text that a buyer understands: `Platform seats: 20 more, 15 May 2026 – 30 Jun 2026, 47 of 91 days`. Days are
 * named only when the charge does not cover the whole period.
 */
export function describeCharge(
  what: string,
  item: Difference,
  { period }: Pricing,
  component: Charge['component'],
  isChange: boolean,
): string {
  if (component === 'setup_fee' || component === 'termination_fee') {
    return item.quantity.lt(ZERO) ? `${what}, given back` : what;
  }
  const units = toDecimalString(item.quantity.lt(ZERO) ? item.quantity.times(decimal('-1')) : item.quantity);
  const change = item.quantity.lt(ZERO) ? `${units} fewer` : isChange ? `${units} more` : units;
  const text = `${what}: ${change}${daysText(item, period, component)}${tierText(item.rate)}${reasons(item.rate)}`;
  return text.length <= DESCRIPTION_LENGTH_MAX ? text : `${text.slice(0, DESCRIPTION_LENGTH_MAX - 1)}…`;
}

function daysText(item: Difference, period: Pricing['period'], component: Charge['component']): string {
  const first = longDate(item.start);
  if (component === 'one_time') {
    return `, ${first}`;
  }
  const days = daysWithin(period, item);
  const share = days === period.days ? '' : `, ${days} of ${period.days} days`;
  return `, ${first} – ${longDate(lastDayWithin(period, item))}${share}`;
}

function tierText({ tier }: Rate): string {
  return tier === null ? '' : `, tier ${tier}`;
}

/** What moved the price, in the order of application: `, less 10 % (Launch)`. */
export function reasons({ adjustments }: Rate): string {
  return adjustments.map((adjustment) => `, ${reasonText(adjustment)}`).join('');
}

/** What moved a price, in words. */
export function reasonText({ kind, description, value }: PriceAdjustment): string {
  const isFree = (kind === 'line_percent' || kind === 'contract_percent') && decimal(value).eq(decimal('100'));
  const named = description === null ? '' : ` (${description})`;
  switch (kind) {
    case 'uplift':
      return `prices up ${value} %`;
    case 'line_percent':
    case 'contract_percent':
      return isFree ? `free of charge${named}` : `less ${value} %${named}`;
    case 'line_amount':
    case 'contract_amount':
      return `less ${value}${named}`;
    case 'minimum_commitment':
      return `minimum commitment ${value}`;
  }
}
