import { EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CreditDeps, createCreditDeps } from '../../../src/application/credit/credit-deps.ts';
import { lineUsed } from '../../../src/application/credit/line-epochs.ts';
import { reserveCredit } from '../../../src/application/credit/reserve-credit.ts';
import { newId } from '../../../src/application/derived-ids.ts';
import { execute } from '../../../src/application/execute.ts';
import type { EventStore, Provenance } from '../../../src/application/ports/event-store.ts';
import { accountStream } from '../../../src/application/streams.ts';
import { type AccountCommand, account } from '../../../src/domain/account/account.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { AccountId, InvoiceId, TenantId } from '../../../src/domain/kernel/ids.ts';
import { createEventStore } from '../../../src/eventstore/event-store.ts';
import { amount, anOpening } from '../../support/controls/accounts.ts';
import { memoryCreditFinders } from '../../support/memory-credit-finders.ts';
import { acceptedOutcome } from '../../support/outcomes.ts';
import { eventStoreServer, type TestServer } from '../../support/servers.ts';

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

const today = civilDate('2026-03-02');

/** Group (limit for all of it) ← North and South; processes that know nothing of each other. */
async function group(limit: string) {
  const tenantId = newId() as TenantId;
  const by = (commandId = newId()): Provenance => ({
    tenantId,
    actor: { kind: 'system', id: 'test' },
    commandId,
    correlationId: commandId,
    causationId: commandId,
    recordedAt: '2026-03-02T09:00:00.000Z',
  });
  const on = async (accountId: AccountId, command: AccountCommand) =>
    acceptedOutcome(await execute(store, account, accountStream(tenantId, accountId), command, by()));
  const open = async (parentAccountId: AccountId | null) => {
    const accountId = newId() as AccountId;
    await on(accountId, { kind: 'open', account: anOpening({ accountId, parentAccountId }) });
    return accountId;
  };
  const top = await open(null);
  const terms = { policy: 'hold_invoices', groupCreditLimit: amount(limit), automaticHold: null } as const;
  await on(top, { kind: 'setCreditPolicy', terms, effectiveOn: today, today, reason: null });
  const subsidiaries = [await open(top), await open(top)];
  const finders = { ...memoryCreditFinders(() => []), accountsWithGroupLimit: async () => [top] };
  const process = () => createCreditDeps({ eventStore: store, finders }, tenantId);
  const reserve = (deps: CreditDeps, n: number, invoiceId: InvoiceId, gross: string) => {
    const accountId = subsidiaries[n % 2] as AccountId; // one of the two
    const demand = { invoiceId, accountId, currency: 'EUR', gross: amount(gross), on: today };
    return reserveCredit(deps, demand, by());
  };
  const used = () => lineUsed(store, tenantId, { accountId: top, scope: 'group', currency: 'EUR' });
  return { process, reserve, used };
}

describe('the limit of a group, against the event node', () => {
  it('reached by two subsidiaries at the same moment: exactly one wins', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { process, reserve, used } = await group('1000');
      const outcomes = await Promise.all([0, 1].map((n) => reserve(process(), n, newId() as InvoiceId, '600')));
      expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['hold', 'reserved']);
      expect(await used()).toBe('600.00');
    }
  }, 60_000);

  it('is used to the last cent and no further by four processes with two hundred documents, each once', async () => {
    const { process, reserve, used } = await group('1000');
    const processes = [process(), process(), process(), process()];
    const invoices = Array.from({ length: 200 }, () => newId() as InvoiceId);
    const ask = () =>
      Promise.all(invoices.map((id, n) => reserve(processes[n % 4] ?? process(), Math.floor(n / 4), id, '10')));
    // 100 × 10.00 = 1,000.00
    const outcomes = await ask();
    expect(outcomes.filter(({ outcome }) => outcome === 'reserved')).toHaveLength(100);
    expect(await used()).toBe('1000.00');
    const again = await ask();
    expect(again.map(({ outcome }) => outcome)).toEqual(outcomes.map(({ outcome }) => outcome));
    expect(await used()).toBe('1000.00');
  }, 60_000);
});
