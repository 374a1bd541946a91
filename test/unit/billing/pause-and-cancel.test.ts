import { expect, test } from 'vitest';
import { type ControlCommand, controlRun } from '../../../src/application/billing/control-run.ts';
import { startRun } from '../../../src/application/billing/start-run.ts';
import { sweepBilling } from '../../../src/application/billing/sweep.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { BillingRunId } from '../../../src/domain/kernel/ids.ts';
import { plannedRun, runState, startedRun } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';

const PAUSE: ControlCommand = { kind: 'pause', reason: 'Wait' };
const RESUME: ControlCommand = { kind: 'resume', reason: null };
const CANCEL: ControlCommand = { kind: 'cancel', reason: 'Wrong month' };

/** Sixty buyers with a contract of 600.00 each: one chunk, 24 groups of which are under way at once. */
async function sixtyBuyers(): Promise<BillingWorld> {
  const world = await billingWorld();
  for (let index = 0; index < 60; index += 1) {
    await world.contract({ account: await world.account(`Buyer ${index}`) });
  }
  return world;
}

/** Somebody does it when the fifth contract is claimed. */
function inTheMiddle(world: BillingWorld, runId: BillingRunId, command: ControlCommand): void {
  let claims = 0;
  world.store.beforeAppend = async (_stream, [event]) => {
    claims += event?.type === 'ChargesRaised' ? 1 : 0;
    if (claims === 5) {
      world.store.beforeAppend = undefined;
      expect(await controlRun(world.deps, { runId }, command, world.by())).toMatchObject({ outcome: 'accepted' });
    }
  };
}

async function control(world: BillingWorld, runId: BillingRunId, command: ControlCommand) {
  return controlRun(world.deps, { runId }, command, world.by());
}

test('paused in the middle of a chunk, a run ends the groups that are under way; resumed, it does the rest', async () => {
  const world = await sixtyBuyers();
  const runId = await plannedRun(world, '2026-01-01');
  inTheMiddle(world, runId, PAUSE);
  await world.work();

  const before = world.register().length;
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(60);
  expect(await runState(world, runId)).toMatchObject({ status: 'paused', chunks: [{ result: null }] });
  const claims = world.store.log().filter(({ event }) => event.type === 'ChargesRaised');
  expect(claims).toHaveLength(before); // none is left without its document

  world.clock.advance(60_000);
  await sweepBilling(world.deps);
  await world.work();
  expect(world.register()).toHaveLength(before); // the sweeper leaves it alone

  await control(world, runId, RESUME);
  await world.work();
  const register = world.register();
  expect(register).toHaveLength(60);
  expect(register.at(-1)?.invoiceNumber).toBe('INV-2026-000060');
  expect(await runState(world, runId)).toMatchObject({ status: 'completed' });
});

test('cancelled in the middle of a chunk, a run keeps what it has billed and says so; the rest waits for another run', async () => {
  const world = await sixtyBuyers();
  const runId = await plannedRun(world, '2026-01-01');
  inTheMiddle(world, runId, CANCEL);
  await world.work();

  const billed = world.register().length;
  expect(billed).toBeLessThan(60);
  const state = await runState(world, runId);
  expect(state).toMatchObject({ status: 'cancelled', chunks: [{ result: { nothingDue: 0, exceptions: [] } }] });
  const result = state.status === 'none' ? null : state.chunks[0]?.result;
  expect(result?.documents.map(({ status, total }) => [status, total])).toEqual(
    Array.from({ length: billed }, () => ['finalised', '714.00']), // 600.00 and 19 %
  );

  const again = await startedRun(world, '2026-01-01'); // the seller is free
  await world.work();
  expect(again).not.toBe(runId);
  expect(world.register()).toHaveLength(60);
  const total = world.register().reduce((sum, each) => sum + Number(each.subtotal), 0);
  expect(total).toBe(60 * 600);
});

test('a claim that a fallen worker made for a cancelled run goes back', async () => {
  const world = await billingWorld();
  await world.contract();
  const runId = await plannedRun(world, '2026-01-01');
  world.store.afterAppend = (_stream, [event]) => {
    if (event?.type === 'ChargesRaised') {
      world.store.afterAppend = undefined;
      throw new Error('killed');
    }
  };
  await expect(world.work()).rejects.toThrow('killed');
  await control(world, runId, CANCEL);
  await world.work();
  expect(await runState(world, runId)).toMatchObject({ status: 'cancelled', chunks: [{ result: { documents: [] } }] });

  await sweepBilling(world.deps);
  await startedRun(world, '2026-01-01');
  await world.work();
  expect(world.register().map((each) => each.subtotal)).toEqual(['600.00']);
});

test('a run that is cancelled while it is planned bills nothing', async () => {
  const world = await billingWorld();
  await world.contract();
  const runId = await startedRun(world, '2026-01-01');
  await control(world, runId, CANCEL);
  await world.work();
  expect(world.register()).toEqual([]);
  expect(await runState(world, runId)).toMatchObject({ status: 'cancelled', chunks: [] });
});

test('paused while it is planned, a run is planned when it is resumed', async () => {
  const world = await billingWorld();
  await world.contract();
  const runId = await startedRun(world, '2026-01-01');
  await control(world, runId, PAUSE);
  await world.work();
  expect(await runState(world, runId)).toMatchObject({ status: 'paused', chunks: [] });
  await control(world, runId, RESUME);
  await world.work();
  expect(world.register()).toHaveLength(1);
});

test('whoever asks for a run that is paused meets it', async () => {
  const world = await billingWorld();
  await world.contract();
  const runId = await startedRun(world, '2026-01-01');
  await control(world, runId, PAUSE);
  expect(await startedRun(world, '2026-01-01')).toBe(runId);
});

test('a run over three days issues a third of its chunks on each', async () => {
  const world = await billingWorld();
  const acme = await world.account('Acme');
  for (let index = 0; index < 3; index += 1) {
    await world.contract({ account: acme, purchaseOrderNumber: `PO-${index}` });
  }
  // each contract is so heavy that it has a chunk of its own
  const { billableContracts } = world.deps.finders;
  Object.assign(world.deps.finders, {
    billableContracts: async (...wanted: Parameters<typeof billableContracts>) =>
      (await billableContracts(...wanted)).map((each) => ({ ...each, weight: 10_000 })),
  });
  const wanted = { sellerId: SELLER, through: civilDate('2026-01-01'), finalise: true, staggerDays: 3 };
  await startRun(world.deps, wanted, world.by());
  for (const day of ['2026-01-01', '2026-01-02', '2026-01-03']) {
    world.clock.set(`${day}T09:00:00.000Z`);
    await sweepBilling(world.deps);
    await world.work();
  }
  expect(world.register().map((each) => each.issueDate)).toEqual(['2026-01-01', '2026-01-02', '2026-01-03']);
});
