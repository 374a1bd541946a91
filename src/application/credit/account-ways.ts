import type { Account } from '../../domain/account/state.ts';
import { accountTree } from '../../domain/account-tree/account-tree.ts';
import type { AccountTreeState } from '../../domain/account-tree/state.ts';
import { parentOf } from '../../domain/account-tree/ways.ts';
import type { AccountId, TenantId } from '../../domain/kernel/ids.ts';
import type { CreditFinders } from '../ports/credit-finders.ts';
import type { EventStore } from '../ports/event-store.ts';
import { accountTreeStream } from '../streams.ts';
import { remembered } from './remembered.ts';

/** Accounts and the ways up from them, each stream read once. */
export interface AccountWays {
  account(accountId: AccountId): Promise<Account>;
  /** The accounts above, nearest first; none where no account of the tenant has a group limit. */
  above(accountId: AccountId): Promise<readonly Account[]>;
}

interface WaysDeps {
  readonly eventStore: EventStore;
  readonly finders: Pick<CreditFinders, 'accountsWithGroupLimit'>;
  readonly account: (accountId: AccountId) => Promise<Account>;
}

/**
 * Most tenants have no group limits, and then nobody climbs a tree. The finder may not have seen a limit that was set a
 * moment ago: what goes out in that moment is found when its line is opened, and by the sweeper.
 */
export function accountWays({ eventStore, finders, account }: WaysDeps, tenantId: TenantId): AccountWays {
  const accounts = remembered(account);
  const hasGroupLimits = remembered(async (tenant: TenantId) => {
    return (await finders.accountsWithGroupLimit(tenant)).length > 0;
  });
  const tree = remembered(async (tenant: TenantId): Promise<AccountTreeState> => {
    return (await eventStore.load(accountTreeStream(tenant), accountTree)).state;
  });

  async function wayUp(accountId: AccountId): Promise<readonly Account[]> {
    const moved = await tree(tenantId);
    const above: Account[] = [];
    let current = await accounts(accountId);
    for (;;) {
      const parentId = parentOf(moved, new Map([[current.accountId, current.openedUnder]]), current.accountId);
      if (parentId === null) {
        return above;
      }
      if (above.some((each) => each.accountId === parentId)) {
        throw new Error(`The account tree has a cycle at ${parentId}`);
      }
      current = await accounts(parentId);
      above.push(current);
    }
  }

  return {
    account: accounts,
    above: remembered(async (accountId: AccountId) => ((await hasGroupLimits(tenantId)) ? wayUp(accountId) : [])),
  };
}
