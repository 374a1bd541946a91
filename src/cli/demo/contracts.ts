import { addDays, addMonths, type CivilDate, civilDate, endOfMonth } from '../../domain/kernel/calendar.ts';
import { priceIn } from './catalogue.ts';
import type { DemoAccount } from './companies.ts';
import type { Quarter } from './quarter.ts';
import type { Random } from './random.ts';

type Cells = Readonly<Record<string, string>>;
type Frequency = 'monthly' | 'quarterly' | 'annual';

/** A contract of the demonstration: a row of contracts.csv, and what its changes need to know. */
export interface DemoContract {
  readonly contractNumber: string;
  readonly startDate: CivilDate;
  readonly frequency: Frequency;
  /** Null where seats have no meaning. */
  readonly seats: number | null;
  readonly row: Cells;
}

const CONTRACTS = 400;
/** Days on which terms begin: the first, and those that months do not all have. */
const START_DAYS = [1, 1, 1, 1, 15, 28, 29, 30, 31, 31] as const;

/** Contracts that run in a quarter: begun before it, each in its first billing period at most, or new in it. */
export function demoContracts(random: Random, accounts: readonly DemoAccount[], quarter: Quarter): DemoContract[] {
  const buyers = accounts.filter(({ level }) => level >= 2);
  return Array.from({ length: CONTRACTS }, (_, index) => {
    const buyer = buyers[(index * 7) % buyers.length] ?? buyers[0];
    if (buyer === undefined) {
      throw new Error('There is no account to have a contract');
    }
    return contractOf(random, buyer, quarter, index + 1);
  });
}

function contractOf(random: Random, buyer: DemoAccount, quarter: Quarter, number: number): DemoContract {
  const contractNumber = `C-${quarter.firstDay.slice(0, 4)}-${String(number).padStart(4, '0')}`;
  const isLeapDay = number % 200 === 0;
  const frequency = isLeapDay
    ? 'annual'
    : random.pick(['monthly', 'monthly', 'quarterly', 'quarterly', 'annual'] as const);
  const startDate = isLeapDay ? leapDayBefore(quarter.firstDay) : startOf(random, frequency, quarter);
  const months = isLeapDay ? 48 : random.pick([12, 12, 24, 36] as const);
  const { cells, seats } = pricing(random, buyer.market.currency, months);
  const row = {
    contractNumber,
    contractName: `${cells.name} ${startDate.slice(0, 4)}`,
    accountReference: buyer.reference,
    billToReference: random.chance(20) ? buyer.rootReference : '',
    ...cells.priced,
    startDate,
    endDate: addDays(addMonths(startDate, months), -1),
    billingFrequency: frequency,
    billingInAdvance: random.chance(12) ? 'false' : 'true',
    paymentTerms: random.chance(30) ? random.pick(['net_30', 'net_60', 'net_90'] as const) : '',
    purchaseOrderNumber: random.chance(25) ? `PO-${random.whole(10_000, 99_999)}` : '',
    status: random.chance(3) ? 'draft' : 'active',
  };
  return { contractNumber, startDate, frequency, seats, row };
}

interface Pricing {
  readonly seats: number | null;
  readonly cells: { readonly name: string; readonly priced: Cells };
}

/** What a contract costs, in one of the ways that the import knows. */
function pricing(random: Random, currency: DemoAccount['market']['currency'], months: number): Pricing {
  const seats = random.whole(4, 60) * 5;
  const committedSeats = random.chance(40) ? String(Math.floor(seats / 2)) : '';
  const perSeat = (name: string, cells: Cells) => ({
    seats,
    cells: { name, priced: { seats: String(seats), committedSeats, ...cells } },
  });
  switch (random.pick(['seat', 'seat', 'signed', 'analytics', 'storage', 'support', 'value'] as const)) {
    case 'seat':
      return perSeat('Platform', { sku: `SEAT-${currency}` });
    case 'signed':
      return perSeat('Platform', { seatPrice: priceIn(currency, random.whole(18, 24)) });
    case 'analytics':
      return perSeat('Analytics', { sku: `ANALYTICS-${currency}` });
    case 'storage':
      return perSeat('Storage', { sku: `STORAGE-${currency}` });
    case 'support':
      return { seats: null, cells: { name: 'Support', priced: { sku: `SUPPORT-${currency}` } } };
    case 'value': {
      const contractValue = priceIn(currency, random.whole(10, 80) * 100 * months);
      return { seats: null, cells: { name: 'Framework', priced: { contractValue } } };
    }
  }
}

function startOf(random: Random, frequency: Frequency, { firstDay }: Quarter): CivilDate {
  const monthsBack = { monthly: 1, quarterly: 3, annual: 12 }[frequency];
  // One in eight is new business of the quarter.
  const month = random.chance(12) ? random.whole(0, 2) : -random.whole(1, monthsBack);
  const first = addMonths(firstDay, month);
  const wanted = addDays(first, random.pick(START_DAYS) - 1);
  const last = endOfMonth(first);
  return wanted > last ? last : wanted;
}

function leapDayBefore(day: CivilDate): CivilDate {
  let year = Number(day.slice(0, 4));
  while (endOfMonth(civilDate(`${year}-02-01`)) < `${year}-02-29` || `${year}-02-29` >= day) {
    year -= 1;
  }
  return civilDate(`${year}-02-29`);
}
