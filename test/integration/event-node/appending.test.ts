import { randomUUID } from 'node:crypto';
import { binaryEvent, jsonEvent, StreamDeletedError, WrongExpectedVersionError } from '@eventstore/db-client';
import { describe, expect, test } from 'vitest';
import { collect, failureOf, numbered, numberedFrom, numbersOf, runNode } from './running-node.ts';

describe('an append that states what it expects', () => {
  test('no_stream creates the stream, and is refused when it is there', async () => {
    const { client } = await runNode();
    const created = await client.appendToStream('s', numbered(0), { expectedRevision: 'no_stream' });
    expect(created).toMatchObject({ success: true, nextExpectedRevision: 0n });
    const refused = await failureOf(client.appendToStream('s', numbered(1), { expectedRevision: 'no_stream' }));
    expect(refused).toBeInstanceOf(WrongExpectedVersionError);
    expect(refused).toMatchObject({ streamName: 's', expectedVersion: 'no_stream', actualVersion: 0n });
  });

  test('a revision is accepted when it is the current one', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numberedFrom(0, 3));
    const appended = await client.appendToStream('s', numbered(3), { expectedRevision: 2n });
    expect(appended.nextExpectedRevision).toBe(3n);
    expect(await numbersOf(client.readStream('s'))).toEqual([0, 1, 2, 3]);
  });

  test('a revision above the current one is refused', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numberedFrom(0, 3));
    const refused = await failureOf(client.appendToStream('s', numbered(3), { expectedRevision: 7n }));
    expect(refused).toMatchObject({ type: 'wrong-expected-version', expectedVersion: 7n, actualVersion: 2n });
  });

  test('a revision below the current one is refused for other events', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numberedFrom(0, 3));
    const refused = await failureOf(client.appendToStream('s', numbered(9), { expectedRevision: 0n }));
    expect(refused).toMatchObject({ type: 'wrong-expected-version', expectedVersion: 0n, actualVersion: 2n });
  });

  test('a revision of a stream that is not there is refused', async () => {
    const { client } = await runNode();
    const refused = await failureOf(client.appendToStream('s', numbered(0), { expectedRevision: 0n }));
    expect(refused).toMatchObject({ expectedVersion: 0n, actualVersion: 'no_stream' });
  });

  test('stream_exists wants the stream, or at least its metadata', async () => {
    const { client } = await runNode();
    const refused = await failureOf(client.appendToStream('s', numbered(0), { expectedRevision: 'stream_exists' }));
    expect(refused).toMatchObject({ expectedVersion: 'stream_exists', actualVersion: 'no_stream' });
    await client.appendToStream('s', numbered(0));
    const appended = await client.appendToStream('s', numbered(1), { expectedRevision: 'stream_exists' });
    expect(appended.nextExpectedRevision).toBe(1n);
    await client.setStreamMetadata('only-metadata', { owner: 'finance' });
    const first = await client.appendToStream('only-metadata', numbered(0), { expectedRevision: 'stream_exists' });
    expect(first.nextExpectedRevision).toBe(0n);
  });

  test('any is accepted always', async () => {
    const { client } = await runNode();
    for (const revision of [0n, 1n, 2n]) {
      const appended = await client.appendToStream('s', numbered(0), { expectedRevision: 'any' });
      expect(appended.nextExpectedRevision).toBe(revision);
    }
  });

  test('of two at once on the same revision one wins', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numbered(0));
    const both = await Promise.allSettled(
      [1, 2].map((n) => client.appendToStream('s', numbered(n), { expectedRevision: 0n })),
    );
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await numbersOf(client.readStream('s'))).toHaveLength(2);
  });
});

