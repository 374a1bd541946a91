import { describe, expect, test } from 'vitest';
import { chargesDue, chargesOverTerm } from '../../../src/domain/contract/charges-due.ts';
import type { BindingContract } from '../../../src/domain/contract/state.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { PriceTerms } from '../../../src/domain/rating/price.ts';
import {
  active,
  adjustTo,
  cancelAfter,
  chargesOf,
  claimId,
  flat,
  having,
  line,
  lineId,
  raise,
  release,
  repriceTo,
  seats,
  tiers,
} from '../../support/contracts.ts';

/** `units × amount, first day – last day served`, and the charge that it reduces, as `<claim>.<n>`. */
function due(state: BindingContract, through: string, from: string | null = null): string[] {
  const range = { from: from === null ? null : civilDate(from), through: civilDate(through) };
  return chargesDue(state, range).map(({ quantity, amount, serviceStart, serviceEnd, reduces }) => {
    const reduced = reduces === null ? '' : ` reduces ${Number(reduces.slice(-14, -2))}${reduces.slice(-2)}`;
    return `${quantity}: ${amount}, ${serviceStart} – ${serviceEnd}${reduced}`;
  });
}

/** 100 seats at 10 a month in 2026, billed quarterly in advance: 3,000.00 a quarter. Q2 has 30 + 31 + 30 = 91 days. */
const quarterly = () => active();
const billedToQ2 = () => having(quarterly(), raise(1, '2026-01-01'), raise(2, '2026-04-01'));

describe('the first period', () => {
  test('explains itself', () => {
    const [charge, ...others] = chargesDue(quarterly(), { from: null, through: civilDate('2026-01-01') });
    expect(others).toEqual([]);
    expect(charge).toEqual({
      lineId: lineId(1),
      accountId: null,
      component: 'recurring',
      productId: null,
      description: 'Platform seats: 100, 1 Jan 2026 – 31 Mar 2026',
      periodStart: '2026-01-01',
      periodEnd: '2026-03-31',
      serviceStart: '2026-01-01',
      serviceEnd: '2026-03-31',
      days: 90, // 31 + 28 + 31
      daysOfPeriod: 90,
      quantity: '100',
      rate: { unitPrice: '10', intervalMonths: 1, tier: null, listUnitPrice: '10', adjustments: [] },
      listPrice: '30', // three months
      unitPrice: '30',
      amount: '3000.00',
      taxCategory: 'standard',
      reduces: null,
    });
  });

  test('is not due the day before', () => {
    expect(due(quarterly(), '2025-12-31')).toEqual([]);
  });
});

describe('a whole year', () => {
  test.each([
    [1, 12, '1000.00'],
    [3, 4, '3000.00'],
    [6, 2, '6000.00'],
    [12, 1, '12000.00'],
  ])('every %i months: %i charges of %s', (months, count, amount) => {
    const charges = chargesOverTerm(active({ billingIntervalMonths: months }));
    expect(charges.map((charge) => charge.amount)).toEqual(Array(count).fill(amount));
  });

  test('in arrears: a quarter is due on its last day', () => {
    const state = active({ billingInAdvance: false });
    expect(due(state, '2026-03-30')).toEqual([]);
    expect(due(state, '2026-03-31')).toEqual(['100: 3000.00, 2026-01-01 – 2026-03-31']);
    expect(due(state, '2026-12-31')).toHaveLength(4);
  });

  test('an end within a period: only the days served, of the whole period', () => {
    // Q4 has 92 days; until 15 November 31 + 15 = 46, the half: 1,500.00.
    const state = active({ endDate: civilDate('2026-11-15') });
    expect(due(state, '2026-12-31').at(-1)).toBe('100: 1500.00, 2026-10-01 – 2026-11-15');
  });

  test('the whole term in arrears includes the period that it ends in', () => {
    const state = active({ billingInAdvance: false, endDate: civilDate('2026-11-15') });
    expect(chargesOverTerm(state).map((charge) => charge.amount)).toEqual([
      '3000.00',
      '3000.00',
      '3000.00',
      '1500.00', // 46 of 92 days
    ]);
  });

  test('only periods that start in the range asked for', () => {
    expect(due(quarterly(), '2026-09-30', '2026-04-01')).toEqual([
      '100: 3000.00, 2026-04-01 – 2026-06-30',
      '100: 3000.00, 2026-07-01 – 2026-09-30',
    ]);
  });
});

