import { expect, test } from 'vitest';
import { startRun } from '../../../src/application/billing/start-run.ts';
import { derivedId } from '../../../src/application/derived-ids.ts';
import type { RunScope } from '../../../src/domain/billing-run/events.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { type NaturalKeyState, naturalKey } from '../../../src/domain/natural-key/natural-key.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';

async function holder(world: BillingWorld): Promise<NaturalKeyState['owner']> {
  const id = derivedId('activeBillingRun', SELLER);
  return (await world.store.load({ category: 'naturalKey', tenantId: world.tenantId, id }, naturalKey)).state.owner;
}

test('two starts at once with different wishes: one of them is told about the other', async () => {
  const world = await billingWorld();
  await world.contract();
  const wishes = ['2026-01-01', '2026-04-01'].map((day) => ({
    sellerId: SELLER,
    through: civilDate(day),
    finalise: true,
  }));
  const [first, second] = wishes.map((wish) => () => startRun(world.deps, wish, world.by()));
  // The first has the seller and has not begun when the second comes and takes its run up.
  world.store.beforeAppend = async (_stream, [event]) => {
    if (event?.type === 'BillingRunStarted') {
      world.store.beforeAppend = undefined;
      expect(await second?.()).toMatchObject({ outcome: 'accepted', state: { request: { through: '2026-04-01' } } });
    }
  };
  expect(await first?.()).toMatchObject({ outcome: 'rejected', rejection: { code: 'BILLING_RUN_IN_PROGRESS' } });
});

test('the same command again, on another day and after its run, gives the run back and leaves the seller free', async () => {
  const world = await billingWorld();
  await world.contract();
  const command = world.by();
  const wish = { sellerId: SELLER, through: null, finalise: true };
  const started = await startRun(world.deps, wish, command);
  await world.work();
  world.clock.set('2026-01-05T09:00:00.000Z');

  const again = await startRun(world.deps, wish, command);
  world.waiting.length = 0; // the queue is wiped
  expect(again).toMatchObject({ outcome: 'accepted', runId: started.outcome === 'accepted' ? started.runId : null });
  expect(await holder(world)).toBeNull();
});

test('runs of other scopes go on beside the one over everything, and bill their contracts alone', async () => {
  const world = await billingWorld();
  const acme = await world.account('Acme');
  const contractId = await world.contract({ account: acme });
  await world.contract({ account: await world.account('Borealis') });
  const wish = { sellerId: SELLER, through: null, finalise: true };
  expect(await startRun(world.deps, wish, world.by())).toMatchObject({ outcome: 'accepted' });
  const scope: RunScope = { kind: 'contracts', contractIds: [contractId] };
  const beside = await startRun(world.deps, { ...wish, scope, grouping: 'per_contract' }, world.by());
  expect(beside).toMatchObject({ state: { request: { scope, grouping: 'per_contract', staggerDays: 0 } } });
  world.waiting.splice(0, 1); // the queue has lost the run over everything
  await world.work();
  expect(world.register().map((each) => each.accountId)).toEqual([acme]);
});

test.each([{ grouping: 'per_contract' as const }, { staggerDays: 3 }, { finalise: false }])(
  'a run over everything that differs in %j is another one',
  async (difference) => {
    const world = await billingWorld();
    const wish = { sellerId: SELLER, through: null, finalise: true };
    await startRun(world.deps, wish, world.by());
    expect(await startRun(world.deps, { ...wish, ...difference }, world.by())).toMatchObject({
      outcome: 'rejected',
      rejection: { code: 'BILLING_RUN_IN_PROGRESS' },
    });
  },
);
