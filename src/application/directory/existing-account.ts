import { account } from '../../domain/account/account.ts';
import type { Account, AccountState } from '../../domain/account/state.ts';
import type { AccountId, TenantId } from '../../domain/kernel/ids.ts';
import { type Rejected, rejected } from '../execute.ts';
import type { EventStore, Loaded } from '../ports/event-store.ts';
import { accountStream } from '../streams.ts';

/** The account, or undefined when nobody ever opened it. */
export async function loadAccount(
  eventStore: EventStore,
  tenantId: TenantId,
  accountId: AccountId,
): Promise<Loaded<Account> | undefined> {
  const loaded = await eventStore.load(accountStream(tenantId, accountId), account);
  return isThere(loaded) ? loaded : undefined;
}

function isThere(loaded: Loaded<AccountState>): loaded is Loaded<Account> {
  return loaded.state.status !== 'none';
}

export function accountNotFound(accountId: AccountId): Rejected {
  return rejected({ code: 'ACCOUNT_NOT_FOUND', message: `There is no account ${accountId}.` });
}

/** A decision that was accepted leaves an account behind; the type alone does not know. */
export function asAccount(state: AccountState): Account {
  if (state.status === 'none') {
    throw new Error('A command was accepted on an account that does not exist');
  }
  return state;
}
