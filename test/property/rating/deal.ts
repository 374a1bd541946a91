import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { DEFAULT_POLICIES } from '../../../src/domain/contract/policies.ts';
import type { BindingContract } from '../../../src/domain/contract/state.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { DecimalString, RoundingMode } from '../../../src/domain/kernel/decimal.ts';
import type { DiscountId } from '../../../src/domain/kernel/ids.ts';
import type { Discount } from '../../../src/domain/rating/discount.ts';
import type { PriceTerms } from '../../../src/domain/rating/price.ts';
import { active, line, lineId } from '../../support/contracts.ts';

/** Random deals: everything that a contract can say when it is signed. */

export const PLACES = { EUR: 2, JPY: 0, KWD: 3 };

export interface Deal {
  readonly start: string;
  readonly termMonths: number;
  readonly months: number;
  readonly inAdvance: boolean;
  /** The day of some billing period, counted from the start; null: the start. */
  readonly anchor: number | null;
  readonly trialDays: number;
  readonly currency: keyof typeof PLACES;
  readonly rounding: RoundingMode;
  readonly lines: readonly LineWish[];
  readonly discounts: readonly DiscountWish[];
  readonly upliftPercent: string | null;
  readonly minimum: string | null;
  readonly policies: typeof DEFAULT_POLICIES;
}

export interface LineWish {
  readonly quantity: number;
  readonly committed: number;
  readonly price: PriceTerms;
  readonly setupFee: string | null;
  readonly isOnce: boolean;
  readonly isGrouped: boolean;
  /** Seats from day 200 on. */
  readonly later: number | null;
  readonly discount: DiscountWish | null;
}

export type DiscountWish = { readonly percent: string | null; readonly amount: string } & Pick<
  Discount,
  'periods' | 'months'
>;

const money = (text: string) => text as DecimalString; // written in this file, as decimals

export const priceText = fc.oneof(
  fc.constantFrom('0', '0.0049', '9.99', '10', '33.3333'),
  fc.integer({ min: 1, max: 99_999 }).map((n) => (n / 1_000).toFixed(3)),
);

const intervalMonths = fc.constantFrom(1, 1, 1, 3, 12);

const bands = fc.tuple(priceText, priceText, priceText, intervalMonths).map(([low, middle, high, interval]) => ({
  tiers: [
    { minQuantity: 1, maxQuantity: 5, unitPrice: money(low) },
    { minQuantity: 6, maxQuantity: 20, unitPrice: money(middle) },
    { minQuantity: 21, maxQuantity: null, unitPrice: money(high) },
  ],
  intervalMonths: interval,
}));

export const price: fc.Arbitrary<PriceTerms> = fc.oneof(
  fc.tuple(priceText, intervalMonths).map(([text, interval]) => ({
    model: 'seat_based' as const,
    unitPrice: money(text),
    intervalMonths: interval,
  })),
  fc.tuple(priceText, intervalMonths).map(([text, interval]) => ({
    model: 'flat_fee' as const,
    price: money(text),
    intervalMonths: interval,
  })),
  bands.map((table) => ({ model: 'volume_tiered' as const, ...table })),
  bands.map((table) => ({ model: 'graduated_tiered' as const, ...table })),
  fc.tuple(priceText, fc.integer({ min: 1, max: 7 })).map(([text, packageSize]) => ({
    model: 'package' as const,
    packagePrice: money(text),
    packageSize,
    intervalMonths: 1,
  })),
  fc.tuple(priceText, priceText, fc.integer({ min: 1, max: 14 })).map(([first, second, month]) => ({
    model: 'custom' as const,
    steps: [
      { month: 0, amount: money(first) },
      { month, amount: money(second) },
    ],
    intervalMonths: 1,
  })),
);

export const discount: fc.Arbitrary<DiscountWish> = fc.record({
  percent: fc.constantFrom(null, '10', '33.3333', '100'),
  amount: fc.constantFrom('0.01', '7.77', '50'),
  periods: fc.constantFrom(null, null, 1, 3),
  months: fc.constant(null),
});

export const quantity = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 500 }));

export const lineWish: fc.Arbitrary<LineWish> = fc.record({
  quantity,
  committed: fc.constantFrom(0, 0, 0, 3),
  price,
  setupFee: fc.constantFrom(null, null, '100', '0.005'),
  isOnce: fc.constantFrom(false, false, false, true),
  isGrouped: fc.boolean(),
  later: fc.option(quantity, { freq: 3 }),
  discount: fc.option(discount, { freq: 3 }),
});

