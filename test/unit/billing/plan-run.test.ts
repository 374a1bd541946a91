import { expect, test } from 'vitest';
import { planRun } from '../../../src/application/billing/plan-run.ts';
import type { ContractId } from '../../../src/domain/kernel/ids.ts';
import { plannedRun, runState, startedRun, wholeRun } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld } from '../../support/billing-world.ts';

async function plan(world: BillingWorld, runId: Awaited<ReturnType<typeof startedRun>>) {
  const state = await runState(world, runId);
  return state.status === 'none' ? [] : state.chunks.flatMap((chunk) => chunk.groups);
}

/** Lets the read model find these contracts only. */
function onlyFound(world: BillingWorld, contractIds: readonly ContractId[]): BillingWorld['deps'] {
  const { finders } = world.deps;
  return {
    ...world.deps,
    finders: {
      ...finders,
      billableContracts: async (...wanted) =>
        (await finders.billableContracts(...wanted)).filter(({ contractId }) => contractIds.includes(contractId)),
    },
  };
}

test('more contracts of one buyer than a document holds are billed in one run, on two documents', async () => {
  const world = await billingWorld();
  const account = await world.account('Acme');
  for (let index = 0; index < 203; index += 1) {
    await world.contract({ account, seats: 1 });
  }
  const runId = await wholeRun(world, '2026-01-01');

  // 1 seat × 20.00 × 3 months = 60.00 a contract: 200 × 60 and 3 × 60
  expect(world.register().map((each) => each.subtotal)).toEqual(['12000.00', '180.00']);
  expect(await runState(world, runId)).toMatchObject({
    status: 'completed',
    chunks: [{ result: { exceptions: [] } }, { result: { exceptions: [] } }],
  });
});

test('a plan that is taken up again after more contracts came does not name two groups alike', async () => {
  const world = await billingWorld();
  const account = await world.account('Acme');
  const first = [await world.contract({ account }), await world.contract({ account })];
  const runId = await startedRun(world, '2026-01-01');
  world.store.beforeAppend = (_stream, events) => {
    if (events.some((event) => event.type === 'BillingRunPlanned')) {
      throw new Error('killed');
    }
  };
  await expect(planRun(onlyFound(world, first), runId, world.by(runId))).rejects.toThrow('killed');
  world.store.beforeAppend = undefined;
  await world.contract({ account });
  await world.contract({ account });
  await world.work();

  expect(world.register().map((each) => each.subtotal)).toEqual(['1200.00', '1200.00']);
});

test('two planners who see different contracts plan all of them, each once', async () => {
  const world = await billingWorld();
  const account = await world.account('Acme');
  const all: ContractId[] = [];
  for (let index = 0; index < 6; index += 1) {
    all.push(await world.contract({ account }));
  }
  const runId = await startedRun(world, '2026-01-01');
  world.store.beforeAppend = async () => {
    world.store.beforeAppend = undefined;
    await planRun(onlyFound(world, all.slice(2)), runId, world.by(runId));
  };
  await planRun(onlyFound(world, all.slice(0, 4)), runId, world.by(runId));

  const planned = (await plan(world, runId)).flatMap((group) => group.contractIds);
  expect(new Set(planned).size).toBe(planned.length);
});

test('planning again changes nothing', async () => {
  const world = await billingWorld();
  await world.contract();
  const runId = await plannedRun(world, '2026-01-01');
  const before = world.store.log().length;
  await planRun(world.deps, runId, world.by(runId));
  expect(world.store.log()).toHaveLength(before);
});
