import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { GenericContainer, Wait } from 'testcontainers';
import { startEventNode } from '../../src/embedded/event-node/event-node.ts';

/** A server that a test may use, however it came about. */
export interface TestServer {
  readonly url: string;
  /** What it is: `given`, `container`, `program` or `embedded`. */
  readonly kind: string;
  close(): Promise<void>;
}

const EVENTSTORE_IMAGE = 'eventstore/eventstore:24.6';
const EVENTSTORE_PORT = 2113;
const REDIS_IMAGE = 'redis:8';
const REDIS_PORT = 6379;

/** An EventStoreDB: the one of EVENTSTORE_URL, else a container where Docker runs, else the embedded event node. */
export async function eventStoreServer(): Promise<TestServer> {
  const given = process.env.EVENTSTORE_URL;
  if (given !== undefined) {
    return { url: given, kind: 'given', close: async () => undefined };
  }
  if (hasDocker()) {
    const container = await new GenericContainer(EVENTSTORE_IMAGE)
      .withEnvironment({ EVENTSTORE_INSECURE: 'true', EVENTSTORE_MEM_DB: 'true', EVENTSTORE_RUN_PROJECTIONS: 'None' })
      .withExposedPorts(EVENTSTORE_PORT)
      .withWaitStrategy(Wait.forHttp('/health/live', EVENTSTORE_PORT).forStatusCode(204))
      .start();
    const url = `esdb://${container.getHost()}:${container.getMappedPort(EVENTSTORE_PORT)}?tls=false`;
    return { url, kind: 'container', close: async () => void (await container.stop()) };
  }
  const directory = await mkdtemp(join(tmpdir(), 'ledgerline-events-'));
  const node = await startEventNode({ directory, durable: false });
  return {
    url: node.connectionString,
    kind: 'embedded',
    close: async () => {
      await node.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A Redis: the one of REDIS_URL, else `redis-server` from the path, else a container, else none (undefined). */
export async function redisServer(): Promise<TestServer | undefined> {
  const given = process.env.REDIS_URL;
  if (given !== undefined) {
    return { url: given, kind: 'given', close: async () => undefined };
  }
  if (succeeds('redis-server', ['--version'])) {
    return redisProgram();
  }
  if (hasDocker()) {
    const container = await new GenericContainer(REDIS_IMAGE).withExposedPorts(REDIS_PORT).start();
    const url = `redis://${container.getHost()}:${container.getMappedPort(REDIS_PORT)}`;
    return { url, kind: 'container', close: async () => void (await container.stop()) };
  }
  return undefined;
}

/** Whether tests on Redis can run here; asked before they are declared. */
export function hasRedis(): boolean {
  return process.env.REDIS_URL !== undefined || succeeds('redis-server', ['--version']) || hasDocker();
}

async function redisProgram(): Promise<TestServer> {
  const port = await freePort();
  const directory = await mkdtemp(join(tmpdir(), 'ledgerline-redis-'));
  const options = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    directory,
  ];
  const server = spawn('redis-server', options, { stdio: 'ignore' });
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: 200 });
  client.on('error', () => undefined); // until it listens
  await client.ping();
  await client.quit();
  return {
    url,
    kind: 'program',
    close: async () => {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject()));
    });
  });
}

function hasDocker(): boolean {
  return succeeds('docker', ['info']);
}

function succeeds(command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore', timeout: 5_000 });
    return true;
  } catch {
    return false;
  }
}
