import { EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../../src/application/derived-ids.ts';
import type { EventStore } from '../../../src/application/ports/event-store.ts';
import type { FoundOrder } from '../../../src/application/ports/order-finders.ts';
import type { OrderPolicy } from '../../../src/domain/account/order-policy.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { PurchaseOrderId, TenantId } from '../../../src/domain/kernel/ids.ts';
import { createEventStore } from '../../../src/eventstore/event-store.ts';
import { type OrderWorld, orderWorld } from '../../support/order-world.ts';
import { eventStoreServer, type TestServer } from '../../support/servers.ts';

const HOLD: OrderPolicy = { requiresPurchaseOrder: true, shortfall: { kind: 'hold' } };
const SPLIT: OrderPolicy = { requiresPurchaseOrder: true, shortfall: { kind: 'split' } };

let server: TestServer;
let client: EventStoreDBClient;
let store: EventStore;
beforeAll(async () => {
  server = await eventStoreServer();
  client = EventStoreDBClient.connectionString(server.url);
  store = createEventStore(client, 'test');
});
afterAll(async () => {
  await client?.dispose();
  await server?.close();
});

let tenantId: TenantId;
let found: FoundOrder[];
beforeEach(() => {
  tenantId = newId() as TenantId; // streams of their own for each test
  found = [];
});

/** So many processes that know nothing of each other; the read model has seen all orders. */
function processes(count: number, policy: OrderPolicy) {
  const finders = { ordersFor: async () => found };
  const worlds = Array.from({ length: count }, () => orderWorld(store, finders, tenantId, policy));
  const [first] = worlds as [OrderWorld]; // at least one
  const open = async (n: number, net: string, changes: Parameters<OrderWorld['open']>[2] = {}) => {
    const orderId: PurchaseOrderId = await first.open(n, net, changes);
    found.push({ orderId, orderNumber: `PO-${n}`, isClosed: false, hasOpenDraws: false });
  };
  const draw = (n: number, net: string) => (worlds[n % count] ?? first).draw(n, net);
  return { world: first, open, draw };
}

describe('two hundred documents at once, against the event node', () => {
  it('never take more than an order has, and each that was let through is there once', async () => {
    const { world, open, draw } = processes(4, HOLD);
    await open(1, '1000.00');
    // 142 × 7.00 = 994.00 is the most that fits of 200
    const outcomes = await Promise.all(Array.from({ length: 200 }, (_, n) => draw(n + 1, '7.00')));
    expect(outcomes.filter(({ outcome }) => outcome === 'drawn')).toHaveLength(142);
    expect((await world.order(1)).draws.size).toBe(142);
    expect(await world.left(1)).toBe('1:6');
    const again = await Promise.all(Array.from({ length: 200 }, (_, n) => draw(n + 1, '7.00')));
    expect(again).toEqual(outcomes);
    expect(await world.left(1)).toBe('1:6');
  }, 120_000);

  it('share two orders, and what is held is there again', async () => {
    const { world, open, draw } = processes(3, SPLIT);
    await open(1, '100.00', { validUntil: civilDate('2026-06-30') });
    await open(2, '100.00');
    const outcomes = await Promise.all(Array.from({ length: 40 }, (_, n) => draw(n + 1, '7.00')));
    const drawn = outcomes.filter(({ outcome }) => outcome === 'drawn').length;
    expect(drawn).toBeGreaterThanOrEqual(26); // 28 × 7.00 = 196.00; two that meet in the last euros may both wait
    const left = await Promise.all([1, 2].map((n) => world.left(n)));
    expect(left.map((text) => Number(text.slice(2))).reduce((sum, each) => sum + each)).toBe(200 - 7 * drawn);
  }, 120_000);
});