describe('prices for longer than a period', () => {
  test('an annual price billed quarterly sums to the annual price', () => {
    // 1000.01 ÷ 4 = 250.0025. Running: 250.0025 → 250.00, 500.005 → 500.01, 750.0075 → 750.01, 1000.01.
    const state = active({}, [line({ quantity: 1, price: seats('1000.01', 12) })]);
    expect(chargesOverTerm(state).map((charge) => charge.amount)).toEqual(['250.00', '250.01', '250.00', '250.00']);
  });

  test('a flat fee is one unit, whatever the seats', () => {
    const state = active({}, [line({ quantity: 250, price: flat('9999.99', 12) })]);
    // 9999.99 ÷ 4 = 2499.9975. Running: 2500.00, 4999.995 → 5000.00, 7499.9925 → 7499.99, 9999.99.
    expect(chargesOverTerm(state).map(({ quantity, amount }) => `${quantity}: ${amount}`)).toEqual([
      '1: 2500.00',
      '1: 2500.00',
      '1: 2499.99',
      '1: 2500.00',
    ]);
  });
});

describe('an increase within a period that is charged', () => {
  test('costs the rest of the period', () => {
    // 15 May – 30 June: 17 + 30 = 47 of 91 days. 20 × 30 × 47 ÷ 91 = 28,200 ÷ 91 = 309.890…
    expect(due(having(billedToQ2(), adjustTo(120, '2026-05-15')), '2026-04-01')).toEqual([
      '20: 309.89, 2026-05-15 – 2026-06-30',
    ]);
  });

  test('agreed for the future: from its day on', () => {
    const state = having(quarterly(), adjustTo(110, '2026-07-01'), raise(1, '2026-04-01'));
    expect(due(state, '2026-07-01')).toEqual(['110: 3300.00, 2026-07-01 – 2026-09-30']);
  });

  test('backdated over several charged periods: one charge for each', () => {
    // Q1: 15 February – 31 March are 14 + 31 = 45 of 90 days: 10 × 30 ÷ 2 = 150.00. Q2 and Q3 in full: 10 × 30.
    const state = having(billedToQ2(), raise(3, '2026-07-01'), adjustTo(110, '2026-02-15'));
    expect(due(state, '2026-07-01')).toEqual([
      '10: 150.00, 2026-02-15 – 2026-03-31',
      '10: 300.00, 2026-04-01 – 2026-06-30',
      '10: 300.00, 2026-07-01 – 2026-09-30',
    ]);
  });
});

describe('a decrease', () => {
  test('credits the latest charge first, and names it', () => {
    const grown = having(billedToQ2(), adjustTo(120, '2026-05-15'), raise(3, '2026-05-15'));
    expect(chargesOf(grown, 3)[0]?.chargeId).toBe(`${claimId(3)}.1`);
    // To 90 for the 30 days of June: 30 fewer, 20 of them from the increase.
    // Owed: 30 ÷ 91 × (100 × 44 + 120 × 17 + 90 × 30) = 30 × 9,140 ÷ 91 = 3,013.186… → 3,013.19
    // Charged: 3,000.00 + 309.89 = 3,309.89; so −296.70.
    // 20 × 30 × 30 ÷ 91 = 197.802… → 197.80; both 296.703… → 296.70; the second 98.90.
    expect(due(having(grown, adjustTo(90, '2026-06-01')), '2026-05-15')).toEqual([
      '-20: -197.80, 2026-06-01 – 2026-06-30 reduces 3.1',
      '-10: -98.90, 2026-06-01 – 2026-06-30 reduces 2.1',
    ]);
  });

  test('and increased again: only the difference to what is left', () => {
    const state = having(billedToQ2(), adjustTo(90, '2026-04-01'), raise(3, '2026-04-01'), adjustTo(95, '2026-04-01'));
    expect(due(state, '2026-04-01')).toEqual(['5: 150.00, 2026-04-01 – 2026-06-30']); // 5 × 30
  });

  test('taken back before it is billed: nothing', () => {
    const state = having(billedToQ2(), adjustTo(90, '2026-06-01'), adjustTo(100, '2026-06-01'));
    expect(due(state, '2026-06-30')).toEqual([]);
  });
});

