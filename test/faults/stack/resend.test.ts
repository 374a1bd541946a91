import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type AllStreamRecordedEvent, EventStoreDBClient, START } from '@eventstore/db-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Stack, type StackAnswer, startStack } from '../../support/stack.ts';
import { stackClient } from '../../support/stack-client.ts';

/** Roles in the order of their deaths; five falls of one role within a minute would be the end of the stack. */
const VICTIMS = ['api', 'event-node', 'postgres', 'api', 'postgres', 'event-node', 'api'] as const;
const BETWEEN_KILLS_MS = { min: 800, max: 2_500 };
const WRITERS = 6;
/** Each writer amends a contract of its own, so that its amendments come in its order. */
const CONTRACTS = WRITERS;
/** On a slow machine it goes on after the last death until there are so many. */
const ACKNOWLEDGED_MIN = 60;
const PATIENCE_MS = 60_000;
/** What the front end does with a write that failed, without a key. */
const BLIND_REPEAT_MS = 1_000;

interface Command {
  readonly path: string;
  readonly body: object;
  readonly headers: Readonly<Record<string, string>>;
  /** By this text the command's event is found in the log. */
  readonly mark: string;
}

/** What became of a command as far as its sender knows; undefined: it gave up without an answer. */
interface Sent extends Command {
  readonly acknowledged: StackAnswer | undefined;
}

const isAccepted = (answer: StackAnswer | undefined): answer is StackAnswer =>
  answer !== undefined && answer.status >= 200 && answer.status <= 299;

