import { describe, expect, it, test } from 'vitest';
import { newId } from '../../../src/application/derived-ids.ts';
import { closeOrder } from '../../../src/application/orders/decide-order.ts';
import { registerOrder } from '../../../src/application/orders/register-order.ts';
import type { Provenance } from '../../../src/application/ports/event-store.ts';
import type { AccountId } from '../../../src/domain/kernel/ids.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';
import { acceptedOutcome, rejectionOf } from '../../support/outcomes.ts';
import { registration } from '../../support/purchase-orders.ts';

async function given() {
  const world = await billingWorld();
  return { world, buyer: await world.account('Acme') };
}

function input(accountId: AccountId, changes: object = {}) {
  const { orderId: _id, registeredBy: _by, responsible: _person, ...order } = registration();
  return { ...order, sellerId: SELLER, accountId, ...changes };
}

const ordersIn = ({ store }: BillingWorld) =>
  store.log().filter(({ event }) => event.type === 'PurchaseOrderRegistered').length;

describe('registering an order', () => {
  it('twice under one command, or by the same form, makes one', async () => {
    const { world, buyer } = await given();
    const by = world.by();
    const first = acceptedOutcome(await registerOrder(world.deps, input(buyer), by));
    const repeated = acceptedOutcome(await registerOrder(world.deps, input(buyer), by));
    const again = acceptedOutcome(await registerOrder(world.deps, input(buyer), world.by()));
    expect([repeated.state.orderId, again.state.orderId]).toEqual([first.state.orderId, first.state.orderId]);
    expect(ordersIn(world)).toBe(1);
  });

  it('at the same moment under one number makes one, and tells the others', async () => {
    const { world, buyer } = await given();
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        registerOrder(world.deps, input(buyer, { description: `Form ${n}` }), world.by()),
      ),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
    expect(ordersIn(world)).toBe(1);
  });

  it('under a number of another buyer is another order', async () => {
    const { world, buyer } = await given();
    await registerOrder(world.deps, input(buyer), world.by());
    await registerOrder(world.deps, input(await world.account('Borealis')), world.by());
    expect(ordersIn(world)).toBe(2);
  });

  it('wants a seller and a buyer that are there', async () => {
    const { world, buyer } = await given();
    const nobody = newId() as AccountId;
    expect(rejectionOf(await registerOrder(world.deps, input(nobody), world.by())).code).toBe('ACCOUNT_NOT_FOUND');
    const without = input(buyer, { sellerId: newId() });
    expect(rejectionOf(await registerOrder(world.deps, without, world.by())).code).toBe('SELLER_NOT_FOUND');
    expect(ordersIn(world)).toBe(0);
  });

  test.each([1, 2])('after a fall before append %i, the same request ends it', async (fatal) => {
    const { world, buyer } = await given();
    const by: Provenance = world.by();
    let appends = 0;
    world.store.beforeAppend = () => {
      appends += 1;
      if (appends === fatal) {
        throw new Error('killed');
      }
    };
    await expect(registerOrder(world.deps, input(buyer), by)).rejects.toThrow('killed');
    world.store.beforeAppend = undefined;
    acceptedOutcome(await registerOrder(world.deps, input(buyer), by));
    expect(ordersIn(world)).toBe(1);
  });

  it('frees a number whose order was closed by a process that fell before it did', async () => {
    const { world, buyer } = await given();
    const { state } = acceptedOutcome(await registerOrder(world.deps, input(buyer), world.by()));
    world.store.beforeAppend = ({ category }) => {
      if (category === 'naturalKey') {
        throw new Error('killed');
      }
    };
    const close = { orderId: state.orderId, reason: 'done', expectedRevision: undefined };
    await expect(closeOrder(world.deps, close, world.by())).rejects.toThrow('killed');
    world.store.beforeAppend = undefined;
    const next = acceptedOutcome(await registerOrder(world.deps, input(buyer), world.by()));
    expect(next.state.orderId).not.toBe(state.orderId);
  });
});
