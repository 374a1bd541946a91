import { type CivilDate, civilDateIn } from '../../domain/kernel/calendar.ts';
import { accept, type Decider } from '../../domain/kernel/decider.ts';
import type { PurchaseOrderId } from '../../domain/kernel/ids.ts';
import type { PurchaseOrderCommand } from '../../domain/purchase-order/commands.ts';
import type { PurchaseOrderEvent } from '../../domain/purchase-order/events.ts';
import { purchaseOrder } from '../../domain/purchase-order/purchase-order.ts';
import type { PurchaseOrder, PurchaseOrderState } from '../../domain/purchase-order/state.ts';
import type { Seller } from '../../domain/seller/state.ts';
import { loadSeller } from '../contracts/existing-contract.ts';
import type { Moments } from '../directory/moments.ts';
import { execute, type Outcome, rejected } from '../execute.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { purchaseOrderStream } from '../streams.ts';
import { asOrder, readOrder } from './order-stream.ts';

export interface OrderUseCaseDeps {
  readonly eventStore: EventStore;
  readonly clock: Clock;
}

export type RecordedOrder = PurchaseOrder & Moments;
export type RecordedOrderOutcome = Outcome<RecordedOrder, PurchaseOrderEvent>;

export interface OnOrderInput {
  readonly orderId: PurchaseOrderId;
  /** From If-Match. */
  readonly expectedRevision: number | undefined;
}

/** What a command on an order is made from. */
export interface OrderSurroundings {
  readonly state: PurchaseOrder;
  readonly seller: Seller;
  /** Where the seller is. */
  readonly today: CivilDate;
}

/** Times in a row that somebody else's change came first. */
const OVERTAKEN_MAX = 20;

/** Several commands decided one after the other and appended together: all of them or none. */
const orderInTurn: Decider<PurchaseOrderState, readonly PurchaseOrderCommand[], PurchaseOrderEvent> = {
  initialState: purchaseOrder.initialState,
  evolve: purchaseOrder.evolve,
  decide(commands, state) {
    let current = state;
    const events: PurchaseOrderEvent[] = [];
    for (const command of commands) {
      const decision = purchaseOrder.decide(command, current);
      if (decision.outcome === 'rejected') {
        return decision;
      }
      events.push(...decision.events);
      current = decision.events.reduce<PurchaseOrderState>(purchaseOrder.evolve, current);
    }
    return accept(...events);
  },
};

/**
 * Decides on an order commands that are made from its state and its seller; made again when the order changes in the
 * meantime. A command that is in the stream already is answered with the order as it is.
 */
export async function onOrder(
  deps: OrderUseCaseDeps,
  { orderId, expectedRevision }: OnOrderInput,
  commandsFor: (found: OrderSurroundings) => readonly PurchaseOrderCommand[],
  provenance: Provenance,
): Promise<RecordedOrderOutcome> {
  const { eventStore, clock } = deps;
  const stream = purchaseOrderStream(provenance.tenantId, orderId);
  for (let overtaken = 0; ; overtaken += 1) {
    const loaded = await readOrder(eventStore, provenance, orderId);
    if (loaded === undefined) {
      return rejected({ code: 'PURCHASE_ORDER_NOT_FOUND', message: `There is no purchase order ${orderId}.` });
    }
    const { state } = loaded;
    const seller = await loadSeller(eventStore, provenance.tenantId, state.sellerId);
    if ('rejection' in seller) {
      throw new Error(`Order ${orderId} stands on seller ${state.sellerId}, who was never registered`);
    }
    const commands = commandsFor({ state, seller, today: civilDateIn(seller.timeZone, clock.now()) });
    const outcome = await execute(eventStore, orderInTurn, stream, commands, provenance, {
      loaded,
      expectedRevision: expectedRevision ?? loaded.revision,
    });
    const isOvertaken = outcome.outcome === 'rejected' && outcome.rejection.code === 'REVISION_MISMATCH';
    if (!isOvertaken || expectedRevision !== undefined || overtaken === OVERTAKEN_MAX) {
      return dated(outcome, loaded, provenance);
    }
  }
}

/** With the moments of its first and last event. */
export function dated(
  outcome: Outcome<PurchaseOrderState, PurchaseOrderEvent>,
  found: Moments,
  { recordedAt }: Pick<Provenance, 'recordedAt'>,
): RecordedOrderOutcome {
  if (outcome.outcome === 'rejected') {
    return outcome;
  }
  const updatedAt = outcome.events.length > 0 ? recordedAt : found.updatedAt;
  return { ...outcome, state: { ...asOrder(outcome.state), createdAt: found.createdAt, updatedAt } };
}
