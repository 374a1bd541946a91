import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AllStreamSubscription,
  EventStoreDBClient,
  jsonEvent,
  type ResolvedEvent,
  type StreamingRead,
  type StreamSubscription,
} from '@eventstore/db-client';
import { afterEach } from 'vitest';
import { type EventNode, type EventNodeOptions, startEventNode } from '../../../src/embedded/event-node/event-node.ts';

/** A node with data of its own and a client connected to it; both vanish after the test. */
export interface RunningNode {
  readonly directory: string;
  readonly node: EventNode;
  readonly client: EventStoreDBClient;
  /** Another client, with more in its connection string. */
  connect(parameters?: string): EventStoreDBClient;
  /** Stops the node and starts it again on the same data. */
  restart(): Promise<RunningNode>;
}

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export async function runNode(options: Partial<EventNodeOptions> = {}): Promise<RunningNode> {
  const directory = options.directory ?? (await temporaryDirectory());
  const node = await startEventNode({ durable: false, ...options, directory });
  const clients: EventStoreDBClient[] = [];
  const connect = (parameters = ''): EventStoreDBClient => {
    const client = EventStoreDBClient.connectionString(node.connectionString + parameters);
    clients.push(client);
    return client;
  };
  const stop = async () => {
    await Promise.all(clients.splice(0).map((client) => client.dispose()));
    await node.close();
  };
  cleanups.push(stop);
  const restart = async () => {
    await stop();
    return runNode({ ...options, directory });
  };
  return { directory, node, client: connect(), connect, restart };
}

/** For what must hold as well after a restart: the node as it is, and then started again. */
export async function* alsoRestarted(running: RunningNode): AsyncGenerator<RunningNode> {
  yield running;
  yield await running.restart();
}

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'event-node-'));
  cleanups.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** An event whose data is its number. */
export function numbered(n: number, type = 'Numbered') {
  return jsonEvent({ type, data: { n } });
}

/** Events numbered from `first` on. */
export function numberedFrom(first: number, count: number, type?: string) {
  return Array.from({ length: count }, (_, index) => numbered(first + index, type));
}

export async function collect(read: StreamingRead<ResolvedEvent>): Promise<ResolvedEvent[]> {
  const events: ResolvedEvent[] = [];
  for await (const event of read) events.push(event);
  return events;
}

/** The numbers of the events read. */
export async function numbersOf(read: StreamingRead<ResolvedEvent>): Promise<number[]> {
  return (await collect(read)).map(numberOf);
}

export function numberOf(resolved: ResolvedEvent): number {
  return (resolved.event as { data: { n: number } } | undefined)?.data.n ?? Number.NaN;
}

/** What a promise is rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await promise;
  } catch (error) {
    return error as Record<string, unknown>;
  }
  throw new Error('It was not rejected');
}

/** Watches a subscription. */
export function watch(subscription: AllStreamSubscription | StreamSubscription) {
  const events: ResolvedEvent[] = [];
  const log: string[] = [];
  const errors: Error[] = [];
  subscription.on('data', (event: ResolvedEvent) => {
    events.push(event);
    log.push(`${event.event?.streamId}/${event.event?.revision}`);
  });
  subscription.on('confirmation', () => log.push('confirmation'));
  subscription.on('caughtUp', () => log.push('caughtUp'));
  subscription.on('error', (error: Error) => errors.push(error));
  return { events, log, errors };
}

/** Waits until something is so; fails after 10 s. */
export async function until(isSo: () => boolean, what = 'what was waited for'): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
