import { expect, test } from 'vitest';
import { chargesDue, chargesOverTerm } from '../../../src/domain/contract/charges-due.ts';
import type { ContractCommand } from '../../../src/domain/contract/commands.ts';
import { nextDueOn } from '../../../src/domain/contract/next-due.ts';
import { type BindingContract, chargesInForce } from '../../../src/domain/contract/state.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { billEvery, percentOff, renewFrom, until } from '../../support/amendments.ts';
import {
  active,
  adjustTo,
  chargesOf,
  flat,
  having,
  LINE,
  line,
  lineId,
  raise,
  seats,
} from '../../support/contracts.ts';
import { shown, totalOf } from '../../support/due-charges.ts';

/**
 * A deal from its signature to its early renewal, invoice by invoice, worked out by hand.
 *
 * 1 March 2026 to 28 February 2029, quarterly in advance: March – May and June – August have 92 days, September – November 91,
 * December – February 90 (91 in 2027/28).
 * - Platform seats at 20.00 a month: 100, and 200 from 1 March 2027 on. 10 % off for the first four periods.
 * - Support at 6,000.00 a year.
 * - Onboarding, once, 2,500.00.
 * - 5 % off everything until 28 February 2027. Prices rise by 4 % on each 1 March.
 */
const SUPPORT = lineId(2);
const ONBOARDING = lineId(3);

function signed(): BindingContract {
  return active(
    {
      startDate: '2026-03-01',
      endDate: '2029-02-28',
      discounts: [percentOff('5', until('2027-02-28'))],
      uplift: { kind: 'percent', percent: '4' },
    },
    [
      line({
        price: seats('20'),
        ramp: [{ effectiveOn: civilDate('2027-03-01'), quantity: 200, price: null }],
        discounts: [percentOff('10', { periods: 4 }, 2)],
      }),
      line({ lineId: SUPPORT, description: 'Support', quantity: 1, price: flat('6000', 12) }),
      line({
        lineId: ONBOARDING,
        description: 'Onboarding',
        quantity: 1,
        price: flat('2500', 1),
        chargeType: 'one_time',
      }),
    ],
  );
}

const on = (command: ContractCommand) => ({ ...command, lineId: LINE }) as ContractCommand; // commands of one line

