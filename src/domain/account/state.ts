import type { CivilDate } from '../kernel/calendar.ts';
import { unreachable } from '../kernel/decider.ts';
import type { AccountId } from '../kernel/ids.ts';
import type { AccountEvent, AccountStatus } from './events.ts';

export type AccountOpening = Extract<AccountEvent, { type: 'AccountOpened' }>['data'];

export interface Account extends Omit<AccountOpening, 'status' | 'parentAccountId'> {
  readonly status: AccountStatus;
  /** The parent at opening, which never changes. Where the account stands today says the account tree. */
  readonly openedUnder: AccountId | null;
  /** The day on which it was closed. */
  readonly closedOn: CivilDate | null;
}

export type AccountState = { readonly status: 'none' } | Account;

export const initialAccount: AccountState = { status: 'none' };

export function evolveAccount(state: AccountState, event: AccountEvent): AccountState {
  if (event.type === 'AccountOpened') {
    const { parentAccountId, ...opening } = event.data;
    return { ...opening, openedUnder: parentAccountId, closedOn: null };
  }
  if (state.status === 'none') {
    throw new Error(`${event.type} cannot happen to an account that was never opened`);
  }
  switch (event.type) {
    case 'AccountDetailsChanged':
    case 'AccountContactChanged':
    case 'AccountPaymentTermsChanged':
      return { ...state, ...event.data };
    case 'AccountCreditLimitChanged':
      return { ...state, creditLimit: event.data.to };
    case 'AccountCreditHoldChanged':
      return { ...state, creditHold: event.data.creditHold };
    case 'AccountStatusChanged':
      return { ...state, status: event.data.to };
    case 'AccountClosed':
      return { ...state, status: 'closed', closedOn: event.data.closedOn };
    default:
      return unreachable(event);
  }
}
