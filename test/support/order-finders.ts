import type { RecordedEvent } from '../../src/application/ports/event-store.ts';
import type { FoundOrder, OrderFinders } from '../../src/application/ports/order-finders.ts';
import type { PurchaseOrderId } from '../../src/domain/kernel/ids.ts';
import type { PurchaseOrderEvent } from '../../src/domain/purchase-order/events.ts';

/** What the read model answers, asked of the log itself. */
export function ordersInLog(log: () => readonly RecordedEvent[]): Pick<OrderFinders, 'ordersFor'> {
  return {
    async ordersFor(tenantId, accountId, currency) {
      const events = log().filter(({ stream }) => stream.category === 'purchaseOrder' && stream.tenantId === tenantId);
      return events.flatMap(({ stream, event }): FoundOrder[] => {
        const { type, data } = event as PurchaseOrderEvent;
        if (type !== 'PurchaseOrderRegistered' || data.accountId !== accountId || data.currency !== currency) {
          return [];
        }
        const own = events.filter((each) => each.stream.id === stream.id);
        return [
          {
            orderId: stream.id as PurchaseOrderId, // a registered order's stream
            orderNumber: data.orderNumber,
            isClosed: own.some((each) => each.event.type === 'PurchaseOrderClosed'),
            hasOpenDraws: own.some((each) => each.event.type === 'PurchaseOrderDrawn'),
          },
        ];
      });
    },
  };
}
