import { setTimeout as delay } from 'node:timers/promises';
import type { Job } from 'bullmq';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../src/application/derived-ids.ts';
import {
  type BillingJob,
  type BillingQueue,
  type BillingWorker,
  openBillingQueue,
  openBillingWorker,
  prepareQueues,
  type QueueBackend,
} from '../../../src/workers/queues.ts';
import { migratedDatabase } from '../../support/database.ts';
import { hasRedis, redisServer } from '../../support/servers.ts';

const fail = (error: Error) => {
  throw error;
};

interface Backend {
  readonly backend: QueueBackend;
  close(): Promise<void>;
}

const backends: Record<string, () => Promise<Backend>> = {
  async PostgreSQL() {
    const database = await migratedDatabase();
    const pool = database.pool('queue');
    return { backend: { kind: 'postgres', pool }, close: () => database.drop() };
  },
  async Redis() {
    const server = await redisServer();
    if (server === undefined) {
      throw new Error('hasRedis() said that there is one');
    }
    return { backend: { kind: 'redis', url: server.url }, close: () => server.close() };
  },
};

describe.each(Object.keys(backends))('the billing queue on %s', (name) => {
  const isThere = name !== 'Redis' || hasRedis();
  let opened: Backend;
  let queue: BillingQueue;

  beforeAll(async () => {
    if (isThere) {
      const open = backends[name] as () => Promise<Backend>;
      opened = await open();
      await prepareQueues(opened.backend);
      await prepareQueues(opened.backend); // as every process does
      queue = openBillingQueue(opened.backend, fail);
    }
  });
  afterAll(async () => {
    await queue?.close();
    await opened?.close();
  });

  const work = (process: (job: Job<BillingJob, void>) => Promise<void>): BillingWorker =>
    openBillingWorker(opened.backend, process, 4, { onError: fail, onFailed: () => undefined });
  const chunks = (runId: string, count: number): BillingJob[] =>
    Array.from({ length: count }, (_, index) => ({ kind: 'bill-chunk', tenantId: newId(), runId, chunk: index + 1 }));
  const until = async (isSo: () => boolean | Promise<boolean>) => {
    for (let waited = 0; waited < 20_000 && !(await isSo()); waited += 20) {
      await delay(20);
    }
    expect(await isSo()).toBe(true);
  };

  test.runIf(isThere)('every job is done once, also when it is asked for twice', async () => {
    const done: number[] = [];
    const jobs = chunks(newId(), 30);
    await queue.ensure(jobs);
    await queue.ensure(jobs);
    const worker = work(async ({ data }) => {
      done.push(data.kind === 'bill-chunk' ? data.chunk : 0);
    });
    await until(() => done.length >= 30);
    await worker.close();
    expect([...done].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(await queue.counts()).toMatchObject({ waiting: 0, active: 0, failed: 0 });
  });

  test.runIf(isThere)('a job that throws is tried again', async () => {
    let tries = 0;
    await queue.ensure(chunks(newId(), 1));
    const worker = work(async () => {
      tries += 1;
      if (tries < 3) {
        throw new Error('the event store is away');
      }
    });
    await until(() => tries === 3);
    await until(async () => (await queue.counts()).active === 0);
    await worker.close();
    expect(await queue.counts()).toMatchObject({ waiting: 0, failed: 0, delayed: 0 });
  });

  test.runIf(isThere)('a job that is done may be asked for again, under the same id', async () => {
    let runs = 0;
    const jobs = chunks(newId(), 1);
    const worker = work(async () => {
      runs += 1;
    });
    await queue.ensure(jobs);
    await until(() => runs === 1);
    await until(async () => (await queue.counts()).active === 0);
    await queue.ensure(jobs);
    await until(() => runs === 2);
    await worker.close();
  });

  test.runIf(isThere)('a worker that closes ends what it has begun', async () => {
    let ended = 0;
    await queue.ensure(chunks(newId(), 1));
    let begun = false;
    const worker = work(async () => {
      begun = true;
      await delay(400);
      ended += 1;
    });
    await until(() => begun);
    await worker.close();
    expect(ended).toBe(1);
  });
});
