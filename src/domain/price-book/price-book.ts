import { changedFields } from '../kernel/changed-fields.ts';
import { accept, type Decider, type Decision, reject, unreachable } from '../kernel/decider.ts';
import type { PriceBookCommand, PriceBookCommandOf } from './commands.ts';
import type { PriceBookEvent } from './events.ts';
import { setPrice, withdrawPrice } from './prices.ts';
import { evolvePriceBook, initialPriceBook, type PriceBook, type PriceBookState } from './state.ts';

/** Prices of products in one currency, in versions by date. Contracts copy them at activation. */
export const priceBook: Decider<PriceBookState, PriceBookCommand, PriceBookEvent> = {
  initialState: initialPriceBook,
  evolve: evolvePriceBook,
  decide(command, state): Decision<PriceBookEvent> {
    if (command.kind === 'add') {
      return state.status === 'none'
        ? accept({ type: 'PriceBookAdded', data: command.book })
        : reject('PRICE_BOOK_EXISTS', `The price book ${state.name} was added before.`);
    }
    if (state.status === 'none') {
      return reject('PRICE_BOOK_NOT_FOUND', 'There is no such price book.');
    }
    if (command.kind === 'retire') {
      return state.status === 'retired'
        ? accept() // it is so already
        : accept({ type: 'PriceBookRetired', data: { retiredOn: command.today, reason: command.reason } });
    }
    return state.status === 'retired' ? refuseRetired(state) : decideOnOpen(command, state);
  },
};

function decideOnOpen(
  command: Exclude<PriceBookCommand, PriceBookCommandOf<'add' | 'retire'>>,
  state: PriceBook,
): Decision<PriceBookEvent> {
  switch (command.kind) {
    case 'change': {
      const changed = changedFields(command.changes, state);
      return Object.keys(changed).length === 0 ? accept() : accept({ type: 'PriceBookChanged', data: changed });
    }
    case 'activate':
      return state.status === 'active'
        ? accept()
        : accept({ type: 'PriceBookActivated', data: { activatedOn: command.today } });
    case 'setPrice':
      return setPrice(command, state);
    case 'withdrawPrice':
      return withdrawPrice(command, state);
    default:
      return unreachable(command);
  }
}

function refuseRetired({ name }: PriceBook): Decision<never> {
  return reject('PRICE_BOOK_RETIRED', `The price book ${name} is retired and does not change; add another one.`);
}
