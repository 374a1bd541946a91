import { EventStoreDBClient } from '@eventstore/db-client';
import { derivedId, newId } from '../../src/application/derived-ids.ts';
import { DEFAULT_SELLER_ID, DEFAULT_TENANT_ID } from '../../src/application/directory/provision-defaults.ts';
import type { EventStore, Provenance } from '../../src/application/ports/event-store.ts';
import { accountStream, contractStream } from '../../src/application/streams.ts';
import type { ContractEvent } from '../../src/domain/contract/events.ts';
import { addMonths, civilDate } from '../../src/domain/kernel/calendar.ts';
import { zCurrencyCode } from '../../src/domain/kernel/currency.ts';
import { zDecimalString } from '../../src/domain/kernel/decimal.ts';
import type { AccountId, ContractId, ContractLineId } from '../../src/domain/kernel/ids.ts';
import { createEventStore } from '../../src/eventstore/event-store.ts';
import { PLAIN_LINE, PLAIN_TERMS } from './contracts.ts';

const WRITERS = 64;
const START = civilDate('2026-01-01');

/** A stock of accounts, each with one active contract that has not been billed. Written straight to the streams. */
export async function writeContracts(
  eventStoreUrl: string,
  count: number,
  intervalMonths: number,
): Promise<{ readonly events: number; readonly appends: number; readonly seconds: number }> {
  const client = EventStoreDBClient.connectionString(eventStoreUrl);
  const eventStore = createEventStore(client, 'bench');
  const startedAt = performance.now();
  let next = 0;
  const writer = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      await writeOne(eventStore, index, intervalMonths);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  await client.dispose();
  return { events: count * 3, appends: count * 2, seconds: (performance.now() - startedAt) / 1_000 };
}

function bench(commandId: string): Provenance {
  return {
    tenantId: DEFAULT_TENANT_ID,
    actor: { kind: 'system', id: 'bench' },
    commandId,
    correlationId: commandId,
    causationId: commandId,
    recordedAt: new Date().toISOString(),
  };
}

async function writeOne(eventStore: EventStore, index: number, intervalMonths: number): Promise<void> {
  const accountId = derivedId('bench account', index, newId()) as AccountId;
  const currency = zCurrencyCode.parse('EUR');
  await eventStore.append(
    accountStream(DEFAULT_TENANT_ID, accountId),
    -1,
    [
      {
        type: 'AccountOpened',
        data: {
          accountId,
          accountName: `Company ${index}`,
          accountType: 'enterprise',
          status: 'active',
          parentAccountId: null,
          currency,
          paymentTerms: 'net_30',
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
    ],
    bench(newId()),
  );
  const contractId = newId() as ContractId;
  const line = {
    lineId: derivedId('bench line', contractId) as ContractLineId,
    productId: null,
    description: 'Platform seats',
    quantity: 10 + (index % 490),
    committedQuantity: 0,
    price: { model: 'seat_based' as const, unitPrice: zDecimalString.parse('19.90'), intervalMonths: 1 },
    taxCategory: 'standard' as const,
    ...PLAIN_LINE,
  };
  const events: ContractEvent[] = [
    {
      type: 'ContractDrafted',
      data: {
        contractId,
        contractNumber: `B-${index}`,
        sellerId: DEFAULT_SELLER_ID,
        contractName: 'Platform',
        accountId,
        billToAccountId: accountId,
        purchaseOrderNumber: null,
        currency,
        startDate: START,
        endDate: addMonths(START, 36),
        contractValue: null,
        billingFrequency: 'custom',
        billingIntervalMonths: intervalMonths,
        billingInAdvance: true,
        ...PLAIN_TERMS,
        paymentTerms: 'net_30',
        paymentTermsDays: null,
        autoRenew: false,
        renewalNoticeDays: null,
        notes: null,
        metadata: {},
        lines: [line],
      },
    },
    { type: 'ContractActivated', data: { activatedOn: START, lines: [line], rounding: 'half_up', ratingVersion: 1 } },
  ];
  await eventStore.append(contractStream(DEFAULT_TENANT_ID, contractId), -1, events, bench(newId()));
}
