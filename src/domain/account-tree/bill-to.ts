import type { CivilDate } from '../kernel/calendar.ts';
import { isSameJson } from '../kernel/changed-fields.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { AccountId } from '../kernel/ids.ts';
import type { AccountTreeEvent, BillTo } from './events.ts';
import { allOf } from './places.ts';
import { type AccountTreeState, type BillToSetting, settingsOf, survivorOf } from './state.ts';
import { ancestorsOf, type OpenedUnder, parentOf } from './ways.ts';

export interface SetBillTo {
  readonly kind: 'setBillTo';
  readonly accountId: AccountId;
  readonly billTo: BillTo;
  readonly effectiveOn: CivilDate;
  readonly reason: string | null;
  /** Of the account, and of every account on the way up from it. */
  readonly openedUnder: OpenedUnder;
}

/** Documents go up the tree and nowhere else: nobody else has agreed to pay for this account. */
export function decideBillTo(command: SetBillTo, state: AccountTreeState): Decision<AccountTreeEvent> {
  const { accountId, billTo, effectiveOn, reason, openedUnder } = command;
  const above = ancestorsOf(state, openedUnder, accountId);
  if (billTo.kind === 'parent' && above.length === 0) {
    return reject('BILL_TO_NOT_ABOVE', 'The account stands at the top and has no parent to bill to.', {
      billTo: 'is the parent, and there is none',
    });
  }
  if (billTo.kind === 'ancestor' && !above.includes(billTo.accountId)) {
    return reject(
      'BILL_TO_NOT_ABOVE',
      `Account ${billTo.accountId} does not stand above this one; documents go to the account itself or to one above it.`,
      { billToAccountId: 'does not stand above the account' },
    );
  }
  return isSameJson(settingOn(state, accountId, effectiveOn)?.billTo ?? { kind: 'self' }, billTo)
    ? accept()
    : accept({ type: 'BillToSet', data: { accountId, billTo, effectiveOn, reason } });
}

/** The account that gets the documents of a contract that starts on the day. A root's parent is itself. */
export function billToOn(
  state: AccountTreeState,
  openedUnder: OpenedUnder,
  accountId: AccountId,
  day: CivilDate,
): AccountId {
  const billTo = settingOn(state, accountId, day)?.billTo ?? { kind: 'self' };
  switch (billTo.kind) {
    case 'ancestor':
      return survivorOf(state, billTo.accountId);
    case 'parent':
      return parentOf(state, openedUnder, accountId) ?? accountId;
    default:
      return accountId;
  }
}

function settingOn(state: AccountTreeState, accountId: AccountId, day: CivilDate): BillToSetting | undefined {
  return settingsOf(state, accountId).findLast(({ effectiveOn }) => effectiveOn <= day);
}

/** Accounts whose documents go, on the day or later, to one of these by name. */
export function billedTo(state: AccountTreeState, ancestors: readonly AccountId[], day: CivilDate): AccountId[] {
  return allOf(state.billTos).flatMap(([accountId, settings]) => {
    const inForce = settings.filter(
      ({ effectiveOn }, index) => effectiveOn > day || (settings[index + 1]?.effectiveOn ?? '9999') > day,
    );
    return inForce.some(
      ({ billTo }) => billTo.kind === 'ancestor' && ancestors.includes(survivorOf(state, billTo.accountId)),
    )
      ? [accountId]
      : [];
  });
}

export interface Relocation {
  readonly accountId: AccountId;
  /** The new parent and all above it; when the account is merged, the survivor and all above that. */
  readonly newAbove: readonly AccountId[];
  readonly day: CivilDate;
  readonly openedUnder: OpenedUnder;
}

/** The accounts whose ways up have to be known before a move is decided. */
export function billedAcross(
  state: AccountTreeState,
  { accountId, newAbove, day, openedUnder }: Relocation,
): AccountId[] {
  const lost = ancestorsOf(state, openedUnder, accountId).filter((id) => !newAbove.includes(survivorOf(state, id)));
  return lost.length === 0 ? [] : billedTo(state, lost, day);
}

/**
 * A move that would leave a named bill-to outside the way up is refused: whom an invoice goes to is agreed with the payer,
 * and never changes as a side effect.
 */
export function billToFault(state: AccountTreeState, relocation: Relocation): Decision<never> | undefined {
  const { accountId, openedUnder } = relocation;
  const broken = billedAcross(state, relocation).find(
    (id) => id === accountId || ancestorsOf(state, openedUnder, id).includes(accountId),
  );
  return broken === undefined
    ? undefined
    : reject(
        'BILL_TO_LEFT_BEHIND',
        `The documents of account ${broken} go to an account above that would no longer be above it; set its bill-to first.`,
        { parentAccountId: 'takes an account away from its bill-to' },
      );
}
