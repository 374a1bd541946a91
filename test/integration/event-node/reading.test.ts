import { type Position, StreamNotFoundError } from '@eventstore/db-client';
import { describe, expect, test } from 'vitest';
import { collect, failureOf, numbered, numberedFrom, numberOf, numbersOf, runNode } from './running-node.ts';

describe('reading a stream', () => {
  test('forwards includes its start', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numberedFrom(0, 5));
    expect(await numbersOf(client.readStream('s'))).toEqual([0, 1, 2, 3, 4]);
    expect(await numbersOf(client.readStream('s', { fromRevision: 'start', maxCount: 2 }))).toEqual([0, 1]);
    expect(await numbersOf(client.readStream('s', { fromRevision: 3n }))).toEqual([3, 4]);
    expect(await numbersOf(client.readStream('s', { fromRevision: 1n, maxCount: 2 }))).toEqual([1, 2]);
    expect(await numbersOf(client.readStream('s', { fromRevision: 99n }))).toEqual([]);
    expect(await numbersOf(client.readStream('s', { fromRevision: 'end' }))).toEqual([]);
  });

  test('backwards includes its start', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numberedFrom(0, 5));
    const backwards = { direction: 'backwards' } as const;
    expect(await numbersOf(client.readStream('s', { ...backwards, fromRevision: 'end' }))).toEqual([4, 3, 2, 1, 0]);
    expect(await numbersOf(client.readStream('s', { ...backwards, fromRevision: 'end', maxCount: 1 }))).toEqual([4]);
    expect(await numbersOf(client.readStream('s', { ...backwards, fromRevision: 2n }))).toEqual([2, 1, 0]);
    expect(await numbersOf(client.readStream('s', { ...backwards, fromRevision: 99n, maxCount: 2 }))).toEqual([4, 3]);
    expect(await numbersOf(client.readStream('s', { ...backwards, fromRevision: 'start' }))).toEqual([0]);
  });

  test('that is not there says so', async () => {
    const { client } = await runNode();
    const error = await failureOf(collect(client.readStream('nothing')));
    expect(error).toBeInstanceOf(StreamNotFoundError);
    expect(error).toMatchObject({ type: 'stream-not-found', streamName: 'nothing' });
  });

  test('of 10,000 events brings each once, in order, both ways', async () => {
    const { client } = await runNode();
    for (let first = 0; first < 10_000; first += 1000) await client.appendToStream('s', numberedFrom(first, 1000));
    const ascending = Array.from({ length: 10_000 }, (_, n) => n);
    expect(await numbersOf(client.readStream('s'))).toEqual(ascending);
    expect(await numbersOf(client.readStream('s', { direction: 'backwards', fromRevision: 'end' }))).toEqual(
      ascending.reverse(),
    );
  });

  test('with large events keeps to what the client can take', async () => {
    const { client } = await runNode();
    const text = 'x'.repeat(900_000);
    for (let n = 0; n < 20; n++) {
      await client.appendToStream('s', { ...numbered(n), data: { n, text } });
    }
    const slow: number[] = [];
    for await (const event of client.readStream('s')) {
      slow.push(numberOf(event));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(slow).toHaveLength(20);
  });

  test('shows what was acknowledged at once, also among many other appends', async () => {
    const { client } = await runNode({ durable: true });
    let running = true;
    const noise = (async () => {
      while (running) await Promise.all(numberedFrom(0, 20).map((event) => client.appendToStream('noise', event)));
    })();
    for (let n = 0; n < 50; n++) {
      await client.appendToStream('s', numbered(n));
      const [last] = await numbersOf(
        client.readStream('s', { direction: 'backwards', fromRevision: 'end', maxCount: 1 }),
      );
      expect(last).toBe(n);
    }
    running = false;
    await noise;
  });

  test('more than 100 at once works, one after the other', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numberedFrom(0, 3));
    const reads = await Promise.all(Array.from({ length: 300 }, () => numbersOf(client.readStream('s'))));
    expect(reads.every((numbers) => numbers.length === 3)).toBe(true);
  });
});

describe('reading $all', () => {
  async function twoStreams() {
    const { client } = await runNode();
    const positions: Position[] = [];
    for (let n = 0; n < 6; n++) {
      const { position } = await client.appendToStream(`s-${n % 2}`, numbered(n));
      positions.push(position!);
    }
    return { client, positions };
  }

  test('forwards includes its start', async () => {
    const { client, positions } = await twoStreams();
    expect(await numbersOf(client.readAll())).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await numbersOf(client.readAll({ fromPosition: positions[2]!, maxCount: 2 }))).toEqual([2, 3]);
    expect(await numbersOf(client.readAll({ fromPosition: 'end' }))).toEqual([]);
  });

  test('backwards excludes its start', async () => {
    const { client, positions } = await twoStreams();
    const backwards = { direction: 'backwards' } as const;
    expect(await numbersOf(client.readAll({ ...backwards, fromPosition: 'end' }))).toEqual([5, 4, 3, 2, 1, 0]);
    expect(await numbersOf(client.readAll({ ...backwards, fromPosition: positions[2]! }))).toEqual([1, 0]);
    expect(await numbersOf(client.readAll({ ...backwards, fromPosition: 'end', maxCount: 1 }))).toEqual([5]);
    expect(await numbersOf(client.readAll({ ...backwards, fromPosition: 'start' }))).toEqual([]);
  });

  test('of an empty node brings nothing', async () => {
    const { client } = await runNode();
    expect(await collect(client.readAll())).toEqual([]);
    expect(await collect(client.readAll({ direction: 'backwards', fromPosition: 'end' }))).toEqual([]);
  });

  test('shows positions that go on from one another', async () => {
    const { client, positions } = await twoStreams();
    const events = await collect(client.readAll());
    expect(events.map((resolved) => resolved.event?.position)).toEqual(positions);
    expect(events.map((resolved) => resolved.commitPosition)).toEqual(positions.map(({ commit }) => commit));
  });
});
