import { setTimeout as delay } from 'node:timers/promises';
import type { PurchaseOrderId } from '../../domain/kernel/ids.ts';
import type { PurchaseOrderCommand } from '../../domain/purchase-order/commands.ts';
import type { PurchaseOrderEvent } from '../../domain/purchase-order/events.ts';
import { purchaseOrder } from '../../domain/purchase-order/purchase-order.ts';
import type { PurchaseOrder, PurchaseOrderState } from '../../domain/purchase-order/state.ts';
import { derivedId } from '../derived-ids.ts';
import { type Outcome, rejected } from '../execute.ts';
import { type EventStore, type Loaded, type Provenance, RevisionConflict } from '../ports/event-store.ts';
import { purchaseOrderStream } from '../streams.ts';

export type OrderOutcome = Outcome<PurchaseOrder, PurchaseOrderEvent>;

/** Conflicts in a row before giving up: with jitter, far beyond what two hundred documents on one order need. */
const CONFLICTS_MAX = 400;
const CONFLICT_DELAY_MAX_MS = 40;

/** The order, or undefined when nobody ever registered it. */
export async function loadOrder(
  eventStore: EventStore,
  { tenantId }: Pick<Provenance, 'tenantId'>,
  orderId: PurchaseOrderId,
): Promise<Loaded<PurchaseOrder> | undefined> {
  const loaded = await eventStore.load(purchaseOrderStream(tenantId, orderId), purchaseOrder);
  return isThere(loaded) ? loaded : undefined;
}

function isThere(loaded: Loaded<PurchaseOrderState>): loaded is Loaded<PurchaseOrder> {
  return loaded.state.status !== 'none';
}

/** An order with the moments of its first and last event. */
export interface DatedOrder extends Loaded<PurchaseOrder> {
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The same with the moments, which the state does not carry, from one read of the stream. */
export async function readOrder(
  eventStore: EventStore,
  { tenantId }: Pick<Provenance, 'tenantId'>,
  orderId: PurchaseOrderId,
): Promise<DatedOrder | undefined> {
  const events = await eventStore.read(purchaseOrderStream(tenantId, orderId));
  const [first, last] = [events.at(0), events.at(-1)];
  if (first === undefined || last === undefined) {
    return undefined;
  }
  const state = events
    .map(({ event }) => event as PurchaseOrderEvent) // the category of the stream holds no others
    .reduce<PurchaseOrderState>(purchaseOrder.evolve, purchaseOrder.initialState);
  return {
    state: asOrder(state),
    revision: last.revision,
    position: last.position,
    commands: new Map(events.map(({ metadata, revision }) => [metadata.commandId, revision])),
    createdAt: first.metadata.recordedAt,
    updatedAt: last.metadata.recordedAt,
  };
}

/**
 * What a document wants of an order is a state ("drawn", "not drawn"), so the state answers a repetition and not the command
 * id: one document may draw, give back while it is held, and draw once more under the same command.
 */
export async function drawOnOrder(
  eventStore: EventStore,
  orderId: PurchaseOrderId,
  command: Extract<PurchaseOrderCommand, { readonly invoiceId: unknown }>,
  provenance: Provenance,
  known?: Loaded<PurchaseOrder>,
): Promise<OrderOutcome> {
  const stream = purchaseOrderStream(provenance.tenantId, orderId);
  for (let conflicts = 0; ; conflicts += 1) {
    const loaded = (conflicts === 0 ? known : undefined) ?? (await loadOrder(eventStore, provenance, orderId));
    if (loaded === undefined) {
      return rejected({ code: 'PURCHASE_ORDER_NOT_FOUND', message: `There is no purchase order ${orderId}.` });
    }
    const decision = purchaseOrder.decide(command, loaded.state);
    if (decision.outcome === 'rejected') {
      return rejected(decision.rejection);
    }
    const { state, revision, position } = loaded;
    if (decision.events.length === 0) {
      return { outcome: 'accepted', state, revision, position, events: [] };
    }
    const commandId = derivedId(provenance.commandId, command.kind, orderId, command.invoiceId, revision);
    try {
      const appended = await eventStore.append(stream, revision, decision.events, {
        ...provenance,
        commandId,
        causationId: provenance.commandId,
      });
      const after = decision.events.reduce<PurchaseOrderState>(purchaseOrder.evolve, state);
      return { outcome: 'accepted', state: asOrder(after), ...appended, events: decision.events };
    } catch (error) {
      if (!(error instanceof RevisionConflict) || conflicts >= CONFLICTS_MAX) {
        throw error;
      }
      await delay(Math.random() * Math.min(CONFLICT_DELAY_MAX_MS, 2 + conflicts));
    }
  }
}

/** A decision that was accepted leaves an order behind; the type alone does not know. */
export function asOrder(state: PurchaseOrderState): PurchaseOrder {
  if (state.status === 'none') {
    throw new Error('A command was accepted on an order that does not exist');
  }
  return state;
}
