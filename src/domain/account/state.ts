import type { CivilDate } from '../kernel/calendar.ts';
import { unreachable } from '../kernel/decider.ts';
import type { AccountId } from '../kernel/ids.ts';
import { type ContactPoint, evolveContactPoints, type PrimaryPoints } from './contact-points.ts';
import { type CreditHold, type CreditPolicySetting, evolveHold, withCreditPolicy } from './credit-terms.ts';
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
  /** Why it is on hold; null where it is not, or where it was opened like that. */
  readonly hold: CreditHold | null;
  /** The first day on which overdue documents may hold it again; null: any day. */
  readonly automaticAgainOn: CivilDate | null;
  /** In the order of their days. */
  readonly creditPolicies: readonly CreditPolicySetting[];
  /** How often its limits and policies have changed: tells older terms from newer ones. */
  readonly creditChanges: number;
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
      hold: null,
      automaticAgainOn: null,
      creditPolicies: [],
      creditChanges: 0,
    };
  }
  if (state.status === 'none') {
    throw new Error(`${event.type} cannot happen to an account that was never opened`);
  }
  switch (event.type) {
    case 'AccountDetailsChanged': {
      const isOtherCurrency = event.data.currency !== undefined && event.data.currency !== state.currency;
      return { ...state, ...event.data, creditChanges: state.creditChanges + (isOtherCurrency ? 1 : 0) };
    }
    case 'AccountContactChanged':
    case 'AccountPaymentTermsChanged':
      return { ...state, ...event.data };
    case 'AccountCreditLimitChanged':
      return { ...state, creditLimit: event.data.to, creditChanges: state.creditChanges + 1 };
    case 'AccountOrderPolicyChanged':
      return { ...state, orderPolicies: withOrderPolicy(state.orderPolicies, event.data) };
    case 'AccountCreditHoldChanged':
      return { ...state, ...evolveHold(event.data) };
    case 'AccountCreditPolicyChanged': {
      const { reason: _, ...setting } = event.data;
      const creditPolicies = withCreditPolicy(state.creditPolicies, setting);
      return { ...state, creditPolicies, creditChanges: state.creditChanges + 1 };
    }
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
