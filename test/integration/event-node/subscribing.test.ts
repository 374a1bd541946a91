import { eventTypeFilter, excludeSystemEvents, type Position, streamNameFilter } from '@eventstore/db-client';
import { describe, expect, test } from 'vitest';
import { numbered, numberedFrom, numberOf, runNode, until, watch } from './running-node.ts';

describe('a subscription to a stream', () => {
  test('from the start is confirmed, brings what is there, catches up, and goes on live', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numberedFrom(0, 2));
    const { log } = watch(client.subscribeToStream('s'));
    await until(() => log.includes('caughtUp'));
    await client.appendToStream('s', numbered(2));
    await client.appendToStream('other', numbered(0));
    await client.appendToStream('s', numbered(3));
    await until(() => log.length === 6);
    expect(log).toEqual(['confirmation', 's/0', 's/1', 'caughtUp', 's/2', 's/3']);
  });

  test('from a revision excludes that one', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numberedFrom(0, 4));
    const { log } = watch(client.subscribeToStream('s', { fromRevision: 1n }));
    await until(() => log.includes('caughtUp'));
    expect(log).toEqual(['confirmation', 's/2', 's/3', 'caughtUp']);
  });

  test('from the end brings only what comes after', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numberedFrom(0, 4));
    const { log } = watch(client.subscribeToStream('s', { fromRevision: 'end' }));
    await until(() => log.includes('caughtUp'));
    await client.appendToStream('s', numbered(4));
    await until(() => log.length === 3);
    expect(log).toEqual(['confirmation', 'caughtUp', 's/4']);
  });

  test('that is not there yet waits for it', async () => {
    const { client } = await runNode();
    const { log } = watch(client.subscribeToStream('s'));
    await until(() => log.includes('caughtUp'));
    await client.appendToStream('s', numbered(0));
    await until(() => log.length === 3);
    expect(log).toEqual(['confirmation', 'caughtUp', 's/0']);
  });

  test('from a revision that is still to come skips up to it', async () => {
    const { client } = await runNode();
    const { log } = watch(client.subscribeToStream('s', { fromRevision: 1n }));
    await until(() => log.includes('caughtUp'));
    await client.appendToStream('s', numberedFrom(0, 4));
    await until(() => log.length === 4);
    expect(log).toEqual(['confirmation', 'caughtUp', 's/2', 's/3']);
  });

  test('ends when the stream is tombstoned', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numbered(0));
    const { log, errors } = watch(client.subscribeToStream('s'));
    await until(() => log.includes('caughtUp'));
    await client.tombstoneStream('s');
    await until(() => errors.length > 0);
    expect(errors[0]).toMatchObject({ type: 'stream-deleted', streamName: 's' });
    const late = watch(client.subscribeToStream('s'));
    await until(() => late.errors.length > 0);
    expect(late.errors[0]).toMatchObject({ type: 'stream-deleted' });
  });

  test('can be ended by the client', async () => {
    const { client } = await runNode();
    const subscription = client.subscribeToStream('s');
    const { log, errors } = watch(subscription);
    await until(() => log.includes('caughtUp'));
    await subscription.unsubscribe();
    await client.appendToStream('s', numbered(0));
    expect(log).toEqual(['confirmation', 'caughtUp']);
    expect(errors).toEqual([]);
  });
});

