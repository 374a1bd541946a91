import { account } from '../../domain/account/account.ts';
import type { Account } from '../../domain/account/state.ts';
import type { AccountId, SellerId, TenantId } from '../../domain/kernel/ids.ts';
import type { Sealed } from '../../domain/kernel/sealed.ts';
import { seller } from '../../domain/seller/seller.ts';
import type { Seller } from '../../domain/seller/state.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { Vault } from '../ports/vault.ts';
import { accountStream, sellerStream } from '../streams.ts';

/** Reads sellers and accounts for documents, each once: a chunk of two hundred contracts often has one buyer. */
export interface Parties {
  seller(id: SellerId): Promise<Seller>;
  account(id: AccountId): Promise<Account>;
  /**
   * The account's contact for a document's frozen copy, under the key of that account's documents of that year: it is
   * kept as long as tax law wants the documents, also when the account's own key is destroyed.
   */
  contactCopy(id: AccountId, year: number): Promise<Sealed | null>;
}

export function createParties(eventStore: EventStore, vault: Vault, tenantId: TenantId): Parties {
  const sellers = new Map<SellerId, Promise<Seller>>();
  const accounts = new Map<AccountId, Promise<Account>>();
  const copies = new Map<string, Promise<Sealed | null>>();

  const parties: Parties = {
    seller: (id) =>
      once(sellers, id, async () => {
        const { state } = await eventStore.load(sellerStream(tenantId, id), seller);
        if (state.status === 'none') {
          throw new Error(`Seller ${id} is on a contract but was never registered`);
        }
        return state;
      }),
    account: (id) =>
      once(accounts, id, async () => {
        const { state } = await eventStore.load(accountStream(tenantId, id), account);
        if (state.status === 'none') {
          throw new Error(`Account ${id} is on a contract but was never opened`);
        }
        return state;
      }),
    contactCopy: (id, year) =>
      once(copies, `${id}|${year}`, async () => {
        const { contact } = await parties.account(id);
        const plain = contact === null ? undefined : await vault.unseal(tenantId, contact);
        return plain === undefined ? null : vault.seal(tenantId, `documents:${id}:${year}`, plain);
      }),
  };
  return parties;
}

function once<Key, Value>(known: Map<Key, Promise<Value>>, key: Key, read: () => Promise<Value>): Promise<Value> {
  const found = known.get(key);
  if (found !== undefined) {
    return found;
  }
  const reading = read();
  known.set(key, reading);
  reading.catch(() => known.delete(key)); // the next one asks again
  return reading;
}
