import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { chargesDue, chargesOverTerm } from '../../../src/domain/contract/charges-due.ts';
import type { ContractCommand } from '../../../src/domain/contract/commands.ts';
import { contract } from '../../../src/domain/contract/contract.ts';
import type { Charge } from '../../../src/domain/contract/events.ts';
import { nextDueOn } from '../../../src/domain/contract/next-due.ts';
import { type BindingContract, chargesInForce } from '../../../src/domain/contract/state.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { decimal, type RoundingMode, roundTo, ZERO } from '../../../src/domain/kernel/decimal.ts';
import { sumDecimals } from '../../../src/domain/kernel/money.ts';
import type { PriceTerms } from '../../../src/domain/rating/price.ts';
import {
  active,
  adjustTo,
  cancelAfter,
  flat,
  line,
  lineId,
  raise,
  release,
  repriceTo,
  seats,
  tiers,
} from '../../support/contracts.ts';
import { owedByPeriod } from './owed-by-day.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 300);

type Step =
  | { do: 'adjust'; line: number; day: number; quantity: number }
  | { do: 'reprice'; line: number; day: number; price: PriceTerms }
  | { do: 'cancel'; day: number }
  | { do: 'raise'; day: number; from: number | null }
  | { do: 'release'; claim: number };

const day = fc.integer({ min: 0, max: 420 });
const seatPrice = fc.oneof(
  fc.constantFrom('0', '0.0333', '0.0049', '9.99', '10', '33.3333'),
  fc.integer({ min: 1, max: 999_999 }).map((n) => (n / 10_000).toFixed(4).replace(/\.?0+$/, '')),
);
const price: fc.Arbitrary<PriceTerms> = fc.oneof(
  seatPrice.map((text) => seats(text)),
  fc.tuple(seatPrice, seatPrice).map(([low, high]) =>
    tiers([
      [9, low],
      [null, high],
    ]),
  ), // prettier-ignore
);
const quantity = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 5000 }));
const lineIndex = fc.integer({ min: 0, max: 1 });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('adjust' as const), line: lineIndex, day, quantity }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reprice' as const), line: lineIndex, day, price }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), day }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('raise' as const),
      day,
      from: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: day }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), claim: fc.integer({ min: 1, max: 10 }) }) },
);

interface Setting {
  readonly start: string;
  readonly months: number;
  readonly inAdvance: boolean;
  readonly currency: 'EUR' | 'JPY' | 'KWD';
  readonly lines: readonly { quantity: number; price: PriceTerms }[];
  readonly rounding?: RoundingMode;
}

const DECIMALS = { EUR: 2, JPY: 0, KWD: 3 };

const setting: fc.Arbitrary<Setting> = fc.record({
  start: fc.constantFrom('2026-01-01', '2023-05-31', '2024-01-30', '2027-11-29', '2026-03-15'),
  months: fc.constantFrom(1, 3, 6, 12),
  inAdvance: fc.boolean(),
  currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
  lines: fc.array(fc.record({ quantity, price }), { minLength: 1, maxLength: 2 }),
});

function begin({ start, months, inAdvance, currency, lines, rounding }: Setting): BindingContract {
  const endDate = Temporal.PlainDate.from(start).add({ months: 13 }).toString(); // ends within a period
  return active(
    { startDate: civilDate(start), endDate, billingIntervalMonths: months, billingInAdvance: inAdvance, currency },
    lines.map((given, index) => line({ ...given, lineId: lineId(index + 1) })),
    rounding,
  );
}

function dayOf(state: BindingContract, offset: number): string {
  return Temporal.PlainDate.from(state.terms.startDate).add({ days: offset }).toString();
}

function commandOf(state: BindingContract, item: Step, n: number): ContractCommand {
  switch (item.do) {
    case 'adjust':
      return { ...adjustTo(item.quantity, dayOf(state, item.day)), lineId: lineId(item.line + 1) };
    case 'reprice':
      return { ...repriceTo(item.price, dayOf(state, item.day)), lineId: lineId(item.line + 1) };
    case 'cancel':
      return cancelAfter(dayOf(state, item.day));
    case 'raise':
      return raise(n, dayOf(state, item.day), item.from === null ? null : dayOf(state, item.from));
    case 'release':
      return release(item.claim);
  }
}

/** A rejected command is no step: it changes nothing. */
function apply(state: BindingContract, command: ContractCommand): BindingContract {
  const decision = contract.decide(command, state);
  return decision.outcome === 'rejected' ? state : (decision.events.reduce(contract.evolve, state) as BindingContract);
}

function play(given: Setting, steps: readonly Step[], visit: (state: BindingContract, item: Step) => void = () => {}) {
  let state = begin(given);
  for (const [index, item] of steps.entries()) {
    state = apply(state, commandOf(state, item, index + 1));
    visit(state, item);
  }
  return state;
}

const END = 1_000;

function raiseAll(state: BindingContract): BindingContract {
  return apply(state, raise(END, dayOf(state, END)));
}

function chargedByPeriod(charges: readonly Omit<Charge, 'chargeId'>[], decimals: number): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { lineId: id, periodStart, periodEnd, amount } of charges) {
    const key = `${id} ${periodStart}/${periodEnd}`;
    sums.set(
      key,
      (sums.get(key) ?? 0n) +
        BigInt(
          decimal(amount)
            .times(decimal(`1${'0'.repeat(decimals)}`))
            .toFixed(),
        ),
    );
  }
  return sums;
}

function nonZero(sums: ReadonlyMap<string, bigint>): Record<string, bigint> {
  return Object.fromEntries([...sums].filter(([, sum]) => sum !== 0n).sort());
}

function check<Values extends [unknown, ...unknown[]]>(property: fc.IProperty<Values>): void {
  fc.assert(property, { numRuns: RUNS });
}

