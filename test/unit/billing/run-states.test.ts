import { expect, test } from 'vitest';
import { createRunStates } from '../../../src/application/billing/run-states.ts';
import { derivedId } from '../../../src/application/derived-ids.ts';
import type { EventStore } from '../../../src/application/ports/event-store.ts';
import { runStream } from '../../../src/application/streams.ts';
import { billingRun } from '../../../src/domain/billing-run/billing-run.ts';
import type { BillingRunEvent } from '../../../src/domain/billing-run/events.ts';
import type { BillingRunId } from '../../../src/domain/kernel/ids.ts';
import { chunkCompleted, chunkPlanned, planned, started } from '../../support/billing-run-events.ts';
import { billingWorld } from '../../support/billing-world.ts';

const CHUNKS = 120;

/** A run of 120 chunks, and a store that counts the events that are read of it. */
async function aLongRun() {
  const world = await billingWorld();
  const runId = derivedId('run', 'test') as BillingRunId;
  const chunks = Array.from({ length: CHUNKS }, (_, index) => chunkPlanned(index + 1, `c${index}`));
  const events = [started(), ...chunks, planned(CHUNKS)];
  const stream = runStream(world.tenantId, runId);
  await world.store.append(stream, -1, events, world.by());
  let read = 0;
  const counting: EventStore = {
    ...world.store,
    read: async (...wanted) => {
      const found = await world.store.read(...wanted);
      read += found.length;
      return found;
    },
  };
  const append = (revision: number, event: BillingRunEvent) =>
    world.store.append(stream, revision, [event], world.by());
  return { world, runId, stream, counting, append, readSoFar: () => read };
}

test('whoever asks again for a long run reads what has come since, and nothing else', async () => {
  const { world, runId, stream, counting, append, readSoFar } = await aLongRun();
  const runs = createRunStates(counting);
  for (let chunk = 1; chunk <= CHUNKS; chunk += 1) {
    await runs.load(world.tenantId, runId);
    await append(CHUNKS + chunk, chunkCompleted(chunk));
  }
  const loaded = await runs.load(world.tenantId, runId);
  // started, 120 chunks, planned, 120 completions: each read once. Read anew each time it would be some 22,000.
  expect(readSoFar()).toBe(242);

  const whole = await world.store.load(stream, billingRun);
  expect(loaded.state).toEqual(whole.state);
  expect([loaded.revision, loaded.position, loaded.commands]).toEqual([whole.revision, whole.position, whole.commands]);
});

test('several at once see the same run', async () => {
  const { world, runId, counting, append } = await aLongRun();
  const runs = createRunStates(counting);
  await runs.load(world.tenantId, runId);
  await append(CHUNKS + 1, chunkCompleted(7));
  const [one, other] = await Promise.all([runs.load(world.tenantId, runId), runs.load(world.tenantId, runId)]);
  expect(one.state).toEqual(other.state);
  expect(one.state.status === 'none' ? null : one.state.chunks[6]?.result).toMatchObject({ nothingDue: 0 });
});
