import { describe, expect, test } from 'vitest';
import { finaliseInvoice } from '../../../src/application/billing/draft-documents.ts';
import { ordersAndCredit } from '../../../src/application/billing/orders-and-credit.ts';
import { sweepBilling } from '../../../src/application/billing/sweep.ts';
import { execute } from '../../../src/application/execute.ts';
import { purchaseOrderStream, sellerStream } from '../../../src/application/streams.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { decimal } from '../../../src/domain/kernel/decimal.ts';
import type { AccountId, ContractId, InvoiceId } from '../../../src/domain/kernel/ids.ts';
import { purchaseOrder } from '../../../src/domain/purchase-order/purchase-order.ts';
import { seller } from '../../../src/domain/seller/seller.ts';
import { startedRun, wholeRun } from '../../support/billing-runs.ts';
import { SELLER } from '../../support/billing-world.ts';
import { amount } from '../../support/controls/accounts.ts';
import { type CreditWorld, creditWorld } from '../../support/credit-world.ts';
import { ordersInLog } from '../../support/order-finders.ts';
import { orderIdOf } from '../../support/order-world.ts';
import { submitted } from '../../support/purchase-orders.ts';

/** Acme needs orders and has a limit; each seat is 60.00 a quarter, 71.40 with 19 %. */
interface Acme {
  readonly world: CreditWorld;
  readonly account: AccountId;
  left(): Promise<string>;
  documents(): Promise<string[]>;
}

async function acme(orderAmount: string, limit: string): Promise<Acme> {
  const world = await creditWorld();
  const { store, deps, tenantId, clock } = world;
  const finders = { ...deps.finders, ...ordersInLog(() => store.log()) };
  world.backedBy((tenant, parties) => ordersAndCredit({ eventStore: store, clock, finders }, tenant, parties));
  const account = await world.account('Acme', { creditLimit: amount(limit) });
  await world.policy(account, { policy: 'hold_invoices' });
  await world.onAccount(account, {
    kind: 'setOrderPolicy',
    requiresPurchaseOrder: true,
    shortfall: { kind: 'hold' },
    effectiveOn: civilDate('2026-01-01'),
    reason: null,
  });
  const orderId = orderIdOf(1);
  const stream = purchaseOrderStream(tenantId, orderId);
  const events = submitted([], { orderId, sellerId: SELLER, accountId: account, amount: amount(orderAmount) });
  await store.append(stream, -1, events, world.by());
  const left = async () => {
    const { state } = await store.load(stream, purchaseOrder);
    return state.status === 'none' ? 'none' : decimal(state.amount).minus(decimal(state.used)).toFixed(2);
  };
  const documents = async () => {
    const ids = store.log().flatMap(({ stream: { id }, event }) => (event.type === 'InvoiceDrafted' ? [id] : []));
    const states = await Promise.all(ids.map((id) => world.document(id as InvoiceId)));
    return states.map((state) => (state.status === 'held' ? `held: ${state.hold.reasons[0]?.code}` : state.status));
  };
  return { world, account, left, documents };
}

async function seats(world: CreditWorld, contractId: ContractId, quantity: number): Promise<void> {
  const effectiveOn = civilDate('2026-01-01');
  await world.on(contractId, { kind: 'adjustSeats', lineId: null, effectiveOn, quantity, reason: null });
}

describe('a document of a buyer with orders and a limit', () => {
  test('draws its net on the order, uses its gross of the limit, and shows the number of the order', async () => {
    const { world, account, left, documents } = await acme('1000.00', '1000.00');
    await world.contract({ account });
    await wholeRun(world, '2026-01-01');
    expect(await documents()).toEqual(['finalised']);
    expect(await left()).toBe('400.00');
    expect(world.used(account)).toBe('714.00');
    expect(world.register()[0]?.purchaseOrderNumber).toBe('PO-1');
  });

  test('is held for the order first, and takes nothing of the limit', async () => {
    const { world, account, left, documents } = await acme('599.99', '1000.00');
    await world.contract({ account });
    await wholeRun(world, '2026-01-01');
    expect(await documents()).toEqual([expect.stringMatching(/^held: PURCHASE_ORDER/)]);
    expect(await left()).toBe('599.99');
    expect(world.used(account)).toMatch(/no line|0.00/);
  });

  test('is held for credit, and gives back what it drew', async () => {
    const { world, account, left, documents } = await acme('1000.00', '713.99');
    await world.contract({ account });
    await wholeRun(world, '2026-01-01');
    expect(await documents()).toEqual(['held: CREDIT_LIMIT_EXCEEDED']);
    expect(await left()).toBe('1000.00');
    expect(world.used(account)).toBe('0.00');
  });

  test('goes out by itself when the limit is raised', async () => {
    const { world, account, left, documents } = await acme('1000.00', '713.99');
    await world.contract({ account });
    await wholeRun(world, '2026-01-01');
    const changes = { creditLimit: amount('714.00') };
    await world.onAccount(account, { kind: 'change', changes, changedOn: civilDate('2026-01-02'), reason: null });
    world.clock.set('2026-01-02T09:00:00.000Z');
    await sweepBilling(world.deps);
    expect(await documents()).toEqual(['finalised']);
    expect(await left()).toBe('400.00');
    expect(world.used(account)).toBe('714.00');
  });

  test('gives back to both what a credit note takes back', async () => {
    const { world, account, left } = await acme('1000.00', '1000.00');
    const contractId = await world.contract({ account });
    await wholeRun(world, '2026-01-01');
    await seats(world, contractId, 4); // six seats less: 360.00, 428.40 gross
    await wholeRun(world, '2026-01-01');
    expect(world.register().map(({ documentType, total }) => `${documentType} ${total}`)).toEqual([
      'credit_note 428.40',
      'invoice 714.00',
    ]);
    expect(await left()).toBe('760.00');
    expect(world.used(account)).toBe('285.60');
  });
});