describe('an append that is repeated', () => {
  test('with the same revision answers as the first time and adds nothing', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numberedFrom(0, 2));
    const events = numberedFrom(2, 3);
    const first = await client.appendToStream('s', events, { expectedRevision: 1n });
    await client.appendToStream('s', numbered(5), { expectedRevision: 4n });
    const second = await client.appendToStream('s', events, { expectedRevision: 1n });
    expect(second).toEqual(first);
    expect(await numbersOf(client.readStream('s'))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('with no_stream answers as the first time', async () => {
    const { client } = await runNode();
    const event = numbered(0);
    const first = await client.appendToStream('s', event, { expectedRevision: 'no_stream' });
    expect(await client.appendToStream('s', event, { expectedRevision: 'no_stream' })).toEqual(first);
  });

  test('after a restart answers as the first time', async () => {
    const before = await runNode();
    const events = numberedFrom(0, 3);
    const first = await before.client.appendToStream('s', events, { expectedRevision: 'no_stream' });
    const { client } = await before.restart();
    expect(await client.appendToStream('s', events, { expectedRevision: 'no_stream' })).toEqual(first);
    expect(await numbersOf(client.readStream('s'))).toEqual([0, 1, 2]);
  });

  test('in part is refused', async () => {
    const { client } = await runNode();
    const events = numberedFrom(0, 3);
    await client.appendToStream('s', events, { expectedRevision: 'no_stream' });
    const [first, second] = events;
    const longer = [first!, second!, numbered(7)];
    expect(await failureOf(client.appendToStream('s', longer, { expectedRevision: 'no_stream' }))).toMatchObject({
      type: 'wrong-expected-version',
      actualVersion: 2n,
    });
    const beyond = [...events, numbered(3)];
    expect(await failureOf(client.appendToStream('s', beyond, { expectedRevision: 'no_stream' }))).toMatchObject({
      type: 'wrong-expected-version',
    });
  });

  test('with any is recognised while its ids are remembered', async () => {
    const { client } = await runNode();
    const events = numberedFrom(0, 2);
    const first = await client.appendToStream('s', events);
    await client.appendToStream('s', numbered(2));
    expect(await client.appendToStream('s', events)).toEqual(first);
    expect(await numbersOf(client.readStream('s'))).toEqual([0, 1, 2]);
  });

  test('while the first is still on its way to the disk answers with it', async () => {
    const { client } = await runNode({ durable: true });
    const event = numbered(0);
    const both = await Promise.all(
      [1, 2].map(() => client.appendToStream('s', event, { expectedRevision: 'no_stream' })),
    );
    expect(both[1]).toEqual(both[0]);
    expect(await numbersOf(client.readStream('s'))).toEqual([0]);
  });

  test('in another stream is another append', async () => {
    const { client } = await runNode();
    const event = numbered(0);
    await client.appendToStream('s', event);
    await client.appendToStream('t', event);
    expect(await numbersOf(client.readStream('t'))).toEqual([0]);
  });
});

describe('what is appended', () => {
  test('comes back as it was', async () => {
    const { client } = await runNode();
    const before = Date.now();
    const json = jsonEvent({ type: 'Json', data: { text: 'Zürich ☂' }, metadata: { $correlationId: 'c1' } });
    const binary = binaryEvent({ type: 'Binary', data: Buffer.from([0, 1, 255]), metadata: Buffer.from([9, 8]) });
    const bare = jsonEvent({ type: 'Bare', data: {} });
    const { position } = await client.appendToStream('s', [json, binary, bare]);
    const [first, second, third] = (await collect(client.readStream('s'))).map((resolved) => resolved.event);
    expect(first).toMatchObject({
      id: json.id,
      streamId: 's',
      revision: 0n,
      type: 'Json',
      data: { text: 'Zürich ☂' },
      metadata: { $correlationId: 'c1' },
      isJson: true,
    });
    expect(first?.created.getTime()).toBeGreaterThanOrEqual(before);
    expect(second).toMatchObject({ id: binary.id, type: 'Binary', isJson: false });
    expect(Buffer.from(second?.data as Uint8Array)).toEqual(Buffer.from([0, 1, 255]));
    expect(Buffer.from(second?.metadata as Uint8Array)).toEqual(Buffer.from([9, 8]));
    expect(third?.metadata).toBeUndefined();
    expect(third?.position).toEqual(position);
  });

  test.each(['with spaces and / slashes', 'Übung-東京-🎉', "quote'd", 'a'.repeat(1000), '@', '-'])(
    'may be in a stream called %s',
    async (name) => {
      const { client } = await runNode();
      await client.appendToStream(name, numbered(1), { expectedRevision: 'no_stream' });
      const [resolved] = await collect(client.readStream(name));
      expect(resolved?.event?.streamId).toBe(name);
      const refused = await failureOf(client.appendToStream(name, numbered(2), { expectedRevision: 'no_stream' }));
      expect(refused).toMatchObject({ streamName: name, actualVersion: 0n });
    },
  );

  test('has strictly increasing positions above 0, commit and prepare alike', async () => {
    const { client } = await runNode();
    let last = 0n;
    for (let i = 0; i < 20; i++) {
      const { position } = await client.appendToStream(`s-${i % 3}`, numberedFrom(0, 1 + (i % 4)));
      expect(position?.commit).toBe(position?.prepare);
      expect(position?.commit).toBeGreaterThan(last);
      last = position?.commit ?? 0n;
    }
  });

  test('may be a single event of almost 1 MiB', async () => {
    const { client } = await runNode();
    const text = 'x'.repeat(1024 * 1024 - 100);
    await client.appendToStream('s', jsonEvent({ type: 'Big', data: { text } }));
    const [resolved] = await collect(client.readStream('s'));
    expect(resolved?.event?.data).toEqual({ text });
  });

  test('is refused beyond 1 MiB, all of it', async () => {
    const { client, connect } = await runNode();
    const large = numberedFrom(0, 3).map(({ type }) => jsonEvent({ type, data: { text: 'x'.repeat(400_000) } }));
    const tooLarge = { type: 'maximum-append-size-exceeded', maxAppendSize: 1024 * 1024 };
    expect(await failureOf(client.appendToStream('s', large))).toMatchObject(tooLarge);
    // In several chunks, the last of which comes after the refusal.
    expect(await failureOf(client.appendToStream('s', large, { batchAppendSize: 500_000 }))).toMatchObject(tooLarge);
    const plain = client.appendToStream('s', large, { credentials: { username: 'admin', password: 'changeit' } });
    expect(await failureOf(plain)).toMatchObject(tooLarge);
    expect(await failureOf(collect(connect().readStream('s')))).toMatchObject({ type: 'stream-not-found' });
    expect(await client.appendToStream('s', numbered(0))).toMatchObject({ success: true });
  });

  test('may come in many chunks', async () => {
    const { client } = await runNode();
    const events = numberedFrom(0, 500);
    const appended = await client.appendToStream('s', events, { batchAppendSize: 1000 });
    expect(appended.nextExpectedRevision).toBe(499n);
    expect(await numbersOf(client.readStream('s'))).toEqual(events.map((event) => event.data.n));
  });

  test('may be nothing', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numbered(0));
    expect(await client.appendToStream('s', [], { expectedRevision: 0n })).toMatchObject({ nextExpectedRevision: 0n });
  });
});