test('every invoice of a deal over three years', () => {
  let deal = signed();
  let invoices = 0;

  /** What the next invoice says, on the day on which a run finds it. */
  function invoice(day: string): { readonly lines: readonly string[]; readonly total: string } {
    expect(nextDueOn(deal)).not.toBeNull();
    invoices += 1;
    deal = having(deal, raise(invoices, day));
    expect(chargesDue(deal, { from: null, through: civilDate(day) })).toEqual([]);
    return { lines: chargesOf(deal, invoices).map(shown), total: totalOf(chargesOf(deal, invoices)) };
  }

  // The first year: 100 × 60 × 0.9 × 0.95 = 5,130.00; 1,500 × 0.95 = 1,425.00; 2,500 × 0.95 = 2,375.00.
  expect(invoice('2026-03-01')).toEqual({
    lines: [
      '100: 5130.00, 2026-03-01 – 2026-05-31',
      '1: 1425.00, 2026-03-01 – 2026-05-31',
      'one time 1: 2375.00, 2026-03-01 – 2026-03-01',
    ],
    total: '8930',
  });
  expect(nextDueOn(deal)).toBe('2026-06-01');
  expect(invoice('2026-06-01')).toEqual({
    lines: ['100: 5130.00, 2026-06-01 – 2026-08-31', '1: 1425.00, 2026-06-01 – 2026-08-31'],
    total: '6555',
  });

  // 30 more seats from 15 July, charged with the next invoice: 17 + 31 = 48 of 92 days.
  // 30 × 51.30 × 48 ÷ 92 = 73,872 ÷ 92 = 802.956…; then 130 × 51.30 = 6,669.00.
  deal = having(deal, on(adjustTo(130, '2026-07-15')));
  expect(invoice('2026-09-01')).toEqual({
    lines: [
      '30: 802.96, 2026-07-15 – 2026-08-31',
      '130: 6669.00, 2026-09-01 – 2026-11-30',
      '1: 1425.00, 2026-09-01 – 2026-11-30',
    ],
    total: '8896.96',
  });
  expect(invoice('2026-12-01').total).toBe('8094'); // 6,669.00 + 1,425.00

  // The second year: 200 seats, no discounts, 20 × 1.04 = 20.80 a month. 200 × 62.40 = 12,480.00; 1,500 × 1.04 = 1,560.00.
  expect(invoice('2027-03-01')).toEqual({
    lines: ['200: 12480.00, 2027-03-01 – 2027-05-31', '1: 1560.00, 2027-03-01 – 2027-05-31'],
    total: '14040',
  });
  expect(invoice('2027-06-01').total).toBe('14040');

  // By half years from 1 September 2027 on: 200 × 20.80 × 6 = 24,960.00; 6,240 ÷ 2 = 3,120.00. 182 days, to 29 February.
  deal = having(deal, billEvery(6, '2027-09-01'));
  expect(invoice('2027-09-01')).toEqual({
    lines: ['200: 24960.00, 2027-09-01 – 2028-02-29', '1: 3120.00, 2027-09-01 – 2028-02-29'],
    total: '28080',
  });
  expect(nextDueOn(deal)).toBe('2028-03-01');

  // 20 seats fewer from 15 January 2028, credited with the next invoice: 17 + 29 = 46 of 182 days.
  // −20 × 124.80 × 46 ÷ 182 = −114,816 ÷ 182 = −630.857…
  // The third year: 20 × 1.04² = 21.632; 180 × 21.632 × 6 = 23,362.56; 6,000 × 1.0816 ÷ 2 = 3,244.80.
  deal = having(deal, on(adjustTo(180, '2028-01-15')));
  expect(nextDueOn(deal)).toBe('2027-09-01'); // the charged period that the change touches: a run at any time finds it
  expect(invoice('2028-03-01')).toEqual({
    lines: [
      '-20: -630.86, 2028-01-15 – 2028-02-29 reduces 7.1',
      '180: 23362.56, 2028-03-01 – 2028-08-31',
      '1: 3244.80, 2028-03-01 – 2028-08-31',
    ],
    total: '25976.5',
  });

  // Renewed early: from 1 June 2028 three years, 220 seats at 19.00. Half of the period, 92 of 184 days, comes back:
  // 11,681.28 and 1,622.40. A period of its own begins: 220 × 19 × 6 = 25,080.00; support goes on, 3,244.80.
  const renewedSeats = { lineId: LINE, quantity: 220, committedQuantity: null, price: seats('19') };
  deal = having(deal, renewFrom('2028-06-01', '2031-05-31', [renewedSeats]));
  expect(invoice('2028-06-01')).toEqual({
    lines: [
      '-180: -11681.28, 2028-06-01 – 2028-08-31 reduces 8.2',
      '220: 25080.00, 2028-06-01 – 2028-11-30',
      '-1: -1622.40, 2028-06-01 – 2028-08-31 reduces 8.3',
      '1: 3244.80, 2028-06-01 – 2028-11-30',
    ],
    total: '15021.12',
  });

  // The anniversary falls into the next period, 1 December – 31 May: 31 + 31 + 28 = 90 days before it, 92 after, of 182.
  // Seats: 25,080 × 90 ÷ 182 = 12,402.197…; × 1.04 = 26,083.20 × 92 ÷ 182 = 13,184.914…; together 25,587.112…
  // Support: 3,244.80 × 90 ÷ 182 = 1,604.571…; × 1.04 = 3,374.592 × 92 ÷ 182 = 1,705.837…; together 3,310.409…
  expect(nextDueOn(deal)).toBe('2028-12-01');
  expect(invoice('2028-12-01')).toEqual({
    lines: [
      '220: 12402.20, 2028-12-01 – 2029-02-28',
      '220: 13184.91, 2029-03-01 – 2029-05-31',
      '1: 1604.57, 2028-12-01 – 2029-02-28',
      '1: 1705.84, 2029-03-01 – 2029-05-31',
    ],
    total: '28897.52',
  });

  // All that was charged, credits taken off, is all that is owed so far.
  const owed = chargesOverTerm(deal).filter(({ periodStart }) => periodStart <= '2028-12-01');
  expect(totalOf(chargesInForce(deal))).toBe(totalOf(owed));
});
