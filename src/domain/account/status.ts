import { type Decision, reject } from '../kernel/decider.ts';
import type { AccountId } from '../kernel/ids.ts';
import type { AccountStatus } from './events.ts';

/**
 * The life of an account: from each status, those that may follow. `pending` is how an account begins and never comes
 * back; from `closed` nothing follows. Closing has rules of its own beside this table: see `close-account.ts`.
 */
const FOLLOWS: Readonly<Record<AccountStatus, readonly AccountStatus[]>> = {
  pending: ['active', 'inactive', 'suspended', 'closed'],
  active: ['inactive', 'suspended', 'closed'],
  inactive: ['active', 'suspended', 'closed'],
  suspended: ['active', 'inactive', 'closed'],
  closed: [],
};

/**
 * What a status allows. Whatever it is, contracts that run go on being billed: what was agreed is owed, and only the
 * contract's own end stops it.
 */
const ALLOWS: Readonly<Record<AccountStatus, { readonly drafts: boolean; readonly activation: boolean }>> = {
  pending: { drafts: true, activation: false }, // an offer may be prepared while the buyer is checked
  active: { drafts: true, activation: true },
  inactive: { drafts: false, activation: false },
  suspended: { drafts: false, activation: false },
  closed: { drafts: false, activation: false },
};

interface Standing {
  readonly accountName: string;
  readonly status: AccountStatus;
  readonly closingSince: string | null;
  readonly mergedInto: AccountId | null;
}

/** Why the account does not change any more, or undefined. */
export function goneFault({ accountName, status, mergedInto }: Standing): Decision<never> | undefined {
  if (mergedInto !== null) {
    return reject(
      'ACCOUNT_MERGED',
      `Account ${accountName} was merged into account ${mergedInto}; use that one for everything new.`,
    );
  }
  return status === 'closed'
    ? reject('ACCOUNT_CLOSED', `Account ${accountName} is closed; a closed account does not change.`)
    : undefined;
}

export function transitionFault(from: AccountStatus, to: AccountStatus): Decision<never> | undefined {
  return from === to || FOLLOWS[from].includes(to)
    ? undefined
    : reject(
        'ACCOUNT_STATUS_FIXED',
        `An account that is ${from} cannot become ${to}; it can become ${FOLLOWS[from].join(' or ') || 'nothing else'}.`,
        { status: `cannot follow ${from}` },
      );
}

/** Why no contract may be drafted on the account, or activated, or undefined. */
export function contractFault(account: Standing, step: 'drafts' | 'activation'): Decision<never> | undefined {
  const { accountName, status, closingSince } = account;
  if (status === 'closed') {
    const gone = goneFault(account);
    return account.mergedInto === null
      ? reject('ACCOUNT_CLOSED', `Account ${accountName} is closed; it takes no new contracts.`)
      : gone;
  }
  if (closingSince !== null) {
    return reject('ACCOUNT_CLOSING', `Account ${accountName} is being closed; it takes no new contracts.`);
  }
  return ALLOWS[status][step]
    ? undefined
    : reject(
        'ACCOUNT_NOT_ACTIVE',
        `Account ${accountName} is ${status}; ${step === 'drafts' ? 'no contract is drafted' : 'no contract becomes active'} on it before it is active.`,
      );
}
