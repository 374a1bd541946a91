import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chargesDue, chargesOverTerm, valueOverTerm } from '../../../src/domain/contract/charges-due.ts';
import { type Charge, type ContractEvent, contractEvents } from '../../../src/domain/contract/events.ts';
import { nextDueOn } from '../../../src/domain/contract/next-due.ts';
import { type BindingContract, chargesInForce } from '../../../src/domain/contract/state.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { decimal, roundTo, toDecimalString, ZERO } from '../../../src/domain/kernel/decimal.ts';
import { sumDecimals } from '../../../src/domain/kernel/money.ts';
import { raise } from '../../support/contracts.ts';
import { type Deal, deal, PLACES, signed } from './deal.ts';
import {
  amendments,
  apply,
  commandOf,
  dayOf,
  END,
  eventsOf,
  evolved,
  play,
  raiseAll,
  type Step,
  steps,
} from './history.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 100);

function check<Values extends [unknown, ...unknown[]]>(property: fc.IProperty<Values>): void {
  fc.assert(property, { numRuns: RUNS });
}

type Summed = Pick<Charge, 'lineId' | 'component' | 'periodStart' | 'periodEnd' | 'amount'>;

/** Sums that are not zero, by line, component and period; what is charged once has no period to speak of. */
function sums(charges: readonly Summed[]): Record<string, string> {
  const found = new Map<string, string[]>();
  for (const { lineId, component, periodStart, periodEnd, amount } of charges) {
    const key = `${lineId} ${component} ${component === 'recurring' ? `${periodStart}/${periodEnd}` : ''}`;
    found.set(key, [...(found.get(key) ?? []), amount]);
  }
  return Object.fromEntries(
    [...found]
      .map(([key, amounts]) => [key, toDecimalString(sumDecimals(amounts))])
      .filter(([, sum]) => sum !== '0')
      .sort(),
  );
}

function dueOn(state: BindingContract, day: string) {
  return chargesDue(state, { from: null, through: civilDate(day) });
}

/** Yearly true-ups wait for their day, so that they are due without having been claimed. */
function isYearly({ policies }: Deal): boolean {
  return policies.trueUps === 'yearly';
}

/** A history step by step, one of the steps left out. */
function told(given: Deal, items: readonly Step[], leftOut = -1) {
  let state = signed(given);
  const steps = items.map((item, index) => {
    const events = index === leftOut ? [] : eventsOf(state, commandOf(state, item, index + 1));
    state = evolved(state, events);
    return { item, events };
  });
  return { state, steps };
}

/** What events agree, whatever was before. */
function facts(events: readonly ContractEvent[]): readonly unknown[] {
  return events.map(({ type, data }) => ({ type, ...data, from: null }));
}

