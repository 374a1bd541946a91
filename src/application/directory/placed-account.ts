import type { AccountEvent } from '../../domain/account/events.ts';
import type { Account } from '../../domain/account/state.ts';
import { accountTree } from '../../domain/account-tree/account-tree.ts';
import type { AccountTreeEvent } from '../../domain/account-tree/events.ts';
import { parentOf } from '../../domain/account-tree/ways.ts';
import type { AccountId, TenantId } from '../../domain/kernel/ids.ts';
import type { Accepted, Outcome } from '../execute.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { Vault } from '../ports/vault.ts';
import { accountStream, accountTreeStream } from '../streams.ts';
import { type AccountContact, NO_CONTACT, readContact } from './account-contact.ts';
import { type Moments, readMoments } from './moments.ts';

export type DirectoryEvent = AccountEvent | AccountTreeEvent;

/** An account as a person sees it: where it stands today, its contact in clear text, when it came and last changed. */
export interface PlacedAccount extends Moments {
  readonly account: Account;
  readonly parentAccountId: AccountId | null;
  readonly contact: AccountContact;
}

export type PlacedAccountOutcome = Outcome<PlacedAccount, DirectoryEvent>;

export interface PlacedAccountDeps {
  readonly eventStore: EventStore;
  readonly vault: Vault;
}

/** Completes what was decided about an account by what stands elsewhere: tree, vault, moments of recording. */
export async function placeAccount(
  { eventStore, vault }: PlacedAccountDeps,
  tenantId: TenantId,
  accepted: Accepted<Account, DirectoryEvent>,
): Promise<Accepted<PlacedAccount, DirectoryEvent>> {
  const account = accepted.state;
  const { accountId } = account;
  const [tree, contact, moments] = await Promise.all([
    eventStore.load(accountTreeStream(tenantId), accountTree),
    readContact(vault, tenantId, account),
    readMoments(eventStore, accountStream(tenantId, accountId)),
  ]);
  const parentAccountId = parentOf(tree.state, new Map([[accountId, account.openedUnder]]), accountId);
  return { ...accepted, state: { account, parentAccountId, contact: contact ?? NO_CONTACT, ...moments } };
}
