import { account } from '../../domain/account/account.ts';
import { goneFault } from '../../domain/account/status.ts';
import { contract } from '../../domain/contract/contract.ts';
import { isSameJson } from '../../domain/kernel/changed-fields.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { PurchaseOrderId, TenantId } from '../../domain/kernel/ids.ts';
import type { OrderTerms } from '../../domain/purchase-order/events.ts';
import { purchaseOrder } from '../../domain/purchase-order/purchase-order.ts';
import type { OrderRegistration, PurchaseOrder } from '../../domain/purchase-order/state.ts';
import { exactTerms } from '../../domain/purchase-order/terms.ts';
import { loadSeller } from '../contracts/existing-contract.ts';
import { execute, rejected } from '../execute.ts';
import { type Reservation, release, reserve, takeOverAbandoned } from '../natural-keys.ts';
import { personBehind } from '../person-behind.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { accountStream, contractStream, purchaseOrderStream } from '../streams.ts';
import { dated, type OrderUseCaseDeps, type RecordedOrderOutcome } from './on-order.ts';
import { loadOrder, readOrder } from './order-stream.ts';

export type RegisterOrderInput = Omit<OrderRegistration, 'orderId' | 'registeredBy' | 'responsible'>;

/**
 * Registers an order under its number, which is unique for a seller and a buyer; its id is the command's. The same number
 * with the same content is the order that is there already: a form that was sent twice has made one.
 */
export async function registerOrder(
  { eventStore }: OrderUseCaseDeps,
  input: RegisterOrderInput,
  provenance: Provenance,
): Promise<RecordedOrderOutcome> {
  const { tenantId, actor } = provenance;
  const orderId = provenance.commandId as PurchaseOrderId; // the id of a new record is its command's
  const order: OrderRegistration = {
    ...input,
    orderId,
    registeredBy: actor,
    responsible: await personBehind(eventStore, provenance),
  };
  const command = { kind: 'register', order } as const;
  const decision = purchaseOrder.decide(command, purchaseOrder.initialState);
  if (decision.outcome === 'rejected') {
    return decision; // before a key is reserved for it
  }
  const fault = await surroundingsFault(eventStore, tenantId, input);
  if (fault !== undefined) {
    return rejected(fault);
  }
  const reservation = await reserveNumber(eventStore, order, provenance);
  if (reservation.outcome === 'taken') {
    return alreadyThere(eventStore, order, reservation.owner as PurchaseOrderId, provenance); // owners are orders
  }
  const stream = purchaseOrderStream(tenantId, orderId);
  const outcome = await execute(eventStore, purchaseOrder, stream, command, provenance);
  if (outcome.outcome === 'accepted' && outcome.events.length === 0) {
    return alreadyThere(eventStore, order, orderId, provenance); // the same request once more
  }
  const { recordedAt } = provenance;
  return dated(outcome, { createdAt: recordedAt, updatedAt: recordedAt }, provenance);
}

/** What the number of an order is unique within. */
export function orderKeyOf({
  sellerId,
  accountId,
  orderNumber,
}: Pick<OrderRegistration, 'sellerId' | 'accountId' | 'orderNumber'>): string {
  return `${sellerId}|${accountId}|${orderNumber}`;
}

/** Why there can be no order of this buyer, at this seller, for these contracts; or undefined. */
async function surroundingsFault(
  eventStore: EventStore,
  tenantId: TenantId,
  { sellerId, accountId, contractIds, currency }: RegisterOrderInput,
): Promise<Rejection | undefined> {
  const seller = await loadSeller(eventStore, tenantId, sellerId);
  if ('rejection' in seller) {
    return seller.rejection;
  }
  const { state: buyer } = await eventStore.load(accountStream(tenantId, accountId), account);
  if (buyer.status === 'none') {
    const message = `There is no account ${accountId}; send the accountId of the buyer.`;
    return { code: 'ACCOUNT_NOT_FOUND', message, fields: { accountId: 'is no account' } };
  }
  const gone = goneFault(buyer);
  if (gone?.outcome === 'rejected') {
    return gone.rejection;
  }
  return contractsFault(eventStore, tenantId, { sellerId, accountId, contractIds, currency });
}

/** An order covers contracts of its own buyer, seller and currency. */
export async function contractsFault(
  eventStore: EventStore,
  tenantId: TenantId,
  order: Pick<OrderRegistration, 'sellerId' | 'accountId' | 'contractIds' | 'currency'>,
): Promise<Rejection | undefined> {
  for (const contractId of order.contractIds) {
    const { state } = await eventStore.load(contractStream(tenantId, contractId), contract);
    const isCovered =
      state.status !== 'none' &&
      state.sellerId === order.sellerId &&
      state.terms.accountId === order.accountId &&
      state.terms.currency === order.currency;
    if (!isCovered) {
      return {
        code: 'PURCHASE_ORDER_CONTRACT_FOREIGN',
        message: `There is no contract ${contractId} of this buyer and seller in ${order.currency}; name contracts that the order is for, or none for all.`,
        fields: { contractIds: 'names a contract that is not of this buyer, seller and currency' },
      };
    }
  }
  return undefined;
}

async function reserveNumber(
  eventStore: EventStore,
  order: OrderRegistration,
  provenance: Provenance,
): Promise<Reservation> {
  const [key, owner] = [orderKeyOf(order), order.orderId];
  const reservation = await reserve({ eventStore }, 'orderNumber', key, owner, provenance);
  if (reservation.outcome === 'reserved') {
    return reservation;
  }
  const from = reservation.owner as PurchaseOrderId; // owners of order numbers are orders
  const found = await loadOrder(eventStore, provenance, from);
  if (found === undefined) {
    return takeOverAbandoned({ eventStore }, 'orderNumber', key, { from, owner }, provenance);
  }
  if (found.state.status !== 'closed') {
    return reservation;
  }
  await release({ eventStore }, 'orderNumber', key, from, provenance); // its process fell before the number was free
  return reserve({ eventStore }, 'orderNumber', key, owner, provenance);
}

async function alreadyThere(
  eventStore: EventStore,
  wanted: OrderRegistration,
  ownerId: PurchaseOrderId,
  provenance: Provenance,
): Promise<RecordedOrderOutcome> {
  const found = await readOrder(eventStore, provenance, ownerId);
  const isRepeated = ownerId === wanted.orderId;
  if (found !== undefined && (isRepeated || isSameOrder(wanted, found.state))) {
    return dated({ outcome: 'accepted', ...found, events: [] }, found, provenance);
  }
  const { orderNumber } = wanted;
  return rejected({
    code: 'PURCHASE_ORDER_NUMBER_TAKEN',
    message:
      found === undefined
        ? `Order ${orderNumber} is being registered by another request right now; look for it in a moment.`
        : `Order ${orderNumber} of this buyer is there already and is ${found.state.status}; amend that one, or send another number.`,
    fields: { orderNumber: 'is taken' },
  });
}

function isSameOrder(wanted: OrderRegistration, there: PurchaseOrder): boolean {
  const contentOf = (order: OrderRegistration) => {
    const { currency, description, attachments, metadata } = order;
    const terms: OrderTerms = exactTerms(
      {
        amount: order.amount,
        validFrom: order.validFrom,
        validUntil: order.validUntil,
        contractIds: [...order.contractIds].sort(),
      },
      currency,
    );
    return { ...terms, currency, description, attachments, metadata };
  };
  return isSameJson(contentOf(wanted), contentOf(there));
}
