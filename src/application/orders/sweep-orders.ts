import { invoice } from '../../domain/invoice/invoice.ts';
import type { TenantId } from '../../domain/kernel/ids.ts';
import { suspensions } from '../billing/suspension.ts';
import { derivedId } from '../derived-ids.ts';
import type { Provenance } from '../ports/event-store.ts';
import type { OrderFinders, UnconfirmedDraw, WakingOrder } from '../ports/order-finders.ts';
import { invoiceStream } from '../streams.ts';
import { type OrderUseCaseDeps, onOrder } from './on-order.ts';
import { drawOnOrder, loadOrder } from './order-stream.ts';

export interface OrderSweepDeps extends OrderUseCaseDeps {
  readonly orderFinders: Pick<OrderFinders, 'ordersToWake' | 'unconfirmedDraws'>;
  /** Told about an order that could not be looked at: the next sweep meets it again. */
  readonly reportFault: (error: unknown, context: Readonly<Record<string, string>>) => void;
}

/** A draw that is younger belongs to somebody who is at it. */
const LEFT_ALONE_MS = 10 * 60_000;

/**
 * Reminds of requests, ends those that nobody has decided on, warns of orders that end, and settles draws whose document
 * has come to its end without them. Doing it at any time is safe; what fails keeps nothing else waiting.
 */
export async function sweepOrders(deps: OrderSweepDeps): Promise<void> {
  const isSuspended = suspensions(deps.eventStore);
  const now = deps.clock.now();
  const until = new Date(Date.parse(now) - LEFT_ALONE_MS).toISOString();
  const each = async <Found extends WakingOrder>(found: readonly Found[], work: (each: Found) => Promise<void>) => {
    for (const one of found) {
      try {
        if (!(await isSuspended(one.tenantId))) {
          await work(one);
        }
      } catch (error) {
        deps.reportFault(error, { orderId: one.orderId });
      }
    }
  };
  await each(await deps.orderFinders.ordersToWake(now), (order) => wakeOrder(deps, order));
  await each(await deps.orderFinders.unconfirmedDraws(until), (draw) => settleDraw(deps, draw));
}

async function wakeOrder(deps: OrderSweepDeps, { tenantId, orderId }: WakingOrder): Promise<void> {
  // Named by the revision that it is decided on: what an order has to say next year is another command.
  const revision = (await loadOrder(deps.eventStore, { tenantId }, orderId))?.revision;
  if (revision === undefined) {
    return;
  }
  const provenance = bySweeper(deps, tenantId, derivedId('wake', orderId, revision));
  const wanted = { orderId, expectedRevision: revision };
  await onOrder(deps, wanted, ({ today }) => [{ kind: 'wake', today }], provenance);
}

/** The document's stream says whether it is final, is still on its way, or has come to nothing. */
async function settleDraw(deps: OrderSweepDeps, { tenantId, orderId, invoiceId }: UnconfirmedDraw): Promise<void> {
  const { state } = await deps.eventStore.load(invoiceStream(tenantId, invoiceId), invoice);
  const provenance = bySweeper(deps, tenantId, derivedId('settle', orderId, invoiceId));
  switch (state.status) {
    case 'finalised':
      await drawOnOrder(deps.eventStore, orderId, { kind: 'confirmDraw', invoiceId }, provenance);
      return;
    case 'open':
    case 'draft':
    case 'finalising':
      return;
    default: {
      const reason = 'Its document came to nothing, or waits.';
      await drawOnOrder(deps.eventStore, orderId, { kind: 'releaseDraw', invoiceId, reason }, provenance);
    }
  }
}

function bySweeper(deps: OrderUseCaseDeps, tenantId: TenantId, commandId: string): Provenance {
  return {
    tenantId,
    actor: { kind: 'system', id: 'sweeper' },
    commandId,
    correlationId: commandId,
    causationId: commandId,
    recordedAt: deps.clock.now(),
  };
}