const history = [setting, fc.array(step, { maxLength: 12 })] as const;

describe('whatever was agreed, amended, billed and released', () => {
  test('nothing is due right after billing, at that horizon or an earlier one', () => {
    check(
      fc.property(...history, (given, steps) => {
        play(given, steps, (state, item) => {
          if (item.do === 'raise' && item.from === null) {
            const through = civilDate(dayOf(state, item.day));
            expect(chargesDue(state, { from: null, through })).toEqual([]);
            expect(chargesDue(state, { from: null, through: civilDate('2020-01-01') })).toEqual([]);
          }
        });
      }),
    );
  });

  test('every period sums to what it costs day by day, to the cent', () => {
    check(
      fc.property(...history, (given, steps) => {
        const decimals = DECIMALS[given.currency];
        const state = raiseAll(play(given, steps));
        expect(nonZero(chargedByPeriod(chargesInForce(state), decimals))).toEqual(
          nonZero(owedByPeriod(state, decimals)),
        );
      }),
    );
  });

  test('no charge is credited below zero, no price is negative, and every line recomputes', () => {
    check(
      fc.property(...history, (given, steps) => {
        const places = DECIMALS[given.currency];
        const state = raiseAll(play(given, steps));
        const charges = chargesInForce(state);
        for (const charge of charges) {
          const reductions = charges.filter((other) => other.reduces === charge.chargeId);
          const left = sumDecimals([charge, ...reductions].map((item) => item.amount));
          expect(charge.reduces !== null || left.gte(ZERO)).toBe(true);
          expect(decimal(charge.quantity).eq(ZERO)).toBe(false);
          expect(decimal(charge.quantity).lt(ZERO)).toBe(charge.reduces !== null);
          expect(decimal(charge.unitPrice).gte(ZERO)).toBe(true);
          const recomputed = roundTo(decimal(charge.quantity).times(decimal(charge.unitPrice)), places, 'half_up');
          expect(recomputed.eq(decimal(charge.amount))).toBe(true);
          expect(charge.amount).toMatch(places === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${places}}$`));
        }
      }),
    );
  });

  test('billing month by month or once at the end gives the same totals', () => {
    check(
      fc.property(...history, (given, steps) => {
        const agreed = steps.filter((item) => item.do !== 'raise' && item.do !== 'release');
        const decimals = DECIMALS[given.currency];
        const once = raiseAll(play(given, agreed));
        let monthly = play(given, agreed);
        for (let month = 0; month <= 14; month += 1) {
          monthly = apply(monthly, raise(100 + month, dayOf(monthly, month * 30)));
        }
        monthly = raiseAll(monthly);
        expect(nonZero(chargedByPeriod(chargesInForce(monthly), decimals))).toEqual(
          nonZero(chargedByPeriod(chargesInForce(once), decimals)),
        );
      }),
    );
  });

  test('prices for longer than a period: how it came about does not matter, and half even neither', () => {
    const longPrice = fc.oneof(
      price,
      seatPrice.map((text) => seats(text, 12)),
      fc.tuple(seatPrice, fc.constantFrom(3, 6, 12)).map(([text, months]) => flat(text, months)),
    );
    const longSetting = fc.tuple(setting, fc.array(longPrice, { minLength: 1, maxLength: 2 }), fc.boolean());
    const longStep = fc.oneof(
      step,
      fc.record({ do: fc.constant('reprice' as const), line: lineIndex, day, price: longPrice }),
    );
    check(
      fc.property(longSetting, fc.array(longStep, { maxLength: 12 }), ([given, prices, isHalfEven], steps) => {
        const lines = prices.map((one, index) => ({ quantity: given.lines[index]?.quantity ?? 7, price: one }));
        const rounding = isHalfEven ? 'half_even' : 'half_up';
        const state = raiseAll(play({ ...given, lines, rounding }, steps));
        const decimals = DECIMALS[given.currency];
        expect(nonZero(chargedByPeriod(chargesInForce(state), decimals))).toEqual(
          nonZero(chargedByPeriod(chargesOverTerm(state), decimals)),
        );
      }),
    );
  });

  test('the periods of a year sum to the annual price', () => {
    check(
      fc.property(
        fc.integer({ min: 1, max: 9_999_999 }),
        fc.constantFrom(1, 3, 6),
        fc.constantFrom('EUR', 'JPY', 'KWD'),
        fc.integer({ min: 1, max: 999 }),
        (minorUnits, months, code, quantity) => {
          const decimals = DECIMALS[code];
          const text = (minorUnits / 10 ** decimals).toFixed(decimals);
          const terms = { billingIntervalMonths: months, currency: code };
          const charges = chargesOverTerm(active(terms, [line({ quantity, price: seats(text, 12) })]));
          const total = sumDecimals(charges.map((charge) => charge.amount));
          expect(total.eq(decimal(text).times(decimal(String(quantity))))).toBe(true);
        },
      ),
    );
  });

  test('the next due day is never too late, and lies behind the horizon right after billing', () => {
    check(
      fc.property(...history, day, (given, steps, offset) => {
        const state = play(given, steps);
        const through = civilDate(dayOf(state, offset));
        const isDue = chargesDue(state, { from: null, through }).some((charge) => charge.periodStart <= through);
        const next = nextDueOn(state);
        expect(!isDue || (next !== null && next <= through)).toBe(true);
        expect(next !== null || chargesDue(state, { from: null, through: civilDate('2099-01-01') }).length === 0).toBe(
          true,
        );
        const later = nextDueOn(apply(state, raise(END, through)));
        expect(later === null || later > through || chargesDue(state, { from: null, through }).length === 0).toBe(true);
      }),
    );
  });
});