describe('another price', () => {
  test('credits the days at the old one and charges them at the new one', () => {
    // 47 of 91 days. Old: 100 × 30 × 47 ÷ 91 = 1,549.450… New: 100 × 36 × 47 ÷ 91 = 1,859.340…
    expect(due(having(billedToQ2(), repriceTo(seats('12'), '2026-05-15')), '2026-04-01')).toEqual([
      '-100: -1549.45, 2026-05-15 – 2026-06-30 reduces 2.1',
      '100: 1859.34, 2026-05-15 – 2026-06-30',
    ]);
  });

  test('crossing a tier: the credit at the old price, the charge at the new', () => {
    const tiered = active({}, [
      line({
        quantity: 90,
        price: tiers([
          [99, '10'],
          [null, '8'],
        ]),
      }),
    ]); // prettier-ignore
    const state = having(tiered, raise(1, '2026-01-01'), raise(2, '2026-04-01'), adjustTo(120, '2026-05-15'));
    // Old: 90 × 30 × 47 ÷ 91 = 126,900 ÷ 91 = 1,394.505… → 1,394.51
    // New: 120 × 24 × 47 ÷ 91 = 135,360 ÷ 91 = 1,487.472…; together 92.967… → 92.97; so 1,394.51 + 92.97 = 1,487.48
    const [credit, charge] = chargesDue(state, { from: null, through: civilDate('2026-04-01') });
    expect(due(state, '2026-04-01')).toEqual([
      '-90: -1394.51, 2026-05-15 – 2026-06-30 reduces 2.1',
      '120: 1487.48, 2026-05-15 – 2026-06-30',
    ]);
    expect([credit?.rate.tier, charge?.rate.tier]).toEqual([1, 2]);
    expect(charge?.description).toBe('Platform seats: 120 more, 15 May 2026 – 30 Jun 2026, 47 of 91 days, tier 2');
    // 120 × 12.3956043956 = 1,487.472…: not the amount. 1,487.48 ÷ 120 = 12.39566…
    expect(charge?.unitPrice).toBe('12.39566666666666666667');
    expect(charge?.listPrice).toBe('24');
  });
});

describe('a cancellation', () => {
  test('credits the days that are not served any more, and bills no later period', () => {
    // June: 100 × 30 × 30 ÷ 91 = 989.010…
    expect(due(having(billedToQ2(), cancelAfter('2026-05-31')), '2026-12-31')).toEqual([
      '-100: -989.01, 2026-06-01 – 2026-06-30 reduces 2.1',
    ]);
  });

  test('at the end of a charged period credits nothing', () => {
    expect(due(having(billedToQ2(), cancelAfter('2026-06-30')), '2026-12-31')).toEqual([]);
  });

  test('before periods that are charged already credits them in full', () => {
    expect(due(having(billedToQ2(), cancelAfter('2026-03-31')), '2026-12-31')).toEqual([
      '-100: -3000.00, 2026-04-01 – 2026-06-30 reduces 2.1',
    ]);
  });

  test('before the contract begins credits everything', () => {
    const state = having(quarterly(), raise(1, '2026-01-01'), cancelAfter('2025-12-31'));
    expect(due(state, '2026-12-31')).toEqual(['-100: -3000.00, 2026-01-01 – 2026-03-31 reduces 1.1']);
  });
});

describe('what was charged counts', () => {
  test('a second run finds nothing, and so does one at an earlier horizon', () => {
    expect(due(billedToQ2(), '2026-06-30')).toEqual([]);
    expect(due(billedToQ2(), '2026-02-01')).toEqual([]);
  });

  test('a released claim is billed again', () => {
    expect(due(having(billedToQ2(), release(2)), '2026-04-01')).toEqual(['100: 3000.00, 2026-04-01 – 2026-06-30']);
  });

  test('a credit that outlives the charge that it reduces is made up for', () => {
    // −20 seats stand on nothing, 80 are owed: 100 × 30 brings 3,000.00 − 600.00 = 2,400.00 = 80 × 30.
    const credited = having(quarterly(), raise(1, '2026-01-01'), adjustTo(80, '2026-01-01'), raise(2, '2026-01-01'));
    expect(due(having(credited, release(1)), '2026-01-01')).toEqual(['100: 3000.00, 2026-01-01 – 2026-03-31']);
  });

  test('also where it stands at a price that is no longer owed', () => {
    const repriced = having(
      quarterly(),
      raise(1, '2026-01-01'),
      repriceTo(seats('12'), '2026-01-01'),
      raise(2, '2026-01-01'), // −3,000.00 and +3,600.00
      release(1),
    );
    expect(due(repriced, '2026-01-01')).toEqual(['100: 3000.00, 2026-01-01 – 2026-03-31']);
    expect(due(having(repriced, raise(3, '2026-01-01')), '2026-01-01')).toEqual([]);
  });
});

