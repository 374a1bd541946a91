import { account } from '../../domain/account/account.ts';
import type { Account } from '../../domain/account/state.ts';
import type { AccountId, TenantId } from '../../domain/kernel/ids.ts';
import { asAccount } from '../directory/existing-account.ts';
import type { CreditFinders, CreditLineAddress } from '../ports/credit-finders.ts';
import type { EventStore } from '../ports/event-store.ts';
import { accountStream } from '../streams.ts';
import { type AccountWays, accountWays } from './account-ways.ts';
import { type LineWriter, lineWriter } from './line-writer.ts';
import { openingUses } from './opening-uses.ts';
import { type Unbilled, unbilled } from './unbilled.ts';

/**
 * What the credit test reads, each thing once: made for a chunk of documents, or for one request, and then forgotten.
 * Lines are decided on at their revision, whatever is remembered here.
 */
export interface CreditDeps {
  readonly eventStore: EventStore;
  readonly finders: CreditFinders;
  readonly tenantId: TenantId;
  readonly ways: AccountWays;
  readonly unbilled: Unbilled;
  /** One writer for each line, so that documents of one process do not overtake each other. */
  line(address: CreditLineAddress): LineWriter;
}

interface CreditSources {
  readonly eventStore: EventStore;
  readonly finders: CreditFinders;
  /** Accounts that the caller reads anyway, such as the parties of documents; from their streams unless given. */
  readonly account?: (accountId: AccountId) => Promise<Account>;
}

export function createCreditDeps({ eventStore, finders, ...given }: CreditSources, tenantId: TenantId): CreditDeps {
  const read = async (accountId: AccountId) =>
    asAccount((await eventStore.load(accountStream(tenantId, accountId), account)).state);
  const writers = new Map<string, LineWriter>();
  const writerDeps = { eventStore, openingUses: openingUses({ eventStore, finders }) };
  return {
    eventStore,
    finders,
    tenantId,
    ways: accountWays({ eventStore, finders, account: given.account ?? read }, tenantId),
    unbilled: unbilled({ eventStore, finders }, tenantId),
    line(address) {
      const key = `${address.accountId}|${address.scope}|${address.currency}`;
      const writer = writers.get(key) ?? lineWriter(writerDeps, tenantId, address);
      writers.set(key, writer);
      return writer;
    },
  };
}
