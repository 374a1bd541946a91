import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import {
  EventStoreDBClient,
  persistentSubscriptionToStreamSettingsFromDefaults,
  UnavailableError,
} from '@eventstore/db-client';
import { describe, expect, test } from 'vitest';
import { startEventNode } from '../../../src/embedded/event-node/event-node.ts';
import { collect, failureOf, numbered, numberedFrom, numbersOf, runNode, until, watch } from './running-node.ts';

describe('the node', () => {
  test('is found by discovery', async () => {
    const { node } = await runNode();
    const client = EventStoreDBClient.connectionString(`esdb+discover://localhost:${node.port}?tls=false`);
    expect(await client.appendToStream('s', numbered(0))).toMatchObject({ success: true });
    await client.dispose();
  });

  test('is found among several hosts', async () => {
    const { node } = await runNode();
    const hosts = `127.0.0.1:1,127.0.0.1:${node.port}`;
    const client = EventStoreDBClient.connectionString(`esdb://${hosts}?tls=false`);
    expect(await client.appendToStream('s', numbered(0))).toMatchObject({ success: true });
    await client.dispose();
  });

  test('listens on this machine only', async () => {
    const { node } = await runNode();
    expect(node.host).toBe('127.0.0.1');
    expect(node.connectionString).toBe(`esdb://127.0.0.1:${node.port}?tls=false`);
    const other = connectTcp(node.port, '127.0.0.2');
    const error = await new Promise<NodeJS.ErrnoException>((resolve) => other.once('error', resolve));
    expect(error.code).toBe('ECONNREFUSED');
  });

  test('survives nonsense on its port, and clients that vanish', async () => {
    const { node, client } = await runNode();
    await client.appendToStream('s', numberedFrom(0, 500));
    for (const nonsense of [
      'GET / HTTP/1.1\r\n\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\xff\xff\xff nonsense',
      '',
    ]) {
      const socket = connectTcp(node.port, node.host);
      socket.on('error', () => {});
      await new Promise((resolve) => socket.once('connect', resolve));
      socket.write(nonsense, 'latin1');
      await new Promise((resolve) => setTimeout(resolve, 20));
      socket.resetAndDestroy();
    }
    const vanishing = connectHttp2(`http://${node.host}:${node.port}`);
    vanishing.on('error', () => {});
    const call = vanishing.request({ ':method': 'POST', ':path': '/event_store.client.streams.Streams/BatchAppend' });
    call.on('error', () => {});
    call.write(Buffer.from([0, 0, 0, 0, 3, 1, 2, 3]));
    await new Promise((resolve) => setTimeout(resolve, 20));
    vanishing.destroy();
    expect(await numbersOf(client.readStream('s'))).toHaveLength(500);
  });

  test('says that it has no persistent subscriptions', async () => {
    const { client } = await runNode();
    const settings = persistentSubscriptionToStreamSettingsFromDefaults();
    const toStream = await failureOf(client.createPersistentSubscriptionToStream('s', 'g', settings));
    expect(toStream).toMatchObject({ code: 12 });
    expect(String(toStream.message)).toContain('does not serve');
    expect(await failureOf(client.listAllPersistentSubscriptions())).toBeDefined();
  });

  test('ignores user names and passwords', async () => {
    const { client } = await runNode();
    const credentials = { username: 'admin', password: 'changeit' };
    await client.appendToStream('s', numbered(0), { credentials, requiresLeader: true });
    expect(await numbersOf(client.readStream('s', { credentials, requiresLeader: true }))).toEqual([0]);
  });

  test('has all its events after a restart', async () => {
    const before = await runNode();
    for (let n = 0; n < 30; n += 3) await before.client.appendToStream(`s-${n % 4}`, numberedFrom(n, 3));
    const all = await collect(before.client.readAll());
    const { client } = await before.restart();
    expect(await collect(client.readAll())).toEqual(all);
    const appended = await client.appendToStream('s-0', numbered(30), { expectedRevision: 8n });
    expect(appended.position?.commit).toBeGreaterThan(all.at(-1)?.event?.position?.commit ?? 0n);
  });

  test('refuses a second one on its directory', async () => {
    const { directory } = await runNode();
    const refused = await failureOf(startEventNode({ directory }));
    expect(refused).toMatchObject({ code: 'DATA_DIRECTORY_LOCKED' });
    expect(String(refused.message)).toContain(`process ${process.pid}`);
  });

  test('refuses a port that is taken, and leaves its directory free', async () => {
    const { node, directory } = await runNode();
    const other = `${directory}/other`;
    expect(await failureOf(startEventNode({ directory: other, port: node.port }))).toMatchObject({
      code: 'EADDRINUSE',
    });
    await (await startEventNode({ directory: other })).close();
  });
});

describe('closing the node', () => {
  test('finishes appends under way and ends the rest with "unavailable"', async () => {
    const { node, client, directory } = await runNode({ durable: true });
    await client.appendToStream('s', numbered(0));
    const { errors } = watch(client.subscribeToAll());
    const appends = numberedFrom(1, 200).map((event) => client.appendToStream('s', event));
    const outcomes = Promise.allSettled(appends);
    await Promise.race(appends);
    await node.close();
    const acknowledged = (await outcomes).filter((outcome) => outcome.status === 'fulfilled').length;
    await until(() => errors.length > 0);
    expect(errors[0]).toBeInstanceOf(UnavailableError);
    const again = await runNode({ directory });
    const { length } = await numbersOf(again.client.readStream('s'));
    expect(length).toBeGreaterThanOrEqual(1 + acknowledged);
  });

  test('can be asked for twice', async () => {
    const { node } = await runNode();
    await Promise.all([node.close(), node.close()]);
  });

  test('lets clients go on with the next node on the same port', async () => {
    const { node, client, directory } = await runNode();
    await client.appendToStream('s', numbered(0));
    const { port } = node;
    await node.close();
    await failureOf(client.appendToStream('s', numbered(1)));
    const again = await startEventNode({ directory, port, durable: false });
    await client.appendToStream('s', numbered(2));
    expect(await numbersOf(client.readStream('s'))).toEqual([0, 2]);
    await again.close();
  });
});

describe('a client that leaks', () => {
  test('is held to 100 calls at once', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numbered(0));
    // One call is the appends'.
    const leaked = Array.from({ length: 99 }, () => client.subscribeToStream('s'));
    await Promise.all(leaked.map((subscription) => new Promise((resolve) => subscription.once('caughtUp', resolve))));
    let finished = false;
    const next = numbersOf(client.readStream('s')).then(() => {
      finished = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(finished).toBe(false);
    await leaked[0]?.unsubscribe();
    await next;
  });

  test('may cancel more than a thousand reads without losing its connection', async () => {
    const { client } = await runNode();
    await client.appendToStream(
      's',
      numberedFrom(0, 150).map((event) => ({ ...event, data: { n: 0, text: 'x'.repeat(500) } })),
    );
    let started = 0;
    const readers = Array.from({ length: 10 }, async () => {
      while (started++ < 1300) {
        const read = client.readStream('s');
        for await (const _event of read) break;
        await read.cancel();
      }
    });
    await Promise.all(readers);
    expect(await client.appendToStream('s', numbered(1))).toMatchObject({ success: true });
  });
});
