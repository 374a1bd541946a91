import fc from 'fast-check';
import type { ContractCommand } from '../../../src/domain/contract/commands.ts';
import { contract } from '../../../src/domain/contract/contract.ts';
import type { ContractEvent } from '../../../src/domain/contract/events.ts';
import type { BindingContract } from '../../../src/domain/contract/state.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { PriceTerms } from '../../../src/domain/rating/price.ts';
import { cancelAfter, lineId, raise, release } from '../../support/contracts.ts';
import {
  type Deal,
  type DiscountWish,
  discount,
  discountOf,
  type LineWish,
  lineOf,
  lineWish,
  plusDays,
  price,
  quantity,
  signed,
} from './deal.ts';

/** Random lives of a deal: every command that a binding contract takes, by day and line. Days count from the start. */

export type Step =
  | { do: 'adjust'; line: number; day: number; quantity: number }
  | { do: 'reprice'; line: number; day: number; price: PriceTerms }
  | { do: 'commit'; line: number; day: number; quantity: number }
  | { do: 'grant'; line: number | null; day: number; discount: DiscountWish }
  | { do: 'endDiscount'; n: number; day: number }
  | { do: 'addLine'; day: number; line: LineWish }
  | { do: 'removeLine'; line: number; day: number }
  | { do: 'extend'; days: number }
  | { do: 'schedule'; day: number; months: number; inAdvance: boolean; anchor: number | null }
  | { do: 'pause'; day: number; effect: 'credit' | 'extend' | 'keep_billing' | null }
  | { do: 'resume'; day: number }
  | { do: 'renew'; day: number | null; quantity: number | null }
  | { do: 'withdraw'; change: number }
  | { do: 'cancel'; day: number }
  | { do: 'raise'; day: number; from: number | null }
  | { do: 'release'; claim: number };

/** Days on which something begins or ends are where mistakes are made. */
const edge = fc.constantFrom(0, 0, 1, 14, 31, 59, 90, 181, 365);
const day = fc.oneof({ weight: 2, arbitrary: fc.integer({ min: 0, max: 800 }) }, { weight: 1, arbitrary: edge });
const soon = fc.integer({ min: 0, max: 300 });
const lineIndex = fc.integer({ min: 1, max: 3 });

function step<Kind extends Step['do']>(
  kind: Kind,
  fields: { [Key in Exclude<keyof Extract<Step, { do: Kind }>, 'do'>]: fc.Arbitrary<Extract<Step, { do: Kind }>[Key]> },
  weight = 1,
) {
  // A record of the arbitraries of all fields makes the step; the compiler cannot see that for a generic kind.
  return { weight, arbitrary: fc.record({ do: fc.constant(kind), ...fields }) as unknown as fc.Arbitrary<Step> };
}

const AMENDING = [
  step('adjust', { line: lineIndex, day, quantity }, 4),
  step('reprice', { line: lineIndex, day, price }, 2),
  step('commit', { line: lineIndex, day, quantity: fc.integer({ min: 0, max: 10 }) }),
  step('grant', { line: fc.constantFrom(null, 1, 2), day, discount }, 2),
  step('endDiscount', { n: fc.integer({ min: 0, max: 5 }), day }),
  step('addLine', { day, line: lineWish }),
  step('removeLine', { line: fc.oneof(lineIndex, fc.integer({ min: 101, max: 106 })), day }),
  step('extend', { days: fc.integer({ min: 1, max: 200 }) }),
  step(
    'schedule',
    {
      day,
      months: fc.constantFrom(1, 3, 6, 12),
      inAdvance: fc.boolean(),
      anchor: fc.option(fc.integer({ min: 0, max: 60 })),
    },
    2,
  ),
  step('pause', { day, effect: fc.constantFrom(null, 'credit', 'extend', 'keep_billing') }, 2),
  step('resume', { day }, 2),
  step('renew', { day: fc.constantFrom(null, null, 100, 250), quantity: fc.constantFrom(null, 5, 40) }),
  step('withdraw', { change: fc.integer({ min: 1, max: 6 }) }, 2),
  step('cancel', { day }),
];

/** What the parties agree, without any billing. */
export const amendments = fc.array(fc.oneof(...AMENDING), { maxLength: 10 });

