import type { CivilDate } from '../kernel/calendar.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { AccountEvent } from './events.ts';
import type { Account } from './state.ts';

/**
 * Closing takes two steps. From the first on nothing new comes to the account, so that what is then looked for (accounts
 * below, contracts) cannot appear behind the back of whoever looks. The second closes it, or gives up.
 */
export type ClosingCommand =
  | { readonly kind: 'startClosing'; readonly startedOn: CivilDate; readonly reason: string | null }
  | { readonly kind: 'withdrawClosing'; readonly withdrawnOn: CivilDate; readonly because: string }
  | {
      readonly kind: 'close';
      readonly closedOn: CivilDate;
      readonly reason: string | null;
      /** Which attempt this is the end of; null where nobody else can know the account yet. */
      readonly closing: number | null;
    };

/** Closed is closed: whatever is asked of a closed account is so already. */
export function closeAccount(command: ClosingCommand, account: Account): Decision<AccountEvent> {
  const { status, closingSince, closings, accountName } = account;
  if (status === 'closed') {
    return accept();
  }
  switch (command.kind) {
    case 'startClosing': {
      const { startedOn, reason } = command;
      return closingSince === null ? accept({ type: 'AccountClosingStarted', data: { startedOn, reason } }) : accept();
    }
    case 'withdrawClosing': {
      const { withdrawnOn, because } = command;
      return closingSince === null
        ? accept()
        : accept({ type: 'AccountClosingWithdrawn', data: { withdrawnOn, because } });
    }
    default:
      if (command.closing !== null && (closingSince === null || closings !== command.closing)) {
        return reject(
          'CONCURRENT_CHANGE',
          `The closing of account ${accountName} was withdrawn by somebody else meanwhile; close it again.`,
        );
      }
      return accept({ type: 'AccountClosed', data: { closedOn: command.closedOn, reason: command.reason } });
  }
}