describe('whatever a contract says and whatever becomes of it', () => {
  test('nothing is due right after billing, at that horizon or an earlier one', () => {
    check(
      fc.property(deal, steps, (given, items) => {
        play(given, items, (state, item) => {
          if (item.do === 'raise' && item.from === null) {
            expect(dueOn(state, dayOf(state, item.day))).toEqual([]);
            expect(dueOn(state, '2020-01-01')).toEqual([]);
          }
        });
      }),
    );
  });

  test('what is charged is what is owed, line by line and period by period', () => {
    check(
      fc.property(deal, steps, (given, items) => {
        const state = raiseAll(play(given, items));
        expect(sums(chargesInForce(state))).toEqual(sums(chargesOverTerm(state)));
      }),
    );
  });

  test('what it is worth over its term is the sum of what is charged over its term', () => {
    check(
      fc.property(deal, steps, (given, items) => {
        const state = play(given, items);
        const charged = sumDecimals(chargesOverTerm(state).map(({ amount }) => amount));
        expect(valueOverTerm(state).toFixed()).toBe(charged.toFixed());
      }),
    );
  });

  test('every charge recomputes, is signed as it should be, and is never credited below zero', () => {
    check(
      fc.property(deal, steps, (given, items) => {
        const state = raiseAll(play(given, items));
        const left = new Map<string, string[]>();
        for (const charge of chargesInForce(state)) {
          const recomputed = decimal(charge.quantity).times(decimal(charge.unitPrice));
          expect(roundTo(recomputed, PLACES[given.currency], given.rounding).eq(decimal(charge.amount))).toBe(true);
          expect(decimal(charge.unitPrice).gte(ZERO)).toBe(true);
          expect(decimal(charge.quantity).eq(ZERO)).toBe(false);
          expect(decimal(charge.quantity).lt(ZERO)).toBe(charge.reduces !== null);
          expect(charge.periodStart <= charge.periodEnd && charge.serviceStart <= charge.serviceEnd).toBe(true);
          const id = charge.reduces ?? charge.chargeId;
          left.set(id, [...(left.get(id) ?? []), charge.amount]);
        }
        const released = state.claims.filter(({ isReleased }) => isReleased).flatMap(({ charges }) => charges);
        for (const [id, amounts] of left) {
          const outlived = released.some(({ chargeId }) => chargeId === id);
          expect(outlived || sumDecimals(amounts).gte(ZERO)).toBe(true);
        }
      }),
    );
  });

  test('billing step by step comes to the same as billing once', () => {
    check(
      fc.property(deal, amendments, (given, items) => {
        const agreed = play(given, items);
        let state = agreed;
        for (let month = 0; month < 30; month += 1) {
          state = apply(state, raise(100 + month, dayOf(state, month * 31)));
        }
        expect(sums(chargesInForce(raiseAll(state)))).toEqual(sums(chargesInForce(raiseAll(agreed))));
      }),
    );
  });

  test('the next due day is never too late, and lies behind the horizon right after billing', () => {
    check(
      fc.property(deal, steps, fc.integer({ min: 0, max: 800 }), (given, items, offset) => {
        const state = play(given, items);
        const through = dayOf(state, offset);
        const next = nextDueOn(state);
        // A credit for a period that lies ahead of the horizon waits for it: a run looks for what is due by its day.
        const isDue = dueOn(state, through).some(({ periodStart }) => periodStart <= through);
        expect(!isDue || (next !== null && next <= through)).toBe(true);
        expect(next !== null || dueOn(state, dayOf(state, END)).length === 0).toBe(true);
        const claimed = apply(state, raise(END, through));
        const later = nextDueOn(claimed);
        expect(isYearly(given) || claimed === state || later === null || later > through).toBe(true);
      }),
    );
  });

  test('a change that is withdrawn at once leaves the agreement as it was', () => {
    check(
      fc.property(deal, steps, amendments, (given, items, more) => {
        const before = play(given, items);
        for (const [index, item] of more.entries()) {
          const events = item.do === 'withdraw' ? [] : eventsOf(before, commandOf(before, item, 500 + index));
          if (events.length === 1) {
            const withdrawal = { do: 'withdraw' as const, change: before.changes.length + 1 };
            const changed = evolved(before, events);
            const withdrawn = apply(changed, commandOf(changed, withdrawal, 0));
            if (withdrawn !== changed) {
              const { changes: _a, settledBefore: _b, reopenedFrom: _c, ...agreed } = withdrawn;
              const { changes: _d, settledBefore: _e, reopenedFrom: _f, ...was } = before;
              expect(agreed).toEqual(was);
              expect(sums(chargesInForce(raiseAll(withdrawn)))).toEqual(sums(chargesInForce(raiseAll(before))));
            }
          }
        }
      }),
    );
  });

  test('a change that is withdrawn later leaves what the others agree without it', () => {
    check(
      fc.property(deal, amendments, fc.nat(), (given, items, pick) => {
        const agreed = items.filter(({ do: kind }) => kind !== 'withdraw');
        const withAll = told(given, agreed);
        const changed = withAll.steps.filter(({ events }) => events.length > 0);
        const gone = changed[pick % Math.max(changed.length, 1)];
        if (gone === undefined) {
          return;
        }
        const withdrawal = { do: 'withdraw' as const, change: changed.indexOf(gone) + 1 };
        const withdrawn = apply(withAll.state, commandOf(withAll.state, withdrawal, 0));
        const without = told(given, agreed, agreed.indexOf(gone.item));
        const others = changed.filter((step) => step !== gone).map(({ events }) => facts(events));
        const same = without.steps.filter(({ events }) => events.length > 0).map(({ events }) => facts(events));
        // Where the others would have been decided otherwise, such as seats that were so already, there is nothing to compare.
        if (withdrawn !== withAll.state && JSON.stringify(others) === JSON.stringify(same)) {
          expect(sums(chargesOverTerm(withdrawn))).toEqual(sums(chargesOverTerm(without.state)));
        }
      }),
    );
  });

  test('events are as their schemas say, and a state that went through JSON goes on as if it had not', () => {
    check(
      fc.property(deal, steps, (given, items) => {
        let state = signed(given);
        let restored = state;
        for (const [index, item] of items.entries()) {
          const events = eventsOf(state, commandOf(state, item, index + 1));
          for (const event of events) {
            expect(contractEvents[event.type].schema.parse(event.data)).toEqual(event.data);
          }
          state = evolved(state, events);
          restored = evolved(JSON.parse(JSON.stringify(restored)) as BindingContract, events);
        }
        expect(restored).toEqual(state);
      }),
    );
  });
});