/** The same, interleaved with billing at any horizon and with documents that come to nothing. */
export const steps = fc.array(
  fc.oneof(
    ...AMENDING,
    step('raise', { day: fc.oneof(soon, day), from: fc.constantFrom(null, null, null, 60) }, 9),
    step('release', { claim: fc.integer({ min: 1, max: 12 }) }, 2),
  ),
  { maxLength: 14 },
);

export function dayOf(state: BindingContract, offset: number): string {
  return plusDays(state.signed.terms.startDate, offset);
}

/** `n`: which step it is; ids are made of it. */
export function commandOf(state: BindingContract, item: Step, n: number): ContractCommand {
  const on = (offset: number) => ({ effectiveOn: civilDate(dayOf(state, offset)), reason: null });
  switch (item.do) {
    case 'adjust':
      return { kind: 'adjustSeats', lineId: lineId(item.line), quantity: item.quantity, ...on(item.day) };
    case 'reprice':
      return { kind: 'reprice', lineId: lineId(item.line), price: item.price, ...on(item.day) };
    case 'commit':
      return { kind: 'changeCommitment', lineId: lineId(item.line), committedQuantity: item.quantity, ...on(item.day) };
    case 'grant':
      return {
        kind: 'grantDiscount',
        lineId: item.line === null ? null : lineId(item.line),
        discount: discountOf(item.discount, 2_000 + n),
        ...on(item.day),
      };
    case 'endDiscount':
      return {
        kind: 'endDiscount',
        discountId: discountOf({ percent: null, amount: '1', periods: null, months: null }, item.n).discountId,
        ...on(item.day),
      };
    case 'addLine':
      return { kind: 'addLine', line: lineOf(item.line, 100 + n, state.signed.terms.startDate), ...on(item.day) };
    case 'removeLine':
      return { kind: 'removeLine', lineId: lineId(item.line), ...on(item.day) };
    case 'extend':
      return { kind: 'extendTerm', endDate: plusDays(state.terms.endDate, item.days), reason: null };
    case 'schedule':
      return {
        kind: 'changeSchedule',
        billingFrequency: 'custom',
        billingIntervalMonths: item.months,
        billingInAdvance: item.inAdvance,
        billingAnchor: item.anchor === null ? null : civilDate(dayOf(state, item.anchor)),
        ...on(item.day),
      };
    case 'pause':
      return { kind: 'pause', effect: item.effect, ...on(item.day) };
    case 'resume':
      return { kind: 'resume', ...on(item.day) };
    case 'renew':
      return {
        kind: 'renew',
        renewedOn: state.signed.terms.startDate,
        effectiveOn: item.day === null ? null : civilDate(dayOf(state, item.day)),
        endDate: null,
        contractValue: null,
        isAutomatic: false,
        lines:
          item.quantity === null
            ? []
            : [{ lineId: lineId(1), quantity: item.quantity, committedQuantity: null, price: null }],
        reason: null,
      };
    case 'withdraw':
      return {
        kind: 'withdrawChange',
        change: item.change,
        withdrawnOn: plusDays(state.signed.terms.startDate, -1),
        reason: 'Agreed otherwise',
      };
    case 'cancel':
      return cancelAfter(dayOf(state, item.day));
    case 'raise':
      return raise(n, dayOf(state, item.day), item.from === null ? null : dayOf(state, item.from));
    case 'release':
      return release(item.claim);
  }
}

/** What a command brings about. A rejected one is no step: it changes nothing. */
export function eventsOf(state: BindingContract, command: ContractCommand): readonly ContractEvent[] {
  const decision = contract.decide(command, state);
  return decision.outcome === 'rejected' ? [] : decision.events;
}

export function evolved(state: BindingContract, events: readonly ContractEvent[]): BindingContract {
  return events.reduce(contract.evolve, state) as BindingContract; // what is binding stays so
}

export function apply(state: BindingContract, command: ContractCommand): BindingContract {
  return evolved(state, eventsOf(state, command));
}

export function play(
  given: Deal,
  items: readonly Step[],
  visit: (state: BindingContract, item: Step, before: BindingContract) => void = () => {},
): BindingContract {
  let state = signed(given);
  for (const [index, item] of items.entries()) {
    const before = state;
    state = apply(state, commandOf(state, item, index + 1));
    visit(state, item, before);
  }
  return state;
}

/** A day after everything that a history can name, the ends of renewed and extended terms included. */
export const END = 6_000;

export function raiseAll(state: BindingContract): BindingContract {
  return apply(state, raise(END, dayOf(state, END)));
}
