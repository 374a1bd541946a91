import { jsonEvent, StreamDeletedError, StreamNotFoundError, WrongExpectedVersionError } from '@eventstore/db-client';
import { describe, expect, test } from 'vitest';
import {
  alsoRestarted,
  collect,
  failureOf,
  numbered,
  numberedFrom,
  numbersOf,
  runNode,
  until,
  watch,
} from './running-node.ts';

describe('a soft-deleted stream', () => {
  test('is not found, but its events stay in $all', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numberedFrom(0, 2));
    const { position } = await client.deleteStream('s');
    expect(position?.commit).toBeGreaterThan(0n);
    expect(await failureOf(collect(client.readStream('s')))).toBeInstanceOf(StreamNotFoundError);
    const all = await collect(client.readAll());
    expect(all.map((resolved) => resolved.event?.type)).toEqual(['Numbered', 'Numbered', '$metadata']);
    expect(all.at(-1)?.event?.position).toEqual(position);
  });

  test.each(['any', 'no_stream', 1n] as const)(
    'comes back with the next append (%s) and goes on numbering',
    async (expectedRevision) => {
      const before = await runNode();
      await before.client.appendToStream('s', numberedFrom(0, 2));
      await before.client.deleteStream('s', { expectedRevision: 1n });
      const appended = await before.client.appendToStream('s', numberedFrom(2, 2), { expectedRevision });
      expect(appended.nextExpectedRevision).toBe(3n);
      for await (const { client } of alsoRestarted(before)) {
        const events = await collect(client.readStream('s'));
        expect(events.map((resolved) => resolved.event?.revision)).toEqual([2n, 3n]);
        expect(await client.getStreamMetadata('s')).toMatchObject({ metadata: { truncateBefore: 2 } });
      }
    },
  );

  test('refuses stream_exists', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numbered(0));
    await client.deleteStream('s');
    expect(
      await failureOf(client.appendToStream('s', numbered(1), { expectedRevision: 'stream_exists' })),
    ).toBeInstanceOf(StreamDeletedError);
  });

  test('stays deleted over a restart', async () => {
    const before = await runNode();
    await before.client.appendToStream('s', numbered(0));
    await before.client.deleteStream('s');
    const { client } = await before.restart();
    expect(await failureOf(collect(client.readStream('s')))).toBeInstanceOf(StreamNotFoundError);
    const appended = await client.appendToStream('s', numbered(1), { expectedRevision: 'no_stream' });
    expect(appended.nextExpectedRevision).toBe(1n);
  });

  test('comes back empty when its metadata is set', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numberedFrom(0, 2));
    await client.deleteStream('s');
    const set = await client.setStreamMetadata('s', { owner: 'x' });
    expect(set.nextExpectedRevision).toBe(1n);
    expect(await collect(client.readStream('s'))).toEqual([]);
    expect(await client.getStreamMetadata('s')).toMatchObject({ metadata: { owner: 'x', truncateBefore: 2 } });
    await client.appendToStream('s', numbered(2));
    expect(await numbersOf(client.readStream('s'))).toEqual([2]);
  });

  test('brings live subscribers what comes after', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numbered(0));
    const { log } = watch(client.subscribeToStream('s'));
    await until(() => log.includes('caughtUp'));
    await client.deleteStream('s');
    await client.appendToStream('s', numbered(1));
    await until(() => log.includes('s/1'));
    expect(log).toEqual(['confirmation', 's/0', 'caughtUp', 's/1']);
    const late = watch(client.subscribeToStream('s'));
    await until(() => late.log.includes('caughtUp'));
    expect(late.log).toEqual(['confirmation', 's/1', 'caughtUp']);
  });
});

describe('deleting', () => {
  test('a stream that is not there is refused', async () => {
    const { client } = await runNode();
    const refused = await failureOf(client.deleteStream('s'));
    expect(refused).toBeInstanceOf(WrongExpectedVersionError);
    expect(refused).toMatchObject({ streamName: 's', expectedVersion: -2n, actualVersion: -1n });
  });

  test('at another revision is refused', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numberedFrom(0, 3));
    for (const remove of [client.deleteStream, client.tombstoneStream]) {
      const refused = await failureOf(remove.call(client, 's', { expectedRevision: 1n }));
      expect(refused).toMatchObject({ type: 'wrong-expected-version', expectedVersion: 1n, actualVersion: 2n });
    }
    expect(await numbersOf(client.readStream('s'))).toEqual([0, 1, 2]);
  });

  test('names with other than ASCII characters are shown escaped', async () => {
    const { client } = await runNode();
    expect(await failureOf(client.deleteStream('Übung 東'))).toMatchObject({ streamName: '%C3%9Cbung %E6%9D%B1' });
  });
});