describe('commands sent while api, event node and postgres are killed', () => {
  let stack: Stack;
  let contractIds: string[];
  let accountId: string;
  const sent: Sent[] = [];

  beforeAll(async () => {
    stack = await startStack({ workers: 0 });
    const client = stackClient(stack);
    accountId = (await client.post('/api/accounts', { accountName: 'Acme', accountType: 'enterprise' })).id;
    const terms = { accountId, status: 'active', startDate: '2026-01-01', endDate: '2026-12-31' };
    contractIds = await Promise.all(
      Array.from({ length: CONTRACTS }, async (_, index) => {
        const contract = { ...terms, contractNumber: `AMENDED-${index}`, seatCount: 1, seatPrice: '10' };
        return (await client.post('/api/contracts', contract)).id;
      }),
    );
  });
  afterAll(() => stack?.remove());
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') {
      process.stderr.write(stack.log().slice(-8_000));
    }
  });

  const send = ({ path, body, headers }: Command): Promise<StackAnswer | undefined> =>
    stack.request('POST', path, body, headers).catch(() => undefined);

  /** With a key: again and again until it is acknowledged. */
  async function sendUntilAcknowledged(command: Command): Promise<StackAnswer> {
    let last: StackAnswer | undefined;
    for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await delay(100)) {
      last = await send(command);
      if (isAccepted(last)) {
        return last;
      }
    }
    throw new Error(`Never acknowledged: ${command.mark}; last ${JSON.stringify(last)}`);
  }

  /** Without a key: once more, blindly, and no more. */
  async function sendAsTheFrontEnd(command: Command): Promise<StackAnswer | undefined> {
    const first = await send(command);
    if (isAccepted(first)) {
      return first;
    }
    await delay(BLIND_REPEAT_MS);
    return send(command);
  }

  function commandOf(writer: number, index: number): Command {
    const mark = `writer ${writer}, command ${index}`;
    const headers: Record<string, string> = index % 2 === 0 ? { 'idempotency-key': randomUUID() } : {};
    switch (Math.floor(index / 2) % 3) {
      case 0:
        return { path: '/api/accounts', body: { accountName: mark, accountType: 'smb' }, headers, mark };
      case 1: {
        const terms = { accountId, startDate: '2026-01-01', endDate: '2026-12-31', seatCount: 5, seatPrice: '10' };
        return { path: '/api/contracts', body: { contractNumber: mark, ...terms }, headers, mark };
      }
      default: {
        // Never the seats that are there already: such a command is accepted and records nothing.
        const body = { quantity: 2 + index, effectiveOn: '2026-06-01', reason: mark };
        return { path: `/api/contracts/${contractIds[writer]}/adjust-seats`, body, headers, mark };
      }
    }
  }

  async function write(writer: number, isOver: () => boolean): Promise<void> {
    for (let index = 0; !isOver(); index += 1) {
      const command = commandOf(writer, index);
      const hasKey = 'idempotency-key' in command.headers;
      const answer = await (hasKey ? sendUntilAcknowledged(command) : sendAsTheFrontEnd(command));
      sent.push({ ...command, acknowledged: isAccepted(answer) ? answer : undefined });
      await delay(20);
    }
  }

  async function killAll(): Promise<void> {
    for (const role of VICTIMS) {
      await delay(BETWEEN_KILLS_MS.min + Math.random() * (BETWEEN_KILLS_MS.max - BETWEEN_KILLS_MS.min));
      for (let killed = false; !killed; await delay(50)) {
        killed = await stack.kill(role).then(
          () => true,
          () => false, // it is just coming up again
        );
      }
    }
  }

  /** Marks of the commands that stand in the log, as often as they do, read by the official client. */
  async function marksInLog(): Promise<Map<string, number>> {
    const client = EventStoreDBClient.connectionString(stack.eventStoreUrl);
    const counts = new Map<string, number>();
    try {
      for await (const { event } of client.readAll({ fromPosition: START })) {
        const mark = markOf(event);
        if (mark !== undefined) {
          counts.set(mark, (counts.get(mark) ?? 0) + 1);
        }
      }
    } finally {
      await client.dispose();
    }
    return counts;
  }

  function markOf(event: AllStreamRecordedEvent | undefined): string | undefined {
    const data = (event?.data ?? {}) as Record<string, string | null>; // JSON of ours
    switch (event?.type) {
      case 'AccountOpened':
        return data.accountName ?? undefined;
      case 'ContractDrafted':
        return data.contractNumber ?? undefined;
      case 'SeatsAdjusted':
        return data.reason ?? undefined;
      default:
        return undefined;
    }
  }

  async function expectEachOnce(): Promise<void> {
    const counts = await marksInLog();
    const lost = sent.filter(({ mark, acknowledged }) => acknowledged !== undefined && !counts.has(mark));
    const twice = sent.filter(({ mark }) => (counts.get(mark) ?? 0) > 1);
    expect({ lost: lost.map(({ mark }) => mark), twice: twice.map(({ mark }) => mark) }).toEqual({
      lost: [],
      twice: [],
    });
  }

  test('each acknowledged one counts once, and none that was given up counts twice', async () => {
    let isQuiet = false;
    const acknowledged = () => sent.filter((command) => command.acknowledged !== undefined).length;
    const isOver = () => isQuiet && acknowledged() >= ACKNOWLEDGED_MIN;
    const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer, isOver));
    await killAll().finally(() => {
      isQuiet = true;
    });
    await Promise.all(writers);
    await expectEachOnce();
  }, 150_000);

  test('sent once more with their keys they are answered with the same, and record nothing', async () => {
    for (const command of sent) {
      const { id } = command.acknowledged?.body.data ?? {};
      if ('idempotency-key' in command.headers) {
        const again = await sendUntilAcknowledged(command);
        expect(again.body.data.id).toBe(id);
      }
    }
    await expectEachOnce();
  });

  test('the lists show what the log holds', async () => {
    const client = stackClient(stack);
    const counts = await marksInLog();
    const inLog = sent.filter(({ mark, path }) => path === '/api/accounts' && counts.has(mark)).map(({ mark }) => mark);
    const listed = async () =>
      (await client.all('/api/accounts?accountType[eq]=smb')).map(({ accountName }) => accountName).sort();
    await expect.poll(listed, { timeout: PATIENCE_MS }).toEqual(inLog.sort());
    for (const { path, acknowledged } of sent) {
      if (path === '/api/contracts' && acknowledged !== undefined) {
        const { id, contractNumber } = acknowledged.body.data;
        expect(await client.get(`/api/contracts/${id}`)).toMatchObject({ id, contractNumber });
      }
    }
  });
});