describe('rounding', () => {
  const monthly = { billingIntervalMonths: 1, billingFrequency: 'monthly' };

  test('yen have no decimals', () => {
    // 11 – 31 January: 21 of 31 days. 1,000 × 21 ÷ 31 = 677.4…
    const state = having(
      active({ ...monthly, currency: 'JPY' }, [line({ quantity: 3, price: seats('1000') })]),
      raise(1, '2026-01-01'),
      adjustTo(4, '2026-01-11'),
    );
    expect(chargesOf(state, 1)[0]?.amount).toBe('3000');
    expect(due(state, '2026-01-01')).toEqual(['1: 677, 2026-01-11 – 2026-01-31']);
  });

  test.each([
    ['half_up', '0.13'],
    ['half_even', '0.12'],
  ] as const)('0.125 with %s is %s', (rounding, amount) => {
    const state = active(monthly, [line({ quantity: 1, price: seats('0.125') })], rounding);
    expect(due(state, '2026-01-01')).toEqual([`1: ${amount}, 2026-01-01 – 2026-01-31`]);
  });

  test('segments of one period round cumulatively', () => {
    // February: 14 of 28 days at 0.25 and 14 at 0.25 with two seats. 0.125 → 0.13; 0.125 + 0.25 = 0.375 → 0.38; so 0.25.
    const state = having(
      active({ ...monthly, startDate: civilDate('2026-02-01') }, [line({ quantity: 1, price: seats('0.25') })]),
      adjustTo(2, '2026-02-15'),
    );
    expect(due(state, '2026-02-01')).toEqual(['1: 0.13, 2026-02-01 – 2026-02-14', '2: 0.25, 2026-02-15 – 2026-02-28']);
  });

  test('a cent that no difference can take restates the period', () => {
    // February in yen: 14 days at 0.8 are 0.4, 14 days at 0.9 are 0.45. Running 0.4 → 0, 0.85 → 1: charges of 0 and 1.
    const charged = having(
      active({ ...monthly, startDate: civilDate('2026-02-01'), currency: 'JPY' }, [
        line({ quantity: 1, price: seats('0.8') }),
      ]),
      repriceTo(seats('0.9'), '2026-02-15'),
      raise(1, '2026-02-01'),
    );
    expect(chargesOf(charged, 1).map(({ amount }) => amount)).toEqual(['0', '1']);
    // No seat in the first half: 0.45 → 0 is owed, 1 is charged. The charge of 0 cannot be credited by 1, so both halves
    // are credited and the second is charged anew, with 0.
    const state = having(charged, adjustTo(0, '2026-02-01'), adjustTo(1, '2026-02-15'));
    expect(due(state, '2026-02-01')).toEqual([
      '-1: 0, 2026-02-01 – 2026-02-14 reduces 1.1',
      '-1: -1, 2026-02-15 – 2026-02-28 reduces 1.2',
      '1: 0, 2026-02-15 – 2026-02-28',
    ]);
    expect(due(having(state, raise(2, '2026-02-01')), '2026-02-01')).toEqual([]);
  });
});

test('lines are billed side by side', () => {
  const state = active({}, [line(), line({ lineId: lineId(2), description: 'Support', price: flat('600', 12) })]);
  expect(due(state, '2026-01-01')).toEqual([
    '100: 3000.00, 2026-01-01 – 2026-03-31',
    '1: 150.00, 2026-01-01 – 2026-03-31', // 600 ÷ 4
  ]);
});

test('a period without units owes nothing', () => {
  expect(due(active({}, [line({ quantity: 0 })]), '2026-12-31')).toEqual([]);
});

test('committed seats are billed when fewer are used', () => {
  const state = active({}, [line({ quantity: 80, committedQuantity: 80 })]);
  expect(due(state, '2026-01-01')).toEqual(['80: 2400.00, 2026-01-01 – 2026-03-31']); // 80 × 30
});

describe('a band of graduated tiers that stays as it is', () => {
  test('is one charge, while the band above it changes', () => {
    // 100 seats, 120 from 15 May. The first 50 at 30.00 a quarter; above at 24.00: 50 for 44 of 91 days, 70 for 47.
    const graduated = {
      model: 'graduated_tiered',
      intervalMonths: 1,
      tiers: [
        { minQuantity: 1, maxQuantity: 50, unitPrice: '10' },
        { minQuantity: 51, maxQuantity: null, unitPrice: '8' },
      ],
    } as unknown as PriceTerms; // the texts are decimals
    const state = having(
      active({ startDate: '2026-04-01' }, [line({ price: graduated })]),
      adjustTo(120, '2026-05-15'),
    );
    expect(due(state, '2026-04-01')).toEqual([
      '50: 1500.00, 2026-04-01 – 2026-06-30',
      '50: 580.22, 2026-04-01 – 2026-05-14', // 50 × 24 × 44/91 = 580.219…
      '70: 867.69, 2026-05-15 – 2026-06-30', // 70 × 24 × 47/91 = 867.692…
    ]);
  });
});
