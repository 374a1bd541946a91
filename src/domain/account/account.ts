import type { CivilDate } from '../kernel/calendar.ts';
import { accept, type Decider, type Decision, reject, unreachable } from '../kernel/decider.ts';
import { type AccountChanges, changeAccount } from './change.ts';
import type { AccountEvent } from './events.ts';
import { type AccountOpening, type AccountState, evolveAccount, initialAccount } from './state.ts';
import { creditLimitFault, exactLimit, normalPaymentTerms, paymentTermsFault } from './terms.ts';

export type AccountCommand =
  | { readonly kind: 'open'; readonly account: AccountOpening }
  | { readonly kind: 'change'; readonly changes: AccountChanges; readonly reason: string | null }
  | { readonly kind: 'close'; readonly closedOn: CivilDate; readonly reason: string | null };

/** A customer account: opened, changed fact by fact, closed. Its place in the hierarchy is the account tree's. */
export const account: Decider<AccountState, AccountCommand, AccountEvent> = {
  initialState: initialAccount,
  evolve: evolveAccount,
  decide(command, state): Decision<AccountEvent> {
    if (command.kind === 'open') {
      return state.status === 'none'
        ? open(command.account)
        : reject('ACCOUNT_EXISTS', `The account ${state.accountId} was opened before.`);
    }
    if (state.status === 'none') {
      return reject('ACCOUNT_NOT_FOUND', 'There is no such account.');
    }
    switch (command.kind) {
      case 'change':
        return changeAccount(command, state);
      case 'close':
        return state.status === 'closed'
          ? accept() // it is so already
          : accept({ type: 'AccountClosed', data: { closedOn: command.closedOn, reason: command.reason } });
      default:
        return unreachable(command);
    }
  },
};

function open(opening: AccountOpening): Decision<AccountEvent> {
  const fault = paymentTermsFault(opening) ?? creditLimitFault(opening.creditLimit, opening.currency);
  if (fault !== undefined) {
    return fault;
  }
  return accept({
    type: 'AccountOpened',
    data: {
      ...opening,
      ...normalPaymentTerms(opening),
      creditLimit: exactLimit(opening.creditLimit, opening.currency),
    },
  });
}
