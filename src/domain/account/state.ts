import type { CivilDate } from '../kernel/calendar.ts';
import { unreachable } from '../kernel/decider.ts';
import type { AccountId } from '../kernel/ids.ts';
import { type ContactPoint, evolveContactPoints, type PrimaryPoints } from './contact-points.ts';
import type { AccountEvent, AccountStatus } from './events.ts';
import type { Invoicing } from './invoicing-events.ts';
import { type DatedOrderPolicy, withOrderPolicy } from './order-policy.ts';
import { evolveTaxRegistrations, type TaxRegistration } from './tax-registrations.ts';

export type AccountOpening = Extract<AccountEvent, { type: 'AccountOpened' }>['data'];

export interface Account extends Omit<AccountOpening, 'status' | 'parentAccountId'> {
  readonly status: AccountStatus;
  /** The parent at opening, which never changes. Where the account stands today says the account tree. */
  readonly openedUnder: AccountId | null;
  /** The day on which it was closed. */
  readonly closedOn: CivilDate | null;
  /** Since when it is being closed. */
  readonly closingSince: CivilDate | null;
  /** How often closing was started: tells one attempt from the next. */
  readonly closings: number;
  /** The account that it turned out to be. */
  readonly mergedInto: AccountId | null;
  /** Contacts and addresses beside those of the form (`contact`), in the order in which they were added. */
  readonly contactPoints: readonly ContactPoint[];
  readonly primaryPoints: PrimaryPoints;
  /** Of the documents that are billed to it. */
  readonly invoicing: Invoicing;
  /** Beside `taxId`, which is the primary one. */
  readonly taxRegistrations: readonly TaxRegistration[];
  /** Whether its documents need purchase orders, in the order of the days; ask `orderPolicyOn`. */
  readonly orderPolicies: readonly DatedOrderPolicy[];
}

export type AccountState = { readonly status: 'none' } | Account;

export const initialAccount: AccountState = { status: 'none' };

export function evolveAccount(state: AccountState, event: AccountEvent): AccountState {
  if (event.type === 'AccountOpened') {
    const { parentAccountId, ...opening } = event.data;
    return {
      ...opening,
      openedUnder: parentAccountId,
      closedOn: null,
      closingSince: null,
      closings: 0,
      mergedInto: null,
      contactPoints: [],
      primaryPoints: {},
      invoicing: 'per_account',
      taxRegistrations: [],
      orderPolicies: [],
    };
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
    case 'AccountOrderPolicyChanged':
      return { ...state, orderPolicies: withOrderPolicy(state.orderPolicies, event.data) };
    case 'AccountCreditHoldChanged':
      return { ...state, creditHold: event.data.creditHold };
    case 'AccountStatusChanged':
      return { ...state, status: event.data.to };
    case 'AccountClosingStarted':
      return { ...state, closingSince: event.data.startedOn, closings: state.closings + 1 };
    case 'AccountClosingWithdrawn':
      return { ...state, closingSince: null };
    case 'AccountClosed':
      return { ...state, status: 'closed', closedOn: event.data.closedOn, closingSince: null };
    case 'AccountMergedInto':
      return { ...state, status: 'closed', closedOn: event.data.mergedOn, mergedInto: event.data.intoAccountId };
    case 'AccountInvoicingChanged':
      return { ...state, invoicing: event.data.to };
    case 'AccountAbsorbed':
      return state;
    case 'AccountContactPointAdded':
    case 'AccountContactPointChanged':
    case 'AccountContactPointRemoved':
    case 'AccountContactPointPreferred':
      return { ...state, ...evolveContactPoints(state, event) };
    case 'AccountTaxRegistrationAdded':
    case 'AccountTaxRegistrationRemoved':
      return { ...state, taxRegistrations: evolveTaxRegistrations(state.taxRegistrations, event) };
    default:
      return unreachable(event);
  }
}
