import type { Rejection } from '../../domain/kernel/decider.ts';
import type { AccountId } from '../../domain/kernel/ids.ts';
import type { AccountPlaces } from './account-places.ts';

/** Why nothing may be put below this account, or undefined. */
export function parentFault({ accounts }: AccountPlaces, parentId: AccountId | null): Rejection | undefined {
  if (parentId === null) {
    return undefined;
  }
  const parent = accounts.get(parentId);
  if (parent === undefined) {
    return {
      code: 'ACCOUNT_PARENT_NOT_FOUND',
      message: `There is no account ${parentId} to be the parent.`,
      fields: { parentAccountId: 'is no account' },
    };
  }
  if (parent.status === 'closed') {
    return {
      code: 'ACCOUNT_PARENT_CLOSED',
      message: `Account ${parent.accountName} is closed and takes no accounts below it.`,
      fields: { parentAccountId: 'is a closed account' },
    };
  }
  return undefined;
}
