import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { newId } from '../src/application/derived-ids.ts';
import { drawOrders, type OrderDemand } from '../src/application/orders/draw-orders.ts';
import { createOrderDeps } from '../src/application/orders/order-deps.ts';
import { createOrderUseCases, type OrderUseCases } from '../src/application/orders/use-cases.ts';
import { type EventStore, NO_STREAM, type Provenance } from '../src/application/ports/event-store.ts';
import { accountStream, sellerStream } from '../src/application/streams.ts';
import { civilDate } from '../src/domain/kernel/calendar.ts';
import { zCurrencyCode } from '../src/domain/kernel/currency.ts';
import { zDecimalString } from '../src/domain/kernel/decimal.ts';
import type { DomainEvent } from '../src/domain/kernel/events.ts';
import type { AccountId, InvoiceId, PurchaseOrderId, SellerId, TenantId } from '../src/domain/kernel/ids.ts';
import { EVENT_NODE_V8_FLAGS } from '../src/embedded/event-node/v8-flags.ts';
import { createEventStore } from '../src/eventstore/event-store.ts';
import { rawFlushes } from './event-node.ts';
import type { BenchResult } from './result.ts';

const EUR = zCurrencyCode.parse('EUR');
const money = (text: string) => zDecimalString.parse(text);
const JANUARY = civilDate('2026-01-01');
const NOW = '2026-04-01T08:00:00.000Z';
const IN_FLIGHT = 50;

interface Bench {
  readonly eventStore: EventStore;
  readonly orders: OrderUseCases;
  readonly directory: string;
  /** Of the event node so far, in microseconds. */
  nodeCpu(): Promise<number>;
  readonly tenantId: TenantId;
  readonly sellerId: SellerId;
  readonly buyers: readonly AccountId[];
  by(who: string): Provenance;
}

/**
 * Orders through their use cases, against the event node in a process of its own, fsync on: the way from registering to open
 * through a chain of two people, and documents that draw.
 */
export async function benchOrders(options: { readonly quick: boolean }): Promise<BenchResult[]> {
  const directory = mkdtempSync(join(tmpdir(), 'orders-bench-'));
  const child = fork(join(import.meta.dirname, 'event-node-process.mjs'), [directory], {
    execArgv: EVENT_NODE_V8_FLAGS,
  });
  try {
    const client = EventStoreDBClient.connectionString(await started(child));
    const bench = await prepared(createEventStore(client, 'bench'), directory, () => cpuOf(child));
    const count = options.quick ? 100 : 1_000;
    await approvals(bench, options.quick ? 20 : 200); // warm-up
    const results = [...(await approvals(bench, count)), await draws(bench, count * 2)];
    await client.dispose();
    return results;
  } finally {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.disconnect();
    await ended;
    rmSync(directory, { recursive: true, force: true });
  }
}

function started(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve((message as { connectionString: string }).connectionString)); // its first word
    child.once('exit', () => reject(new Error('The node has ended')));
  });
}

function cpuOf(child: ChildProcess): Promise<number> {
  child.send('usage');
  return new Promise(
    (resolve) => child.once('message', (message) => resolve((message as { cpuUs: number }).cpuUs)), // the answer to that word
  );
}

async function prepared(eventStore: EventStore, directory: string, nodeCpu: Bench['nodeCpu']): Promise<Bench> {
  const tenantId = newId() as TenantId;
  const sellerId = newId() as SellerId;
  const by = (who: string): Provenance => {
    const commandId = newId();
    const actor = { kind: 'user', id: who } as const;
    return { tenantId, actor, commandId, correlationId: commandId, causationId: commandId, recordedAt: NOW };
  };
  await eventStore.append(sellerStream(tenantId, sellerId), NO_STREAM, sellerWithChain(sellerId), by('bench'));
  const buyers = Array.from({ length: IN_FLIGHT }, () => newId() as AccountId);
  for (const accountId of buyers) {
    await eventStore.append(accountStream(tenantId, accountId), NO_STREAM, buyer(accountId), by('bench'));
  }
  const orders = createOrderUseCases({ eventStore, clock: { now: () => NOW } });
  return { eventStore, orders, directory, nodeCpu, tenantId, sellerId, buyers, by };
}

/** Orders that wait for the first of two people: what it takes to ask, then what it takes to approve. */
async function approvals(bench: Bench, count: number): Promise<BenchResult[]> {
  const waiting: PurchaseOrderId[] = [];
  const asked = await timed(bench, count, async (n) => {
    const orderId = await registered(bench, n);
    await bench.orders.submitOrder(
      { orderId, expectedRevision: undefined, changes: {}, reason: null },
      bench.by('ada'),
    );
    waiting.push(orderId);
  });
  const approved = await timed(bench, count, async (n) => {
    const on = { orderId: waiting[n] as PurchaseOrderId, expectedRevision: undefined }; // as many as were asked for
    await bench.orders.approveOrder({ ...on, roles: ['finance'], reason: null }, bench.by('ben'));
    const last = await bench.orders.approveOrder({ ...on, roles: ['approver'], reason: null }, bench.by('cleo'));
    if (last.outcome === 'rejected' || last.state.status !== 'open') {
      throw new Error('The order is not open');
    }
  });
  return [
    await compared('orders registered and submitted', asked, bench, 3),
    await compared('order approvals: two people each', { ...approved, operations: count * 2 }, bench, 1),
  ];
}

interface Timed {
  readonly operations: number;
  readonly seconds: number;
  /** Microseconds: of this process, which is the api's work without HTTP, and of the event node. */
  readonly cpu: { readonly own: number; readonly node: number };
}

