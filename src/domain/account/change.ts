import type { CivilDate } from '../kernel/calendar.ts';
import { changedFields, isSameDecimal } from '../kernel/changed-fields.ts';
import { accept, type Decision } from '../kernel/decider.ts';
import type { PaymentTerms } from '../kernel/fields.ts';
import type { Sealed } from '../kernel/sealed.ts';
import { changeContactPoints } from './change-contact-points.ts';
import { changeCreditHold } from './credit-hold.ts';
import type { AccountEvent, AccountStatus, ContactPointId } from './events.ts';
import type { Account, AccountOpening } from './state.ts';
import { goneFault, transitionFault } from './status.ts';
import {
  creditLimitFault,
  exactLimit,
  normalPaymentTerms,
  type PaymentTermsFields,
  paymentTermsFault,
  STANDARD_TERMS,
} from './terms.ts';

const DETAILS = [
  'accountName',
  'accountType',
  'currency',
  'taxId',
  'billingCountry',
  'taxCategory',
  'metadata',
] as const;
type Details = Pick<AccountOpening, (typeof DETAILS)[number]>;

/** What the caller wants to be so; what is not mentioned stays. The parent changes in the account tree. */
export type AccountChanges = Partial<
  Omit<AccountOpening, 'accountId' | 'parentAccountId' | 'status' | 'paymentTerms'>
> & {
  readonly paymentTerms?: PaymentTerms | undefined;
  /** `account`: the terms are its own, also where they are the usual ones; `seller`: it has none any more. */
  readonly paymentTermsFrom?: 'account' | 'seller' | undefined;
  readonly status?: Exclude<AccountStatus, 'closed'> | undefined;
  /** Where the form's fields show a contact or address that was added: what the form changed of those. */
  readonly contactPoints?: readonly PointChange[] | undefined;
};

export interface PointChange {
  readonly pointId: ContactPointId;
  readonly country?: string | null | undefined;
  readonly sealed?: Sealed | undefined;
}

interface Change {
  readonly changes: AccountChanges;
  readonly changedOn: CivilDate;
  readonly reason: string | null;
}

/** Takes wishes apart into the facts that they mean: one event for each thing that really changes. */
export function changeAccount({ changes, changedOn, reason }: Change, account: Account): Decision<AccountEvent> {
  const currency = changes.currency ?? account.currency;
  const limit = changes.creditLimit === undefined ? account.creditLimit : changes.creditLimit;
  const fault =
    goneFault(account) ??
    paymentTermsFault(wantedTerms(changes, account)) ??
    creditLimitFault(limit, currency) ??
    transitionFault(account.status, changes.status ?? account.status);
  if (fault !== undefined) {
    return fault;
  }
  return accept(
    ...detailsChanged(changes, account),
    ...contactChanged(changes, account),
    ...contactPointsChanged(changes, account),
    ...paymentTermsChanged(changes, account),
    ...creditLimitChanged(changes, account, currency),
    ...creditHoldChanged(changes, account, changedOn, reason),
    ...statusChanged(changes, account, changedOn, reason),
  );
}

function detailsChanged(changes: AccountChanges, account: Account): AccountEvent[] {
  const wanted = Object.fromEntries(DETAILS.map((key) => [key, changes[key]])) as Partial<Details>; // keys of Details only
  const changed = changedFields<Details>(wanted, account);
  return Object.keys(changed).length === 0 ? [] : [{ type: 'AccountDetailsChanged', data: changed }];
}

/** Sealing the same text twice gives two boxes: whoever seals compares the texts and leaves the contact out when equal. */
function contactChanged({ contact }: AccountChanges, account: Account): AccountEvent[] {
  return contact === undefined || contact?.box === account.contact?.box
    ? []
    : [{ type: 'AccountContactChanged', data: { contact } }];
}

function contactPointsChanged({ contactPoints = [] }: AccountChanges, account: Account): AccountEvent[] {
  return contactPoints.flatMap(({ pointId, ...changes }) => {
    const decision = changeContactPoints({ kind: 'changeContactPoint', pointId, changes, isPrimary: false }, account);
    return decision.outcome === 'accepted' ? decision.events : []; // the point was there when its text was read
  });
}

/** A form sends back what it was shown: for an account without terms of its own that is the usual ones, and no change. */
function wantedTerms(
  { paymentTermsFrom, paymentTerms, paymentTermsDays }: AccountChanges,
  account: Account,
): PaymentTermsFields<PaymentTerms | null> {
  const isOfSeller = account.paymentTerms === null;
  const shown = account.paymentTerms ?? STANDARD_TERMS.paymentTerms;
  const terms = paymentTerms ?? shown;
  if (paymentTermsFrom === 'seller' || (isOfSeller && terms === shown && paymentTermsFrom === undefined)) {
    return { paymentTerms: null, paymentTermsDays: null };
  }
  return {
    paymentTerms: terms,
    paymentTermsDays: paymentTermsDays === undefined ? account.paymentTermsDays : paymentTermsDays,
  };
}

function paymentTermsChanged(changes: AccountChanges, account: Account): AccountEvent[] {
  const { paymentTerms, paymentTermsDays } = account;
  const wanted = normalPaymentTerms(wantedTerms(changes, account));
  return wanted.paymentTerms === paymentTerms && wanted.paymentTermsDays === paymentTermsDays
    ? []
    : [{ type: 'AccountPaymentTermsChanged', data: wanted }];
}

function creditLimitChanged({ creditLimit }: AccountChanges, account: Account, currency: string): AccountEvent[] {
  return creditLimit === undefined || isSameDecimal(creditLimit, account.creditLimit)
    ? []
    : [
        {
          type: 'AccountCreditLimitChanged',
          data: { from: account.creditLimit, to: exactLimit(creditLimit, currency) },
        },
      ];
}

function creditHoldChanged(
  { creditHold }: AccountChanges,
  account: Account,
  on: CivilDate,
  reason: string | null,
): readonly AccountEvent[] {
  if (creditHold === undefined || creditHold === account.creditHold) {
    return [];
  }
  const decision = creditHold
    ? changeCreditHold({ kind: 'holdCredit', reason, on, role: null }, account)
    : changeCreditHold({ kind: 'releaseCredit', reason, on, role: null, automaticAgainOn: null }, account);
  return decision.outcome === 'accepted' ? decision.events : []; // an account that is gone was refused above
}

function statusChanged(
  { status }: AccountChanges,
  account: Account,
  changedOn: CivilDate,
  reason: string | null,
): AccountEvent[] {
  return status === undefined || status === account.status
    ? []
    : [{ type: 'AccountStatusChanged', data: { from: account.status, to: status, changedOn, reason } }];
}
