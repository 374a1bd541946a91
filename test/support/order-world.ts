import { drawOrders, type OrderDemand } from '../../src/application/orders/draw-orders.ts';
import { createOrderDeps, type OrderDeps } from '../../src/application/orders/order-deps.ts';
import { loadOrder } from '../../src/application/orders/order-stream.ts';
import { type EventStore, NO_STREAM, type Provenance } from '../../src/application/ports/event-store.ts';
import type { OrderFinders } from '../../src/application/ports/order-finders.ts';
import { purchaseOrderStream } from '../../src/application/streams.ts';
import type { DatedOrderPolicy, OrderPolicy } from '../../src/domain/account/order-policy.ts';
import { civilDate } from '../../src/domain/kernel/calendar.ts';
import { decimal, ZERO } from '../../src/domain/kernel/decimal.ts';
import type { InvoiceId, PurchaseOrderId, TenantId } from '../../src/domain/kernel/ids.ts';
import type { OrderRegistration, PurchaseOrder } from '../../src/domain/purchase-order/state.ts';
import { amount, BUYER, CONTRACT, SELLER, submitted } from './purchase-orders.ts';

const MOMENT = '2026-04-01T08:00:00.000Z';
const ON = civilDate('2026-04-01');

/** A buyer whose documents draw on orders, on any event store. */
export interface OrderWorld {
  readonly deps: OrderDeps;
  by(commandId: string): Provenance;
  /** An open order, as if it had been approved. */
  open(n: number, net: string, changes?: Partial<OrderRegistration>): Promise<PurchaseOrderId>;
  demand(n: number, net: string, changes?: Partial<OrderDemand>): OrderDemand;
  draw(n: number, net: string, changes?: Partial<OrderDemand>): ReturnType<typeof drawOrders>;
  order(n: number): Promise<PurchaseOrder>;
  /** What each order has left, in the order of their numbers: `1:400 2:0`. Fails when draws and amounts disagree. */
  left(...numbers: readonly number[]): Promise<string>;
}

export const orderIdOf = (n: number) => `0190a000-0000-7000-8000-00000000e00${n}` as PurchaseOrderId;
export const invoiceIdOf = (n: number) => `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}` as InvoiceId;

export function orderWorld(
  eventStore: EventStore,
  finders: Pick<OrderFinders, 'ordersFor'>,
  tenantId: TenantId,
  policy: OrderPolicy = { requiresPurchaseOrder: true, shortfall: { kind: 'hold' } },
): OrderWorld {
  const policies: readonly DatedOrderPolicy[] = [{ effectiveOn: civilDate('2026-01-01'), ...policy }];
  const world: OrderWorld = {
    deps: createOrderDeps({ eventStore, finders, account: async () => ({ orderPolicies: policies }) }),
    by: (commandId) => ({
      tenantId,
      actor: { kind: 'system', id: 'test' },
      commandId,
      correlationId: commandId,
      causationId: commandId,
      recordedAt: MOMENT,
    }),
    async open(n, net, changes = {}) {
      const orderId = orderIdOf(n);
      const events = submitted([], { orderId, orderNumber: `PO-${n}`, amount: amount(net), ...changes });
      await eventStore.append(purchaseOrderStream(tenantId, orderId), NO_STREAM, events, world.by(orderId));
      return orderId;
    },
    demand: (n, net, changes = {}) => ({
      invoiceId: invoiceIdOf(n),
      sellerId: SELLER,
      accountId: BUYER,
      contractIds: [CONTRACT],
      purchaseOrderNumber: null,
      currency: 'EUR',
      net: amount(net),
      on: ON,
      ...changes,
    }),
    draw: (n, net, changes) => drawOrders(world.deps, world.demand(n, net, changes), world.by(invoiceIdOf(n))),
    async order(n) {
      const loaded = await loadOrder(eventStore, { tenantId }, orderIdOf(n));
      if (loaded === undefined) {
        throw new Error(`Order ${n} was never opened`);
      }
      return loaded.state;
    },
    async left(...numbers) {
      const texts = await Promise.all(
        numbers.map(async (n) => {
          const order = await world.order(n);
          const drawn = [...order.draws.values()].reduce((sum, { left }) => sum.plus(decimal(left)), ZERO);
          if (!drawn.eq(decimal(order.used))) {
            throw new Error(`Order ${n} says ${order.used} is used, and its draws come to ${drawn.toFixed()}`);
          }
          return `${n}:${decimal(order.amount).minus(drawn).toFixed()}`;
        }),
      );
      return texts.join(' ');
    },
  };
  return world;
}