/** So many at a time, each waiting for its last one. */
async function timed(bench: Bench, count: number, work: (n: number) => Promise<void>): Promise<Timed> {
  let next = 0;
  const nodeBefore = await bench.nodeCpu();
  const ownBefore = process.cpuUsage();
  const startedAt = performance.now();
  const worker = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) {
      await work(n);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(ownBefore);
  return { operations: count, seconds, cpu: { own: user + system, node: (await bench.nodeCpu()) - nodeBefore } };
}

async function registered({ orders, sellerId, buyers, by }: Bench, n: number): Promise<PurchaseOrderId> {
  const outcome = await orders.registerOrder(
    {
      sellerId,
      accountId: buyers[n % buyers.length] as AccountId, // the remainder is an index
      orderNumber: `PO-${newId()}`,
      currency: EUR,
      amount: money('1000000.00'),
      validFrom: JANUARY,
      validUntil: civilDate('2026-12-31'),
      contractIds: [],
      description: null,
      attachments: [],
      metadata: {},
    },
    by('ada'),
  );
  if (outcome.outcome === 'rejected') {
    throw new Error(outcome.rejection.message);
  }
  return outcome.state.orderId;
}

/** Each buyer has one order that its documents draw on. */
async function draws(bench: Bench, count: number): Promise<BenchResult> {
  const { eventStore, orders, sellerId, buyers, tenantId, by } = bench;
  const found = new Map<AccountId, PurchaseOrderId>();
  for (const [n, accountId] of buyers.entries()) {
    const orderId = await registered(bench, n);
    const on = { orderId, expectedRevision: undefined };
    await orders.submitOrder({ ...on, changes: {}, reason: null }, by('ada'));
    await orders.approveOrder({ ...on, roles: ['finance'], reason: null }, by('ben'));
    await orders.approveOrder({ ...on, roles: ['approver'], reason: null }, by('cleo'));
    found.set(accountId, orderId);
  }
  const orderPolicies = [{ effectiveOn: JANUARY, requiresPurchaseOrder: true, shortfall: { kind: 'hold' } }] as const;
  const deps = createOrderDeps({
    eventStore,
    finders: {
      ordersFor: async (_tenant, accountId) =>
        [found.get(accountId)].flatMap((orderId) =>
          orderId === undefined ? [] : [{ orderId, orderNumber: 'PO', isClosed: false, hasOpenDraws: true }],
        ),
    },
    account: async () => ({ orderPolicies }),
  });
  const drawn = await timed(bench, count, async (n) => {
    const demand: OrderDemand = {
      invoiceId: newId() as InvoiceId,
      sellerId,
      accountId: buyers[n % buyers.length] as AccountId, // the remainder is an index
      contractIds: [],
      purchaseOrderNumber: null,
      currency: EUR,
      net: money('10.00'),
      on: JANUARY,
    };
    const outcome = await drawOrders(deps, demand, { ...by('bench'), tenantId });
    if (outcome.outcome !== 'drawn') {
      throw new Error('Nothing was drawn');
    }
  });
  return compared(`documents drawn on ${buyers.length} orders`, drawn, bench, 1);
}

/** Beside what the disk could do with as many appends, in groups of as many as are in flight. */
async function compared(
  scenario: string,
  { operations, seconds, cpu }: Timed,
  { directory }: Bench,
  appends: number,
): Promise<BenchResult> {
  const rate = operations / seconds;
  const raw = ((await rawFlushes(directory, 900 * IN_FLIGHT, 200)) * IN_FLIGHT) / appends;
  const details = {
    operations,
    cpuUsPerOperation: Math.round(cpu.own / operations),
    eventNodeCpuUsPerOperation: Math.round(cpu.node / operations),
  };
  const what = `${appends} × write + fdatasync of 900 bytes, ${IN_FLIGHT} at a time`;
  return { scenario, unit: '/s', rate, raw: { what, rate: raw }, ratio: rate / raw, details };
}

function sellerWithChain(sellerId: SellerId): DomainEvent[] {
  const role = (name: string) => ({ needs: 'any', approvers: [{ kind: 'role', role: name }] });
  const rule = { accountId: null, minAmount: null, currency: null, steps: [role('finance'), role('approver')] };
  const value = { rules: [rule], remindEveryDays: 3, expireAfterDays: 30 };
  return [
    {
      type: 'SellerRegistered',
      data: {
        sellerId,
        legalName: 'Seats GmbH',
        addressLines: ['Hauptstrasse 1'],
        country: 'DE',
        taxRegistration: null,
        bankAccount: null,
        baseCurrency: EUR,
        timeZone: 'Europe/Berlin',
        rounding: 'half_up',
        numberSeries: {
          invoice: { pattern: 'INV-{YYYY}-{000000}', base: 1 },
          credit_note: { pattern: 'CN-{YYYY}-{000000}', base: 1 },
        },
        taxRates: [{ category: 'standard', ratePercent: money('19'), validFrom: JANUARY, note: null }],
      },
    },
    {
      type: 'SellerPolicyChanged',
      data: { policy: 'orderApproval', before: [], after: [{ validFrom: JANUARY, value }], reason: 'bench' },
    },
  ];
}

function buyer(accountId: AccountId): DomainEvent[] {
  return [
    {
      type: 'AccountOpened',
      data: {
        accountId,
        accountName: 'Acme',
        accountType: 'enterprise',
        status: 'active',
        parentAccountId: null,
        currency: EUR,
        paymentTerms: null,
        paymentTermsDays: null,
        taxId: null,
        billingCountry: 'DE',
        taxCategory: null,
        creditLimit: null,
        creditHold: false,
        contact: null,
        metadata: {},
      },
    },
  ];
}
