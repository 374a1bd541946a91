import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { startEventNode } from '../../src/embedded/event-node/event-node.ts';
import { bootstrapDatabase } from '../../src/platform/database/bootstrap.ts';
import { LOGIN_PASSWORD } from '../support/database.ts';
import { testPostgres } from '../support/postgres.ts';
import { startStack } from '../support/stack.ts';

/** Each part that is configured replaces the embedded one; the others stay. */
describe('configured servers', () => {
  const cleanUp: (() => Promise<unknown>)[] = [];
  afterAll(async () => {
    for (const undo of cleanUp.reverse()) {
      await undo();
    }
  });

  async function database(): Promise<string> {
    const server = await testPostgres();
    const name = `configured_${process.pid}_${cleanUp.length}`;
    return bootstrapDatabase({ superuserUrl: server.url, database: name, password: LOGIN_PASSWORD });
  }

  async function eventStore(): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), 'ledgerline-configured-'));
    const node = await startEventNode({ directory, durable: false });
    cleanUp.push(async () => {
      await node.close();
      await rm(directory, { recursive: true, force: true });
    });
    return node.connectionString;
  }

  test('a database of its own: no embedded PostgreSQL is started', async () => {
    const stack = await startStack({ env: { DATABASE_URL: await database() } });
    cleanUp.push(() => stack.remove());
    expect(await stack.pidsOf('postgres')).toEqual([]);
    expect(await stack.pidsOf('event-node')).toHaveLength(1);
    const readiness = await stack.request('GET', '/health/readiness');
    expect(readiness.body.data.status).toBe('ready');
    await stack.remove();
  });

  test('event store and database of their own: commands and read models work over both', async () => {
    const stack = await startStack({ env: { DATABASE_URL: await database(), EVENTSTORE_URL: await eventStore() } });
    cleanUp.push(() => stack.remove());
    expect(await stack.pidsOf('event-node')).toEqual([]);
    const account = { accountName: 'Acme', accountType: 'enterprise', currency: 'EUR', paymentTerms: 'net_30' };
    const opened = await stack.request('POST', '/api/accounts', account);
    expect(opened).toMatchObject({ status: 201, body: { projected: true } });
    const list = await stack.request('GET', '/api/accounts');
    expect(list.body.data.map((each: { accountName: string }) => each.accountName)).toEqual(['Acme']);
    await stack.remove();
  });
});
