import { binaryEvent } from '@eventstore/db-client';
import { describe, expect, test } from 'vitest';
import { collect, numbered, numberedFrom, runNode, until, watch } from './running-node.ts';

/** A link to an event of another stream. */
function linkTo(stream: string, revision: number) {
  return binaryEvent({ type: '$>', data: Buffer.from(`${revision}@${stream}`) });
}

describe('a link', () => {
  test('is itself unless resolving is asked for', async () => {
    const { client } = await runNode();
    await client.appendToStream('target', numberedFrom(0, 2));
    await client.appendToStream('links', linkTo('target', 1));
    const [raw] = await collect(client.readStream('links'));
    expect(raw?.event).toMatchObject({ streamId: 'links', type: '$>' });
    expect(raw?.link).toBeUndefined();
    const [resolved] = await collect(client.readStream('links', { resolveLinkTos: true }));
    expect(resolved?.event).toMatchObject({ streamId: 'target', revision: 1n, data: { n: 1 } });
    expect(resolved?.link).toMatchObject({ streamId: 'links', revision: 0n });
    expect(resolved?.commitPosition).toBe(resolved?.link?.position?.commit);
  });

  test('to a stream with an @ in its name is resolved', async () => {
    const { client } = await runNode();
    await client.appendToStream('a@b', numbered(7));
    await client.appendToStream('links', linkTo('a@b', 0));
    const [resolved] = await collect(client.readStream('links', { resolveLinkTos: true }));
    expect(resolved?.event).toMatchObject({ streamId: 'a@b', data: { n: 7 } });
  });

  test.each(['nowhere', 'deleted', 'tombstoned', 'truncated'])(
    'to what cannot be read (%s) has no event',
    async (stream) => {
      const { client } = await runNode();
      for (const name of ['deleted', 'tombstoned', 'truncated']) await client.appendToStream(name, numberedFrom(0, 2));
      await client.deleteStream('deleted');
      await client.tombstoneStream('tombstoned');
      await client.setStreamMetadata('truncated', { truncateBefore: 1 });
      await client.appendToStream('links', linkTo(stream, 0));
      const [resolved] = await collect(client.readStream('links', { resolveLinkTos: true }));
      expect(resolved?.event).toBeUndefined();
      expect(resolved?.link).toMatchObject({ type: '$>' });
    },
  );

  test('is resolved in $all and in subscriptions too', async () => {
    const { client } = await runNode();
    await client.appendToStream('target', numbered(5));
    await client.appendToStream('links', linkTo('target', 0));
    const all = await collect(client.readAll({ resolveLinkTos: true }));
    expect(all.map((resolved) => [resolved.event?.streamId, resolved.link?.streamId])).toEqual([
      ['target', undefined],
      ['target', 'links'],
    ]);
    const { events, log } = watch(client.subscribeToStream('links', { resolveLinkTos: true }));
    await until(() => log.includes('caughtUp'));
    expect(events[0]?.event?.data).toEqual({ n: 5 });
  });
});
