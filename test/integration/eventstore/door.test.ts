import { EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { derivedId, newId } from '../../../src/application/derived-ids.ts';
import { execute } from '../../../src/application/execute.ts';
import {
  type EventStore,
  NO_STREAM,
  RevisionConflict,
  type StreamId,
} from '../../../src/application/ports/event-store.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { InvoiceId, TenantId } from '../../../src/domain/kernel/ids.ts';
import { naturalKey } from '../../../src/domain/natural-key/natural-key.ts';
import type { NumberingEvent } from '../../../src/domain/numbering/events.ts';
import { createEventStore } from '../../../src/eventstore/event-store.ts';
import { aProvenance } from '../../support/controls/provenance.ts';
import { eventStoreServer, type TestServer } from '../../support/servers.ts';

/** Runs against EVENTSTORE_URL or a container where there is one: what holds here holds on a real cluster. */
describe('the door to the event store', () => {
  const tenantId = newId() as TenantId;
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

  const aStream = (): StreamId => ({ category: 'numbering', tenantId, id: newId() });
  const numbers = (count: number): NumberingEvent[] =>
    Array.from({ length: count }, () => ({
      type: 'NumberAssigned',
      data: { invoiceId: newId() as InvoiceId, issueDate: civilDate('2026-01-31'), format: null },
    }));

  test('a stream that does not exist loads as the initial state', async () => {
    const fold = { initialState: 0, evolve: (state: number) => state + 1 };
    expect(await store.load(aStream(), fold)).toMatchObject({ state: 0, revision: NO_STREAM });
    expect(await store.last(aStream())).toBeUndefined();
    expect(await store.read(aStream())).toEqual([]);
  });

  test('what is appended is read back with its metadata, in order, with increasing positions', async () => {
    const stream = aStream();
    const provenance = aProvenance({ tenantId });
    const events = numbers(3);
    const appended = await store.append(stream, NO_STREAM, events, provenance);
    const read = await store.read(stream);

    expect(appended.revision).toBe(2);
    expect(read.map(({ event }) => event)).toEqual(events);
    expect(read.map(({ revision }) => revision)).toEqual([0, 1, 2]);
    expect(read[2]?.position).toBe(appended.position);
    expect(read[0]?.position).toBeLessThan(appended.position);
    expect(read[0]?.metadata).toMatchObject({
      tenantId,
      commandId: provenance.commandId,
      schemaVersion: 2,
      build: 'test',
    });
    expect((await store.last(stream))?.revision).toBe(2);
    expect((await store.read(stream, 1, 1)).map(({ revision }) => revision)).toEqual([1]);
  });

  test('an append at a revision that has passed is a conflict; the same append again is not', async () => {
    const stream = aStream();
    const first = aProvenance({ tenantId });
    const events = numbers(2);
    const appended = await store.append(stream, NO_STREAM, events, first);
    await expect(store.append(stream, NO_STREAM, numbers(1), aProvenance({ tenantId }))).rejects.toThrow(
      RevisionConflict,
    );
    expect(await store.append(stream, NO_STREAM, events, first)).toEqual(appended);
    expect(await store.read(stream)).toHaveLength(2);
  });

  test('data that breaks its schema is refused before it is sent', async () => {
    const wrong = { type: 'NumberAssigned', data: { invoiceId: 'no uuid', issueDate: '2026-02-30' } };
    await expect(store.append(aStream(), NO_STREAM, [wrong], aProvenance({ tenantId }))).rejects.toThrow(/must be/);
  });

  test('of fifty writers that reserve one key, one wins', async () => {
    const stream: StreamId = { category: 'naturalKey', tenantId, id: derivedId('sku', newId()) };
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => {
        const owner = newId();
        const command = { kind: 'reserve', naturalKey: 'sku', key: 'SEAT', owner } as const;
        return execute(store, naturalKey, stream, command, aProvenance({ tenantId }));
      }),
    );
    expect(outcomes.filter((each) => each.outcome === 'accepted')).toHaveLength(1);
    expect(await store.read(stream)).toHaveLength(1);
  });

  test('a command that is sent again is answered, not decided again', async () => {
    const stream: StreamId = { category: 'naturalKey', tenantId, id: derivedId('sku', newId()) };
    const provenance = aProvenance({ tenantId });
    const command = { kind: 'reserve', naturalKey: 'sku', key: 'X', owner: newId() } as const;
    const first = await execute(store, naturalKey, stream, command, provenance);
    const again = await execute(store, naturalKey, stream, command, provenance);
    expect(again).toMatchObject({ outcome: 'accepted', events: [] });
    expect(again).toMatchObject({ revision: first.outcome === 'accepted' ? first.revision : undefined });
  });
});
