import { describe, expect, it } from 'vitest';
import { discardInvoice } from '../../../src/application/billing/draft-documents.ts';
import { drawOnOrder } from '../../../src/application/orders/order-stream.ts';
import { sweepOrders } from '../../../src/application/orders/sweep-orders.ts';
import { NO_STREAM } from '../../../src/application/ports/event-store.ts';
import type { OrderFinders } from '../../../src/application/ports/order-finders.ts';
import { purchaseOrderStream } from '../../../src/application/streams.ts';
import type { InvoiceId, PurchaseOrderId } from '../../../src/domain/kernel/ids.ts';
import { wholeRun } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';
import { invoiceIdOf } from '../../support/order-world.ts';
import { amount, ORDER, submitted, TODAY } from '../../support/purchase-orders.ts';

/** An open order on which a document has drawn 600.00, with nobody at it any more. */
async function drawnBy(world: BillingWorld, invoiceId: InvoiceId): Promise<void> {
  const events = submitted([], { sellerId: SELLER });
  await world.store.append(purchaseOrderStream(world.tenantId, ORDER), NO_STREAM, events, world.by());
  const net = { contractIds: [], amount: amount('600.00'), on: TODAY, tolerancePercent: null };
  await drawOnOrder(world.store, ORDER, { kind: 'draw', invoiceId, ...net }, world.by());
}

async function documentOf(world: BillingWorld, finalise: boolean): Promise<InvoiceId> {
  await world.contract();
  await wholeRun(world, '2026-01-01', finalise);
  return world.store.log().find(({ event }) => event.type === 'InvoiceDrafted')?.stream.id as InvoiceId; // its stream
}

const nothing: Pick<OrderFinders, 'ordersToWake' | 'unconfirmedDraws'> = {
  ordersToWake: async () => [],
  unconfirmedDraws: async () => [],
};

async function settled(world: BillingWorld, invoiceId: InvoiceId): Promise<string | undefined> {
  const { tenantId } = world;
  const orderFinders = { ...nothing, unconfirmedDraws: async () => [{ tenantId, orderId: ORDER, invoiceId }] };
  await sweepOrders({ ...world.deps, orderFinders });
  await sweepOrders({ ...world.deps, orderFinders });
  return world.store.typesOf(purchaseOrderStream(tenantId, ORDER)).slice(4).join(' '); // after its first draw
}

describe('a draw that nobody has brought to its end', () => {
  it('of a document that is final is confirmed', async () => {
    const world = await billingWorld();
    const invoiceId = await documentOf(world, true);
    await drawnBy(world, invoiceId);
    expect(await settled(world, invoiceId)).toBe('PurchaseOrderDrawConfirmed');
  });

  it('of a draft is left alone', async () => {
    const world = await billingWorld();
    const invoiceId = await documentOf(world, false);
    await drawnBy(world, invoiceId);
    expect(await settled(world, invoiceId)).toBe('');
  });

  it('of a document that was discarded, or never came to be, is released', async () => {
    const world = await billingWorld();
    const invoiceId = await documentOf(world, false);
    await discardInvoice(world.deps, { invoiceId, reason: 'Wrong buyer' }, world.by());
    await drawnBy(world, invoiceId);
    expect(await settled(world, invoiceId)).toBe('PurchaseOrderDrawReleased');
    const other = await billingWorld();
    await drawnBy(other, invoiceIdOf(1));
    expect(await settled(other, invoiceIdOf(1))).toBe('PurchaseOrderDrawReleased');
  });
});

describe('a sweep', () => {
  it('goes on after an order that it cannot look at', async () => {
    const world = await billingWorld('2026-12-05');
    await drawnBy(world, invoiceIdOf(1));
    const { tenantId } = world;
    const broken = '0190a000-0000-7000-8000-0000000000ff' as PurchaseOrderId;
    const reported: string[] = [];
    const { load } = world.store;
    world.store.load = async (stream, fold) => {
      if (stream.id === broken) {
        throw new Error('unreadable');
      }
      return load(stream, fold);
    };
    const orderFinders = {
      ...nothing,
      ordersToWake: async () => [broken, ORDER].map((orderId) => ({ tenantId, orderId })),
    };
    const reportFault = (_error: unknown, { orderId = '' }: Readonly<Record<string, string>>) => {
      reported.push(orderId);
    };
    await sweepOrders({ ...world.deps, orderFinders, reportFault });
    expect(reported).toEqual([broken]);
    expect(world.store.typesOf(purchaseOrderStream(tenantId, ORDER)).at(-1)).toBe('PurchaseOrderExpiryWarned');
  });
});
