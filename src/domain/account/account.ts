import type { CivilDate } from '../kernel/calendar.ts';
import { accept, type Decider, type Decision, reject } from '../kernel/decider.ts';
import { type AccountChanges, changeAccount } from './change.ts';
import { type ContactPointCommand, changeContactPoints } from './change-contact-points.ts';
import { type ClosingCommand, closeAccount } from './close.ts';
import { type CreditHoldCommand, changeCreditHold } from './credit-hold.ts';
import { type SetCreditPolicy, setCreditPolicy } from './credit-policy.ts';
import type { AccountEvent } from './events.ts';
import { changeInvoicing, type InvoicingCommand } from './invoicing.ts';
import { type MergeCommand, mergeAccount } from './merge.ts';
import { type OrderPolicyCommand, setOrderPolicy } from './set-order-policy.ts';
import { type AccountOpening, type AccountState, evolveAccount, initialAccount } from './state.ts';
import { goneFault } from './status.ts';
import { changeTaxRegistrations, type TaxRegistrationCommand } from './tax-registrations.ts';
import { creditLimitFault, exactLimit, normalPaymentTerms, paymentTermsFault } from './terms.ts';

export type AccountCommand =
  | { readonly kind: 'open'; readonly account: AccountOpening }
  | {
      readonly kind: 'change';
      readonly changes: AccountChanges;
      readonly changedOn: CivilDate;
      readonly reason: string | null;
    }
  | ClosingCommand
  | MergeCommand
  | InvoicingCommand
  | OrderPolicyCommand
  | ContactPointCommand
  | CreditHoldCommand
  | SetCreditPolicy
  | TaxRegistrationCommand;

/** A customer account: opened, changed fact by fact, closed or merged into another. Its place in the hierarchy is the account tree's. */
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
      case 'startClosing':
      case 'withdrawClosing':
      case 'close':
        return closeAccount(command, state);
      case 'mergeInto':
      case 'absorb':
        return mergeAccount(command, state);
      case 'changeInvoicing':
        return goneFault(state) ?? changeInvoicing(command, state);
      case 'setOrderPolicy':
        return goneFault(state) ?? setOrderPolicy(command, state);
      case 'holdCredit':
      case 'releaseCredit':
      case 'holdForOverdue':
      case 'releaseAfterOverdue':
        return changeCreditHold(command, state);
      case 'setCreditPolicy':
        return goneFault(state) ?? setCreditPolicy(command, state);
      case 'addContactPoint':
      case 'changeContactPoint':
      case 'removeContactPoint':
      case 'preferForm':
        return goneFault(state) ?? changeContactPoints(command, state);
      default:
        return goneFault(state) ?? changeTaxRegistrations(command, state);
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