describe('a subscription to $all', () => {
  test('from the start includes everything', async () => {
    const { client } = await runNode();
    await client.appendToStream('a', numbered(0));
    await client.setStreamMetadata('a', { owner: 'x' });
    const { log } = watch(client.subscribeToAll());
    await until(() => log.includes('caughtUp'));
    await client.appendToStream('b', numbered(1));
    await until(() => log.length === 5);
    expect(log).toEqual(['confirmation', 'a/0', '$$a/0', 'caughtUp', 'b/0']);
  });

  test('from a position excludes that one', async () => {
    const { client } = await runNode();
    await client.appendToStream('a', numbered(0));
    const { position } = await client.appendToStream('b', numbered(1));
    await client.appendToStream('c', numbered(2));
    const { log } = watch(client.subscribeToAll({ fromPosition: position! }));
    await until(() => log.includes('caughtUp'));
    expect(log).toEqual(['confirmation', 'c/0', 'caughtUp']);
  });

  test('from the end brings only what comes after', async () => {
    const { client } = await runNode();
    await client.appendToStream('a', numbered(0));
    const { log } = watch(client.subscribeToAll({ fromPosition: 'end' }));
    await until(() => log.includes('caughtUp'));
    await client.appendToStream('b', numbered(1));
    await until(() => log.length === 3);
    expect(log).toEqual(['confirmation', 'caughtUp', 'b/0']);
  });

  test('hands over from old to new without gap or repetition while others append', async () => {
    const { client, connect } = await runNode({ durable: true });
    let appended = 0;
    const writer = connect();
    const append = async (until: number) => {
      while (appended < until) {
        const first = appended;
        appended += 3;
        await writer.appendToStream(`s-${first % 5}`, numberedFrom(first, 3));
      }
    };
    await append(600);
    const writing = append(3000);
    const watched = Array.from({ length: 5 }, (_, n) =>
      watch(connect().subscribeToAll(n % 2 === 0 ? {} : { filter: streamNameFilter({ prefixes: ['s-'] }) })),
    );
    await writing;
    for (const { events } of watched) {
      await until(() => events.length >= 3000);
      expect(events.map(numberOf)).toEqual(Array.from({ length: 3000 }, (_, n) => n));
    }
    const ordered = watch(client.subscribeToStream('s-3'));
    await until(() => ordered.log.includes('caughtUp'));
    expect(ordered.events.map((resolved) => Number(resolved.event?.revision))).toEqual(ordered.events.map((_, n) => n));
  });

  test('waits for a client that is slow, and loses nothing', async () => {
    const { client } = await runNode();
    const text = 'x'.repeat(10_000);
    for (let n = 0; n < 1000; n += 50) {
      await client.appendToStream(
        's',
        numberedFrom(n, 50).map((event) => ({ ...event, data: { ...event.data, text } })),
      );
    }
    const seen: number[] = [];
    for await (const resolved of client.subscribeToAll()) {
      seen.push(numberOf(resolved));
      if (seen.length % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      if (seen.length === 1000) break;
    }
    expect(seen).toEqual(Array.from({ length: 1000 }, (_, n) => n));
  });
});

describe('a filtered subscription', () => {
  const cases = [
    ['stream prefixes', streamNameFilter({ prefixes: ['a-', 'c-'] }), ['a-1/0', 'a-1/1', 'c-1/0']],
    ['a stream expression', streamNameFilter({ regex: '^[ab]-\\d$' }), ['a-1/0', 'b-1/0', 'a-1/1']],
    ['type prefixes', eventTypeFilter({ prefixes: ['Seats', 'None'] }), ['a-1/0', 'c-1/0']],
    ['a type expression', eventTypeFilter({ regex: 'Paid$' }), ['b-1/0']],
    ['no system events', excludeSystemEvents(), ['a-1/0', 'b-1/0', 'a-1/1', 'c-1/0']],
  ] as const;

  test.each(cases)('by %s brings those events only, old and new', async (_name, filter, expected) => {
    const { client } = await runNode();
    await client.appendToStream('a-1', numbered(0, 'SeatsAdded'));
    await client.appendToStream('b-1', numbered(1, 'InvoicePaid'));
    await client.setStreamMetadata('a-1', { owner: 'x' });
    const { log } = watch(client.subscribeToAll({ filter }));
    await until(() => log.includes('caughtUp'));
    await client.appendToStream('a-1', numbered(2, 'Renamed'));
    await client.appendToStream('c-1', numbered(3, 'SeatsRemoved'));
    await until(() => log.length === expected.length + 2);
    expect(log.filter((entry) => entry.includes('/'))).toEqual(expected);
  });

  test('with an expression that is none is refused', async () => {
    const { client } = await runNode();
    const { errors } = watch(client.subscribeToAll({ filter: streamNameFilter({ regex: '(' }) }));
    await until(() => errors.length > 0);
    expect(String(errors[0])).toContain('not a regular expression');
  });

  test('has a checkpoint for every so many events considered, and one on going live', async () => {
    const { client } = await runNode();
    const positions: Position[] = [];
    const appendOne = async (stream: string) => {
      positions.push((await client.appendToStream(stream, numbered(0))).position!);
    };
    for (let n = 0; n < 10; n++) await appendOne(n === 5 ? 'wanted' : 'other');
    const checkpoints: Position[] = [];
    const filter = streamNameFilter({
      prefixes: ['wanted'],
      maxSearchWindow: 2,
      checkpointInterval: 2,
      checkpointReached: async (_subscription, position) => {
        checkpoints.push(position);
      },
    });
    const { log } = watch(client.subscribeToAll({ filter }));
    await until(() => log.includes('caughtUp'));
    // Every 4 considered: the 4th and the 8th; and the 10th, with which it goes live.
    expect(checkpoints).toEqual([positions[3], positions[7], positions[9]]);
    for (let n = 0; n < 9; n++) await appendOne('other');
    await until(() => checkpoints.length === 5);
    expect(checkpoints.slice(3)).toEqual([positions[13], positions[17]]);
    expect(log).toEqual(['confirmation', 'wanted/0', 'caughtUp']);
  });

  test('has checkpoints every 32 events unless asked otherwise, never repeated and never going back', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numberedFrom(0, 1000));
    const checkpoints: bigint[] = [];
    const filter = streamNameFilter({
      prefixes: ['none'],
      checkpointReached: async (_subscription, position) => {
        checkpoints.push(position.commit);
      },
    });
    const { log } = watch(client.subscribeToAll({ filter }));
    await until(() => log.includes('caughtUp'));
    expect(checkpoints).toHaveLength(Math.ceil(1000 / 32));
    expect(checkpoints).toEqual([...new Set(checkpoints)].sort((a, b) => (a < b ? -1 : 1)));
    const from = { commit: checkpoints[3]!, prepare: checkpoints[3]! };
    const resumed = watch(client.subscribeToAll({ fromPosition: from, filter: streamNameFilter({ prefixes: ['s'] }) }));
    await until(() => resumed.log.includes('caughtUp'));
    expect(resumed.events.map(numberOf)[0]).toBe(4 * 32);
  });

  test('at the very end has nothing to catch up with and no checkpoint', async () => {
    const { client } = await runNode();
    await client.appendToStream('s', numbered(0));
    const checkpoints: Position[] = [];
    const checkpointReached = async (_subscription: unknown, position: Position) => {
      checkpoints.push(position);
    };
    const filter = streamNameFilter({ prefixes: ['s'], checkpointReached });
    const { log } = watch(client.subscribeToAll({ fromPosition: 'end', filter }));
    await until(() => log.includes('caughtUp'));
    expect(checkpoints).toEqual([]);
  });
});
