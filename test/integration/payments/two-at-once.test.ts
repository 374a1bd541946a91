import { EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../../src/application/derived-ids.ts';
import { payableInvoice } from '../../../src/application/payments/payable-invoice.ts';
import { recordPayment } from '../../../src/application/payments/record-payment.ts';
import { NO_STREAM } from '../../../src/application/ports/event-store.ts';
import type { TenantId } from '../../../src/domain/kernel/ids.ts';
import { unappliedOf } from '../../../src/domain/payment/state.ts';
import { createEventStore } from '../../../src/eventstore/event-store.ts';
import { acceptedOutcome } from '../../support/outcomes.ts';
import { aReceipt, money, paymentWorld } from '../../support/payment-world.ts';
import { eventStoreServer, type TestServer } from '../../support/servers.ts';

let server: TestServer;
let client: EventStoreDBClient;

beforeAll(async () => {
  server = await eventStoreServer();
  client = EventStoreDBClient.connectionString(server.url);
});
afterAll(async () => {
  await client?.dispose();
  await server?.close();
});

it('many payments of one invoice at the same moment never settle more than it asks for, on a real event store', async () => {
  const it = await paymentWorld('2026-01-10');
  const acme = await it.world.account('Acme');
  const invoiceId = await it.invoiced(acme); // 714.00
  const tenantId = newId() as TenantId;
  const store = createEventStore(client, 'test');
  const revisions = new Map<string, number>();
  for (const { stream, event } of it.world.store.log()) {
    const name = `${stream.category} ${stream.id}`;
    const place = { ...stream, tenantId };
    const by = { ...it.world.by(), tenantId };
    const { revision } = await store.append(place, revisions.get(name) ?? NO_STREAM, [event], by);
    revisions.set(name, revision);
  }

  const deps = { ...it.deps, eventStore: store };
  const all = { by: 'hand' as const, allocations: [{ invoiceId, amount: money('100.00'), deductions: [] }] };
  const pay = () => recordPayment(deps, aReceipt(acme, '100.00', { allocations: all }), { ...it.world.by(), tenantId });
  const outcomes = await Promise.all(Array.from({ length: 10 }, pay));

  // Seven of the ten find room: 714.00 − 7 × 100.00 = 14.00
  const left = outcomes.map((outcome) => unappliedOf(acceptedOutcome(outcome).state).toFixed(2));
  expect(left.sort()).toEqual([...Array(7).fill('0.00'), ...Array(3).fill('100.00')]);
  const invoice = await payableInvoice(deps, tenantId, invoiceId);
  expect('outcome' in invoice ? invoice.rejection : invoice.open.toFixed(2)).toBe('14.00');
});