class Killed extends Error {}

async function appendsOf(orderAmount: string, limit: string): Promise<number> {
  const { world, account } = await acme(orderAmount, limit);
  await world.contract({ account });
  await startedRun(world, '2026-01-01');
  let appends = 0;
  world.store.beforeAppend = () => {
    appends += 1;
  };
  await world.work();
  return appends;
}

describe.each([
  ['fits', '1000.00', '1000.00', 'finalised', '400.00', '714.00'],
  ['does not fit the limit', '1000.00', '700.00', 'held: CREDIT_LIMIT_EXCEEDED', '1000.00', '0.00'],
])('a worker that falls while a document %s', async (_what, orderAmount, limit, status, left, used) => {
  const appends = await appendsOf(orderAmount, limit);

  test.each(Array.from({ length: appends }, (_, index) => index + 1))(
    'before append %i: the next one ends the work',
    async (fatal) => {
      const story = await acme(orderAmount, limit);
      const { world } = story;
      await world.contract({ account: story.account });
      await startedRun(world, '2026-01-01');
      let count = 0;
      world.store.beforeAppend = () => {
        count += 1;
        if (count === fatal) {
          throw new Killed();
        }
      };
      await expect(world.work()).rejects.toThrow(Killed);
      world.store.beforeAppend = undefined;
      world.clock.set('2026-01-01T09:30:00.000Z');
      await sweepBilling(world.deps); // finds the run again
      await world.work();
      await sweepBilling(world.deps);
      expect(await story.documents()).toEqual([status]);
      expect(await story.left()).toBe(left);
      expect(world.used(story.account)).toBe(used);
    },
  );
});

/** An invoice of ten seats that is final, and six seats less: 360.00, 428.40 gross. */
async function withACreditDue(): Promise<Acme> {
  const story = await acme('1000.00', '1000.00');
  const contractId = await story.world.contract({ account: story.account });
  await wholeRun(story.world, '2026-01-01');
  await seats(story.world, contractId, 4);
  return story;
}

async function appendsOfACredit(): Promise<number> {
  const { world } = await withACreditDue();
  await startedRun(world, '2026-01-01');
  let appends = 0;
  world.store.beforeAppend = () => {
    appends += 1;
  };
  await world.work();
  return appends;
}

describe('a worker that falls while a credit note gives back', async () => {
  const appends = await appendsOfACredit();

  test.each(Array.from({ length: appends }, (_, index) => index + 1))(
    'before append %i: all of it is given back, once',
    async (fatal) => {
      const { world, account, left } = await withACreditDue();
      await startedRun(world, '2026-01-01');
      let count = 0;
      world.store.beforeAppend = () => {
        count += 1;
        if (count === fatal) {
          throw new Killed();
        }
      };
      await expect(world.work()).rejects.toThrow(Killed);
      world.store.beforeAppend = undefined;
      world.clock.set('2026-01-01T09:30:00.000Z');
      await sweepBilling(world.deps);
      await world.work();
      expect(await left()).toBe('760.00');
      expect(world.used(account)).toBe('285.60');
    },
  );
});

test('whoever comes too late with an old revision takes nothing from a document that is final', async () => {
  const { world, account, left } = await acme('1000.00', '1000.00');
  await world.contract({ account });
  await wholeRun(world, '2026-01-01', false);
  const drafted = world.store.log().find(({ event }) => event.type === 'InvoiceDrafted');
  const invoiceId = drafted?.stream.id as InvoiceId;
  let isFirst = true;
  world.store.beforeAppend = async ({ category }, [event]) => {
    if (category === 'invoice' && event?.type === 'InvoiceFinalisationStarted' && isFirst) {
      isFirst = false;
      await finaliseInvoice(world.deps, { invoiceId }, world.by());
    }
  };
  expect(await finaliseInvoice(world.deps, { invoiceId, expectedRevision: 0 }, world.by())).toMatchObject({
    outcome: 'rejected',
    rejection: { code: 'REVISION_MISMATCH' },
  });
  expect(await left()).toBe('400.00');
  expect(world.used(account)).toBe('714.00');
});

test('a held document whose tax rate is over says that it waits for a person by now', async () => {
  const { world, account, documents } = await acme('599.99', '1000.00');
  await world.contract({ account });
  await wholeRun(world, '2026-01-01');
  const taxRates = ['19', '16'].map((percent, index) => ({
    category: 'standard' as const,
    ratePercent: amount(percent),
    validFrom: civilDate(index === 0 ? '2007-01-01' : '2026-02-01'),
    note: null,
  }));
  await execute(
    world.store,
    seller,
    sellerStream(world.tenantId, SELLER),
    { kind: 'changeTaxRates', taxRates },
    world.by(),
  );
  world.clock.set('2026-02-01T09:00:00.000Z');
  await sweepBilling(world.deps);
  expect(await documents()).toEqual(['held: TAX_RATE_CHANGED']);
});
