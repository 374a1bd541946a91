import type { Account } from '../../domain/account/state.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { AccountId } from '../../domain/kernel/ids.ts';
import type { AccountPlaces } from './account-places.ts';

/** Why nothing may be put below this account, or undefined. */
export function parentFault({ accounts }: AccountPlaces, parentId: AccountId | null): Rejection | undefined {
  if (parentId === null) {
    return undefined;
  }
  const parent = accounts.get(parentId);
  return parent === undefined
    ? {
        code: 'ACCOUNT_PARENT_NOT_FOUND',
        message: `There is no account ${parentId} to be the parent.`,
        fields: { parentAccountId: 'is no account' },
      }
    : goneParentFault(parent);
}

/** Why an account takes none below it, or undefined. */
export function goneParentFault({ accountName, status, closingSince, mergedInto }: Account): Rejection | undefined {
  if (mergedInto !== null) {
    return {
      code: 'ACCOUNT_MERGED',
      message: `Account ${accountName} was merged into account ${mergedInto}; put the account below that one.`,
      fields: { parentAccountId: 'was merged into another account' },
    };
  }
  if (status === 'closed' || closingSince !== null) {
    return {
      code: 'ACCOUNT_PARENT_CLOSED',
      message: `Account ${accountName} is ${status === 'closed' ? '' : 'being '}closed and takes no accounts below it.`,
      fields: { parentAccountId: 'is a closed account' },
    };
  }
  return undefined;
}
