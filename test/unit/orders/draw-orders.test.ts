import { describe, expect, it, test } from 'vitest';
import {
  confirmDraws,
  drawOrders,
  giveBackOnOrders,
  releaseDraws,
} from '../../../src/application/orders/draw-orders.ts';
import { purchaseOrderStream } from '../../../src/application/streams.ts';
import type { OrderPolicy } from '../../../src/domain/account/order-policy.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { TenantId } from '../../../src/domain/kernel/ids.ts';
import { createMemoryEventStore } from '../../support/memory-event-store.ts';
import { ordersInLog } from '../../support/order-finders.ts';
import { invoiceIdOf, orderIdOf, orderWorld } from '../../support/order-world.ts';
import { amount } from '../../support/purchase-orders.ts';

const TENANT = '0190a000-0000-7000-8000-0000000000aa' as TenantId;
const SPLIT: OrderPolicy = { requiresPurchaseOrder: true, shortfall: { kind: 'split' } };

function given(policy?: OrderPolicy) {
  const store = createMemoryEventStore();
  return { store, world: orderWorld(store, ordersInLog(store.log), TENANT, policy) };
}

const NOTE = invoiceIdOf(900);
const draws = (...orders: readonly number[]) => orders.map((n) => ({ orderId: orderIdOf(n) }));

describe('a document', () => {
  it('draws once, however often it is asked for', async () => {
    const { store, world } = given();
    await world.open(1, '1000');
    const first = await world.draw(1, '300');
    expect(first).toEqual({
      outcome: 'drawn',
      draws: [{ orderId: orderIdOf(1), orderNumber: 'PO-1', amount: '300.00' }],
    });
    expect(await world.draw(1, '300')).toEqual(first);
    expect(await drawOrders(world.deps, world.demand(1, '300'), world.by(NOTE))).toEqual(first);
    expect(store.typesOf(purchaseOrderStream(TENANT, orderIdOf(1)))).toHaveLength(4); // registered, requested, approved, drawn
    expect(await world.left(1)).toBe('1:700');
  });

  it('changes what it has drawn with its amount', async () => {
    const { world } = given();
    await world.open(1, '1000');
    await world.draw(1, '300');
    await world.draw(1, '450');
    expect(await world.left(1)).toBe('1:550');
  });

  it('that has to wait keeps nothing of what it had drawn', async () => {
    const { world } = given(SPLIT);
    await world.open(1, '100', { validUntil: civilDate('2026-06-30') });
    await world.open(2, '100');
    await world.draw(1, '150');
    expect(await world.left(1, 2)).toBe('1:0 2:50');
    expect(await world.draw(1, '201')).toMatchObject({ outcome: 'hold', code: 'PURCHASE_ORDER_EXHAUSTED' });
    expect(await world.left(1, 2)).toBe('1:100 2:100');
    expect(await world.draw(1, '200')).toMatchObject({ outcome: 'drawn' });
    expect(await world.left(1, 2)).toBe('1:0 2:0');
  });

  it('moves to another order when its own is not valid any more', async () => {
    const { world } = given();
    await world.open(1, '100', { validUntil: civilDate('2026-04-30') });
    await world.open(2, '100');
    await world.draw(1, '80');
    expect(await world.left(1, 2)).toBe('1:20 2:100');
    await world.draw(1, '80', { on: civilDate('2026-05-02') });
    expect(await world.left(1, 2)).toBe('1:100 2:20');
  });

  it('that is final stays as it is', async () => {
    const { world } = given();
    await world.open(1, '1000');
    const first = await world.draw(1, '300');
    await confirmDraws(world.deps, invoiceIdOf(1), first.outcome === 'drawn' ? first.draws : [], world.by(NOTE));
    expect(await world.draw(1, '999')).toEqual(first);
    expect(await world.left(1)).toBe('1:700');
  });

  it('cannot be made final without its draw', async () => {
    const { world } = given();
    await world.open(1, '1000');
    const missing = [{ orderId: orderIdOf(1), orderNumber: 'PO-1', amount: amount('300.00') }];
    await expect(confirmDraws(world.deps, invoiceIdOf(1), missing, world.by(NOTE))).rejects.toThrow('not confirmed');
  });

  it('of an account without orders reads nothing', async () => {
    const { store, world } = given({ requiresPurchaseOrder: false, shortfall: { kind: 'hold' } });
    store.load = () => {
      throw new Error('Nothing is to be read');
    };
    const deps = { ...world.deps, ordersFor: () => Promise.reject(new Error('Nothing is to be found')) };
    expect(await drawOrders(deps, world.demand(1, '300'), world.by(NOTE))).toEqual({ outcome: 'not_needed' });
  });

  it('gives back what it has when it comes to nothing, and draws again under the same command', async () => {
    const { world } = given();
    await world.open(1, '1000');
    await world.draw(1, '300');
    await releaseDraws(world.deps, invoiceIdOf(1), draws(1), 'discarded', world.by(invoiceIdOf(1)));
    await releaseDraws(world.deps, invoiceIdOf(1), draws(1), 'discarded', world.by(invoiceIdOf(1)));
    expect(await world.left(1)).toBe('1:1000');
    await world.draw(1, '300');
    expect(await world.left(1)).toBe('1:700');
  });
});

