import { addDays, type CivilDate } from '../kernel/calendar.ts';
import { accept, type Decision, unreachable } from '../kernel/decider.ts';
import type { AccountEvent } from './events.ts';
import type { Account } from './state.ts';
import { goneFault } from './status.ts';

/** After a person has released an account, overdue documents do not hold it again for so many days, unless they say otherwise. */
const LEFT_ALONE_DAYS = 14;

export type CreditHoldCommand =
  | {
      readonly kind: 'holdCredit';
      readonly reason: string | null;
      readonly on: CivilDate;
      /** The role by which it is done; null where nobody was asked who they are. */
      readonly role: string | null;
    }
  | {
      readonly kind: 'releaseCredit';
      readonly reason: string | null;
      readonly on: CivilDate;
      readonly role: string | null;
      /** The first day on which overdue documents may hold the account again; null: two weeks from the release. */
      readonly automaticAgainOn: CivilDate | null;
    }
  /** Documents are overdue by as much as the policy allows at most. */
  | { readonly kind: 'holdForOverdue'; readonly reason: string; readonly on: CivilDate }
  | { readonly kind: 'releaseAfterOverdue'; readonly reason: string; readonly on: CivilDate };

type HoldData = Extract<AccountEvent, { type: 'AccountCreditHoldChanged' }>['data'];

/** A hold by hand ends by hand alone; one that was set because documents are overdue also ends when they are not. */
export function changeCreditHold(command: CreditHoldCommand, account: Account): Decision<AccountEvent> {
  const { reason, on } = command;
  const isAutomatic = account.hold?.isAutomatic === true;
  switch (command.kind) {
    case 'holdCredit':
      return account.creditHold && !isAutomatic
        ? accept()
        : (goneFault(account) ?? accept(changed({ creditHold: true, reason, changedOn: on, role: command.role })));
    case 'releaseCredit': {
      const automaticAgainOn = command.automaticAgainOn ?? addDays(on, LEFT_ALONE_DAYS);
      return account.creditHold
        ? accept(changed({ creditHold: false, reason, changedOn: on, role: command.role, automaticAgainOn }))
        : accept();
    }
    case 'holdForOverdue':
      return account.creditHold || goneFault(account) !== undefined || isLeftAlone(account, on)
        ? accept()
        : accept(changed({ creditHold: true, reason, changedOn: on, isAutomatic: true }));
    case 'releaseAfterOverdue':
      return isAutomatic ? accept(changed({ creditHold: false, reason, changedOn: on, isAutomatic: true })) : accept();
    default:
      return unreachable(command);
  }
}

function changed(data: Pick<HoldData, 'creditHold' | 'reason' | 'changedOn'> & Partial<HoldData>): AccountEvent {
  return {
    type: 'AccountCreditHoldChanged',
    data: { isAutomatic: false, role: null, automaticAgainOn: null, ...data },
  };
}

function isLeftAlone({ automaticAgainOn }: Account, on: CivilDate): boolean {
  return automaticAgainOn !== null && on < automaticAgainOn;
}