describe('the ways to append', () => {
  test('with credentials of its own goes by a call of its own, to the same effect', async () => {
    const { client } = await runNode();
    const credentials = { username: 'admin', password: 'changeit' };
    const first = await client.appendToStream('s', numberedFrom(0, 2), { credentials, expectedRevision: 'no_stream' });
    expect(first).toMatchObject({ success: true, nextExpectedRevision: 1n });
    expect(first.position?.commit).toBeGreaterThan(0n);
    expect(await numbersOf(client.readStream('s'))).toEqual([0, 1]);
    const refused = client.appendToStream('s', numbered(5), { credentials, expectedRevision: 9n });
    expect(await failureOf(refused)).toMatchObject({
      type: 'wrong-expected-version',
      expectedVersion: 9n,
      actualVersion: 1n,
    });
    await client.tombstoneStream('s');
    expect(await failureOf(client.appendToStream('s', numbered(5), { credentials }))).toBeInstanceOf(
      StreamDeletedError,
    );
  });

  test('without throwing, a wrong version is told in the result', async () => {
    const { connect } = await runNode();
    const client = connect('&throwOnAppendFailure=false');
    await client.appendToStream('s', numbered(0));
    expect(await client.appendToStream('s', numbered(1), { expectedRevision: 5n })).toMatchObject({ success: false });
  });

  test('after its deadline is answered with a timeout', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numbered(0));
    expect(await failureOf(client.appendToStream('s', numbered(1), { deadline: -1000 }))).toMatchObject({
      type: 'deadline-exceeded',
    });
    expect(await numbersOf(client.readStream('s'))).toEqual([0]);
  });

  test('to a bad name or with a bad id is refused alone; other appends go on', async () => {
    const { client } = await runNode();
    const others = Array.from({ length: 20 }, (_, n) => client.appendToStream(`s-${n}`, numbered(n)));
    await expect(client.appendToStream('', numbered(0))).rejects.toThrow();
    await expect(client.appendToStream('s', { ...numbered(0), id: 'no-uuid' })).rejects.toThrow();
    await expect(client.appendToStream('$all', numbered(0))).rejects.toThrow();
    expect(await Promise.all(others)).toHaveLength(20);
  });

  test('an id in capitals is the same id', async () => {
    const { client } = await runNode();
    const id = randomUUID();
    await client.appendToStream('s', { ...numbered(0), id: id.toUpperCase() }, { expectedRevision: 'no_stream' });
    await client.appendToStream('s', { ...numbered(0), id }, { expectedRevision: 'no_stream' });
    const events = await collect(client.readStream('s'));
    expect(events.map((resolved) => resolved.event?.id)).toEqual([id]);
  });

  test('many at once from many clients all arrive, each once', async () => {
    const { connect } = await runNode({ durable: true });
    const clients = Array.from({ length: 4 }, () => connect());
    const appends = clients.flatMap((client, c) =>
      Array.from({ length: 250 }, (_, n) => client.appendToStream(`s-${n % 10}`, numbered(c * 250 + n))),
    );
    await Promise.all(appends);
    const numbers = await numbersOf(clients[0]!.readAll());
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, n) => n));
  });
});