describe('a credit note', () => {
  const note = (net: string) => ({
    invoiceId: invoiceIdOf(1),
    creditNoteId: NOTE,
    net: amount(net),
    draws: draws(1, 2),
  });

  it('gives back on the last order first, once, and never more than was drawn', async () => {
    const { world } = given(SPLIT);
    await world.open(1, '100', { validUntil: civilDate('2026-06-30') });
    await world.open(2, '100');
    await world.draw(1, '150');
    await giveBackOnOrders(world.deps, note('70'), world.by(NOTE));
    expect(await world.left(1, 2)).toBe('1:20 2:100'); // 50 on the second, 20 on the first
    await giveBackOnOrders(world.deps, note('70'), world.by(NOTE));
    expect(await world.left(1, 2)).toBe('1:20 2:100');
    await giveBackOnOrders(world.deps, { ...note('500'), creditNoteId: invoiceIdOf(901) }, world.by(NOTE));
    expect(await world.left(1, 2)).toBe('1:100 2:100');
  });

  it('that fell between two orders goes on where it stopped', async () => {
    const { store, world } = given(SPLIT);
    await world.open(1, '100', { validUntil: civilDate('2026-06-30') });
    await world.open(2, '100');
    await world.draw(1, '150');
    store.beforeAppend = ({ id }) => {
      if (id === orderIdOf(1)) {
        throw new Error('killed');
      }
    };
    await expect(giveBackOnOrders(world.deps, note('70'), world.by(NOTE))).rejects.toThrow('killed');
    store.beforeAppend = undefined;
    await giveBackOnOrders(world.deps, note('70'), world.by(NOTE));
    expect(await world.left(1, 2)).toBe('1:20 2:100');
  });
});

describe('a process that falls while it draws on three orders', () => {
  // The first attempt draws 250 of three orders in three appends; before each, and after each, it may fall.
  test.each([1, 2, 3].flatMap((append) => [`before ${append}`, `after ${append}`]))('%s', async (fatal) => {
    const { store, world } = given(SPLIT);
    await world.open(1, '100', { validUntil: civilDate('2026-06-30') });
    await world.open(2, '100', { validUntil: civilDate('2026-07-31') });
    await world.open(3, '100');
    let appends = 0;
    store.beforeAppend = () => {
      appends += 1;
      if (fatal === `before ${appends}`) {
        throw new Error('killed');
      }
    };
    store.afterAppend = () => {
      if (fatal === `after ${appends}`) {
        throw new Error('killed');
      }
    };
    await expect(world.draw(1, '250')).rejects.toThrow('killed');
    store.beforeAppend = undefined;
    store.afterAppend = undefined;
    expect(await world.draw(1, '250')).toMatchObject({ outcome: 'drawn' });
    expect(await world.left(1, 2, 3)).toBe('1:0 2:0 3:50');
  });
});

/** Processes that know nothing of each other and share the streams. */
function processes(count: number, policy?: OrderPolicy) {
  const { store, world } = given(policy);
  const others = Array.from({ length: count }, () => orderWorld(store, ordersInLog(store.log), TENANT, policy));
  const draw = (n: number, net: string) => (others[n % count] ?? world).draw(n, net);
  return { world, draw };
}

describe('two hundred documents at once', () => {
  it('never take more than an order has, and each that was let through is there once', async () => {
    const { world, draw } = processes(4);
    await world.open(1, '1000.00');
    // 200 × 7.00 = 1,400.00; 142 × 7.00 = 994.00 is the most that fits
    const outcomes = await Promise.all(Array.from({ length: 200 }, (_, n) => draw(n + 1, '7.00')));
    const drawn = outcomes.filter(({ outcome }) => outcome === 'drawn');
    expect(drawn).toHaveLength(142);
    expect(outcomes.filter((each) => each.outcome === 'hold')).toHaveLength(58);
    expect((await world.order(1)).draws.size).toBe(142);
    expect(await world.left(1)).toBe('1:6');
  });

  it('of which each is a process of its own agree as well', async () => {
    const { world, draw } = processes(40);
    await world.open(1, '200.00');
    // 28 × 7.00 = 196.00
    const outcomes = await Promise.all(Array.from({ length: 40 }, (_, n) => draw(n + 1, '7.00')));
    expect(outcomes.filter(({ outcome }) => outcome === 'drawn')).toHaveLength(28);
    expect(await world.left(1)).toBe('1:4');
  });

  it('share three orders, and what is held is there again', async () => {
    const { world, draw } = processes(4, SPLIT);
    await world.open(1, '100.00', { validUntil: civilDate('2026-06-30') });
    await world.open(2, '100.00', { validUntil: civilDate('2026-07-31') });
    await world.open(3, '100.00');
    // 60 × 7.00 = 420.00 for 300.00: 42 × 7.00 = 294.00 fit. Two that meet in the last euros may both wait.
    const outcomes = await Promise.all(Array.from({ length: 60 }, (_, n) => draw(n + 1, '7.00')));
    const drawn = outcomes.filter(({ outcome }) => outcome === 'drawn').length;
    expect(drawn).toBeGreaterThanOrEqual(40);
    const left = await Promise.all([1, 2, 3].map((n) => world.left(n)));
    expect(left.map((text) => Number(text.slice(2))).reduce((sum, each) => sum + each)).toBe(300 - 7 * drawn);
  });
});