export const deal: fc.Arbitrary<Deal> = fc.record({
  start: fc.constantFrom('2026-01-01', '2023-05-31', '2024-01-30', '2027-11-29', '2026-03-15'),
  termMonths: fc.constantFrom(12, 13, 24),
  months: fc.constantFrom(1, 1, 3, 6, 12),
  inAdvance: fc.boolean(),
  anchor: fc.option(fc.integer({ min: -40, max: 40 }), { freq: 4 }),
  trialDays: fc.constantFrom(0, 0, 0, 14),
  currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
  rounding: fc.constantFrom('half_up', 'half_even'),
  lines: fc.array(lineWish, { minLength: 1, maxLength: 3 }),
  discounts: fc.array(discount, { maxLength: 2 }),
  upliftPercent: fc.constantFrom(null, null, '3', '-2.5'),
  minimum: fc.constantFrom(null, null, null, '500'),
  policies: fc.record({
    proration: fc.constantFrom('actual_days', 'actual_days', 'days_30_360', 'whole_months', 'none'),
    tierLookup: fc.constantFrom('segment', 'segment', 'period_start'),
    trueUps: fc.constantFrom('next_billing', 'next_billing', 'at_once', 'yearly'),
    decreases: fc.constantFrom('any_time', 'any_time', 'at_renewal'),
    pause: fc.constantFrom('credit', 'extend', 'keep_billing'),
    earlyEndFee: fc.constantFrom(
      DEFAULT_POLICIES.earlyEndFee,
      { kind: 'remaining_commitment' as const },
      { kind: 'percent' as const, percent: money('50') },
      { kind: 'amount' as const, amount: money('99.99') },
    ),
    creditUnusedDays: fc.boolean(),
    invoiceLeadDays: fc.constantFrom(0, 0, 0, 10),
  }),
});

export function discountOf(wish: DiscountWish, n: number): Discount {
  const agreed = {
    discountId: `d15c0000-0000-7000-8000-${String(n).padStart(12, '0')}` as DiscountId,
    description: null,
    validFrom: null,
    validUntil: null,
    periods: wish.periods,
    months: wish.months,
  };
  return wish.percent === null
    ? { kind: 'amount', amount: money(wish.amount), intervalMonths: 1, ...agreed }
    : { kind: 'percent', percent: money(wish.percent), ...agreed };
}

/** Only volume tiers may be in a group; only recurring lines have commitments to speak of. */
export function lineOf(wish: LineWish, n: number, start: string) {
  return line({
    lineId: lineId(n),
    quantity: Math.max(wish.quantity, wish.committed),
    committedQuantity: wish.committed,
    price: wish.price,
    setupFee: wish.setupFee === null ? null : money(wish.setupFee),
    chargeType: wish.isOnce ? 'one_time' : 'recurring',
    tierGroup: wish.isGrouped && wish.price.model === 'volume_tiered' ? 'seats' : null,
    discounts: wish.discount === null ? [] : [discountOf(wish.discount, 1_000 + n)],
    ramp:
      wish.later === null
        ? []
        : [{ effectiveOn: plusDays(start, 200), quantity: Math.max(wish.later, wish.committed), price: null }],
  });
}

export function signed(given: Deal): BindingContract {
  const start = civilDate(given.start);
  return active(
    {
      startDate: start,
      endDate: plusDays(plusMonths(start, given.termMonths), -1),
      billingIntervalMonths: given.months,
      billingInAdvance: given.inAdvance,
      billingAnchor: given.anchor === null ? null : plusDays(start, given.anchor),
      trialDays: given.trialDays,
      currency: given.currency,
      discounts: given.discounts.map(discountOf),
      uplift: given.upliftPercent === null ? null : { kind: 'percent', percent: given.upliftPercent },
      minimumCommitment: given.minimum === null ? null : { amount: given.minimum, intervalMonths: 1 },
      policies: given.policies,
    },
    given.lines.map((wish, index) => lineOf(wish, index + 1, start)),
    given.rounding,
  );
}

export function plusDays(day: string, days: number) {
  return civilDate(Temporal.PlainDate.from(day).add({ days }).toString());
}

export function plusMonths(day: string, months: number) {
  return civilDate(Temporal.PlainDate.from(day).add({ months }).toString());
}