describe('a tombstoned stream', () => {
  test('is gone for good: for readers, writers, deletes and its metadata', async () => {
    const before = await runNode();
    await before.client.appendToStream('s', numberedFrom(0, 2));
    const { position } = await before.client.tombstoneStream('s', { expectedRevision: 1n });
    expect(position?.commit).toBeGreaterThan(0n);
    for await (const { client } of alsoRestarted(before)) {
      const attempts = [
        () => collect(client.readStream('s')),
        () => collect(client.readStream('s', { direction: 'backwards', fromRevision: 'end' })),
        () => client.appendToStream('s', numbered(2)),
        () => client.appendToStream('s', numbered(2), { expectedRevision: 1n }),
        () => client.appendToStream('s', numbered(2), { expectedRevision: 'no_stream' }),
        () => client.deleteStream('s'),
        () => client.tombstoneStream('s'),
        () => client.setStreamMetadata('s', { owner: 'x' }),
      ];
      for (const attempt of attempts) {
        const failure = await failureOf(attempt());
        expect(failure).toBeInstanceOf(StreamDeletedError);
        expect(failure.streamName).toMatch(/^(\$\$)?s$/);
      }
    }
  });

  test('ends with a $streamDeleted event in $all', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numbered(0));
    await client.tombstoneStream('s');
    const all = await collect(client.readAll());
    expect(all.at(-1)?.event).toMatchObject({ streamId: 's', type: '$streamDeleted', revision: 9223372036854775807n });
  });

  test('need not have existed', async () => {
    const { client } = await runNode();
    await client.tombstoneStream('s', { expectedRevision: 'no_stream' });
    expect(await failureOf(client.appendToStream('s', numbered(0)))).toBeInstanceOf(StreamDeletedError);
  });
});

describe('the metadata of a stream', () => {
  test('is what was set last, with revisions of its own', async () => {
    const { client } = await runNode();
    expect(await client.getStreamMetadata('s')).toEqual({ streamName: 's' });
    await client.setStreamMetadata('s', { maxCount: 5 }, { expectedRevision: 'no_stream' });
    await client.setStreamMetadata('s', { maxAge: 60, cacheControl: 3, custom: 'yes' }, { expectedRevision: 0n });
    expect(await client.getStreamMetadata('s')).toMatchObject({
      metadata: { maxAge: 60, cacheControl: 3, custom: 'yes' },
    });
    expect(await failureOf(client.setStreamMetadata('s', {}, { expectedRevision: 0n }))).toMatchObject({
      type: 'wrong-expected-version',
      actualVersion: 1n,
    });
    // A metadata stream shows its last event only.
    expect((await collect(client.readStream('$$s'))).map((resolved) => resolved.event?.revision)).toEqual([1n]);
  });

  test('$maxCount shows only so many of the last events', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numberedFrom(0, 5));
    await client.setStreamMetadata('s', { maxCount: 2 });
    expect(await numbersOf(client.readStream('s'))).toEqual([3, 4]);
    await client.appendToStream('s', numbered(5));
    expect(await numbersOf(client.readStream('s', { fromRevision: 1n }))).toEqual([4, 5]);
    expect(await numbersOf(client.readStream('s', { direction: 'backwards', fromRevision: 'end' }))).toEqual([5, 4]);
    const numbers = (await collect(client.readAll())).filter((resolved) => resolved.event?.streamId === 's');
    expect(numbers).toHaveLength(6);
    const { log } = watch(client.subscribeToStream('s'));
    await until(() => log.includes('caughtUp'));
    expect(log).toEqual(['confirmation', 's/4', 's/5', 'caughtUp']);
  });

  test('$tb shows only what comes from that revision on', async () => {
    const before = await runNode();
    await before.client.appendToStream('s', numberedFrom(0, 5));
    await before.client.setStreamMetadata('s', { truncateBefore: 3 });
    for await (const { client } of alsoRestarted(before)) {
      expect(await numbersOf(client.readStream('s'))).toEqual([3, 4]);
    }
  });

  test('$tb beyond the end leaves an empty stream, not none', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numberedFrom(0, 2));
    await client.setStreamMetadata('s', { truncateBefore: 9 });
    expect(await numbersOf(client.readStream('s'))).toEqual([]);
  });

  test('$maxAge shows only what is young enough', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numberedFrom(0, 3));
    await client.setStreamMetadata('s', { maxAge: 1 });
    expect(await numbersOf(client.readStream('s'))).toEqual([0, 1, 2]);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await client.appendToStream('s', numbered(3));
    expect(await numbersOf(client.readStream('s'))).toEqual([3]);
  });

  test('that is malformed hides nothing', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numberedFrom(0, 2));
    await client.appendToStream('$$s', jsonEvent({ type: '$metadata', data: { $maxCount: 'two', $tb: -4 } }));
    expect(await numbersOf(client.readStream('s'))).toEqual([0, 1]);
  });

  test('does not make a stream: without events it is not found', async () => {
    const { client } = await runNode();
    await client.setStreamMetadata('s', { maxCount: 2 });
    expect(await failureOf(collect(client.readStream('s')))).toBeInstanceOf(StreamNotFoundError);
  });
});
