import type { Account } from '../../domain/account/state.ts';
import type { AccountId } from '../../domain/kernel/ids.ts';
import { createTurns, type Turns } from '../in-turn.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { FoundOrder, OrderFinders } from '../ports/order-finders.ts';

/** What drawing on orders needs from outside. */
export interface OrderDeps {
  readonly eventStore: EventStore;
  readonly ordersFor: OrderFinders['ordersFor'];
  /** The buyer as it stands. */
  account(id: AccountId): Promise<Pick<Account, 'orderPolicies'>>;
  /** Documents of one buyer draw one after the other: side by side they would only overtake each other. */
  readonly inTurn: Turns;
}

interface OrderSources {
  readonly eventStore: EventStore;
  readonly finders: Pick<OrderFinders, 'ordersFor'>;
  /** Read once for many documents, as `Parties` does. */
  readonly account: OrderDeps['account'];
}

/** One for each chunk, or for each document that is taken up alone: where it has looked for orders it does not look again. */
export function createOrderDeps({ eventStore, finders, account }: OrderSources): OrderDeps {
  const known = new Map<string, Promise<readonly FoundOrder[]>>();
  return {
    eventStore,
    account,
    inTurn: createTurns(),
    ordersFor(tenantId, accountId, currency) {
      const key = `${tenantId} ${accountId} ${currency}`;
      const found = known.get(key) ?? finders.ordersFor(tenantId, accountId, currency);
      known.set(key, found);
      found.catch(() => known.delete(key)); // the next one asks again
      return found;
    },
  };
}
