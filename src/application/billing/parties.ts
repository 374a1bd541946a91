import { account } from '../../domain/account/account.ts';
import type { Account } from '../../domain/account/state.ts';
import type { AccountId, SellerId, TenantId } from '../../domain/kernel/ids.ts';
import { seller } from '../../domain/seller/seller.ts';
import type { Seller } from '../../domain/seller/state.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { Vault } from '../ports/vault.ts';
import { accountStream, sellerStream } from '../streams.ts';
import { type BuyerCopy, buyerCopy } from './buyer-copy.ts';

/** Reads sellers and accounts for documents, each once: a chunk of two hundred contracts often has one buyer. */
export interface Parties {
  seller(id: SellerId): Promise<Seller>;
  account(id: AccountId): Promise<Account>;
  /** What a document of that year says of its buyer. */
  buyerCopy(buyerId: AccountId, billToId: AccountId, year: number): Promise<BuyerCopy>;
}

export function createParties(eventStore: EventStore, vault: Vault, tenantId: TenantId): Parties {
  const sellers = new Map<SellerId, Promise<Seller>>();
  const accounts = new Map<AccountId, Promise<Account>>();
  const copies = new Map<string, Promise<BuyerCopy>>();

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
    buyerCopy: (buyerId, billToId, year) =>
      once(copies, `${buyerId}|${billToId}|${year}`, async () => {
        const [buyer, billTo] = [await parties.account(buyerId), await parties.account(billToId)];
        return buyerCopy(vault, tenantId, { buyer, billTo, year });
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
