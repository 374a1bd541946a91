import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { createCreditDeps } from '../src/application/credit/credit-deps.ts';
import { type CreditDemand, reserveCredit } from '../src/application/credit/reserve-credit.ts';
import { newId } from '../src/application/derived-ids.ts';
import type { CreditFinders } from '../src/application/ports/credit-finders.ts';
import { type EventStore, NO_STREAM, type Provenance } from '../src/application/ports/event-store.ts';
import { accountStream } from '../src/application/streams.ts';
import { civilDate } from '../src/domain/kernel/calendar.ts';
import { zCurrencyCode } from '../src/domain/kernel/currency.ts';
import { zDecimalString } from '../src/domain/kernel/decimal.ts';
import type { DomainEvent } from '../src/domain/kernel/events.ts';
import type { AccountId, InvoiceId, TenantId } from '../src/domain/kernel/ids.ts';
import { EVENT_NODE_V8_FLAGS } from '../src/embedded/event-node/v8-flags.ts';
import { createEventStore } from '../src/eventstore/event-store.ts';
import { rawFlushes } from './event-node.ts';
import type { BenchResult } from './result.ts';

const EUR = zCurrencyCode.parse('EUR');
const money = (text: string) => zDecimalString.parse(text);
const JANUARY = civilDate('2026-01-01');
const NOW = '2026-01-01T08:00:00.000Z';
const IN_FLIGHT = 50;
/** Documents that share what was read: a chunk of a run. */
const CHUNK = 200;

interface Bench {
  readonly eventStore: EventStore;
  readonly directory: string;
  readonly tenantId: TenantId;
  by(): Provenance;
}

/**
 * Documents tested against limits, on the event node in a process of its own, fsync on: each debtor's own limit, the one of a group that
 * all of them share, and none at all.
 */
export async function benchCredit({ quick }: { readonly quick: boolean }): Promise<BenchResult[]> {
  const directory = mkdtempSync(join(tmpdir(), 'credit-bench-'));
  const child = fork(join(import.meta.dirname, 'event-node-process.mjs'), [directory], {
    execArgv: EVENT_NODE_V8_FLAGS,
  });
  try {
    const client = EventStoreDBClient.connectionString(await started(child));
    const bench = prepared(createEventStore(client, 'bench'), directory);
    const count = quick ? 500 : 5_000;
    await checks(bench, 'warm-up', quick ? 200 : 2_000, { own: true, group: true });
    const results = [
      await checks(bench, `credit checks of ${IN_FLIGHT} accounts with a limit each`, count, {
        own: true,
        group: false,
      }),
      await checks(bench, 'credit checks against own limits and one group limit', count, { own: true, group: true }),
      await checks(bench, 'credit checks of accounts without a limit', count, { own: false, group: false }),
    ];
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

function prepared(eventStore: EventStore, directory: string): Bench {
  const tenantId = newId() as TenantId;
  const by = (): Provenance => {
    const commandId = newId();
    const actor = { kind: 'system', id: 'bench' } as const;
    return { tenantId, actor, commandId, correlationId: commandId, causationId: commandId, recordedAt: NOW };
  };
  return { eventStore, directory, tenantId, by };
}

async function checks(
  bench: Bench,
  scenario: string,
  count: number,
  { own, group }: { readonly own: boolean; readonly group: boolean },
): Promise<BenchResult> {
  const { eventStore, directory, tenantId, by } = bench;
  const top = group ? await opened(bench, { limit: null, parent: null, groupLimit: '1000000000.00' }) : null;
  const debtors: AccountId[] = [];
  for (let index = 0; index < IN_FLIGHT; index += 1) {
    debtors.push(await opened(bench, { limit: own ? '1000000000.00' : null, parent: top, groupLimit: null }));
  }
  const finders = nothingFound(top === null ? [] : [top]);
  let left = count;
  let deps = createCreditDeps({ eventStore, finders }, tenantId);
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const biller = async (_: unknown, n: number): Promise<void> => {
    while (left-- > 0) {
      if (left % CHUNK === 0) {
        deps = createCreditDeps({ eventStore, finders }, tenantId);
      }
      const reserved = await reserveCredit(deps, demandOf(debtors[n % debtors.length] as AccountId), by()); // an index
      if (reserved.outcome !== (own ? 'reserved' : 'not_limited')) {
        throw new Error(`The credit was ${reserved.outcome}`);
      }
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, biller));
  const rate = count / ((performance.now() - startedAt) / 1000);
  const { user, system } = process.cpuUsage(cpuBefore);
  // Of this process; says more than the rate where the machine is busy with other things.
  const details = { documents: count, chunk: CHUNK, 'µs of CPU each': Math.round((user + system) / count) };
  if (!own) {
    return { scenario, unit: '/s', rate, details };
  }
  const appends = group ? 2 : 1;
  const raw = ((await rawFlushes(directory, 700 * IN_FLIGHT, 200)) * IN_FLIGHT) / appends;
  const what = `${appends} × write + fdatasync of 700 bytes, ${IN_FLIGHT} at a time`;
  return { scenario, unit: '/s', rate, raw: { what, rate: raw }, ratio: rate / raw, details };
}

function demandOf(accountId: AccountId): CreditDemand {
  return { invoiceId: newId() as InvoiceId, accountId, currency: 'EUR', gross: money('119.00'), on: JANUARY };
}

/** Nobody owes anything yet, and all is billed in advance. */
function nothingFound(groups: readonly AccountId[]): CreditFinders {
  return {
    accountsWithGroupLimit: async () => groups,
    openDocumentsOf: async () => [],
    creditsOn: async () => [],
    linesUsedBy: async () => [],
    arrearsContractsOf: async () => [],
    tenantsWithDebts: async () => [],
    unsettledLimits: async () => [],
    doubtfulUses: async () => [],
    overdueToDecide: async () => [],
    openInvoicesDueBy: async () => [],
  };
}

async function opened(
  { eventStore, tenantId, by }: Bench,
  { limit, parent, groupLimit }: { limit: string | null; parent: AccountId | null; groupLimit: string | null },
): Promise<AccountId> {
  const accountId = newId() as AccountId;
  const opening: DomainEvent = {
    type: 'AccountOpened',
    data: {
      accountId,
      accountName: 'Acme',
      accountType: 'enterprise',
      status: 'active',
      parentAccountId: parent,
      currency: EUR,
      paymentTerms: null,
      paymentTermsDays: null,
      taxId: null,
      billingCountry: 'DE',
      taxCategory: null,
      creditLimit: limit,
      creditHold: false,
      contact: null,
      metadata: {},
    },
  };
  const policy: DomainEvent = {
    type: 'AccountCreditPolicyChanged',
    data: {
      policy: 'hold_invoices',
      groupCreditLimit: groupLimit,
      automaticHold: null,
      effectiveOn: JANUARY,
      reason: null,
    },
  };
  await eventStore.append(accountStream(tenantId, accountId), NO_STREAM, [opening, policy], by());
  return accountId;
}
