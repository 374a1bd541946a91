import { afterEach, beforeEach, expect, it } from 'vitest';
import { startRun } from '../../../src/application/billing/start-run.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { createBillingFinders } from '../../../src/projections/billing/finders.ts';
import { billingGroup } from '../../../src/projections/billing/group.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';
import { createMemoryFeed } from '../../support/memory-feed.ts';
import { type Harness, startHarness } from '../projections/sample/projector-harness.ts';

let harness: Harness;
let world: BillingWorld;

beforeEach(async () => {
  harness = await startHarness();
  world = await billingWorld();
});
afterEach(() => harness.close());

async function bill(through: string): Promise<void> {
  const wanted = { sellerId: SELLER, through: civilDate(through), finalise: true };
  await startRun(world.deps, wanted, world.by());
  await world.work();
}

it('rebuilt rows equal the live ones, and what finds in them goes on', async () => {
  const contracts = await Promise.all(
    ['Acme', 'Beta', 'Gamma'].map(async (name) => {
      return world.contract({ account: await world.account(name), seats: 10 });
    }),
  );
  await bill('2026-01-01');
  for (const [index, contractId] of contracts.entries()) {
    const effectiveOn = civilDate('2026-02-01');
    await world.on(contractId, {
      kind: 'adjustSeats',
      lineId: null,
      quantity: 5 + index * 5,
      effectiveOn,
      reason: null,
    });
  }
  await bill('2026-03-01');
  await startRun(world.deps, { sellerId: SELLER, through: civilDate('2026-04-01'), finalise: true }, world.by());

  const feed = createMemoryFeed();
  const log = world.store.log();
  feed.append(log.slice(0, 20));
  harness.start(feed, [billingGroup]);
  await harness.arrivesAt(feed.head, 'billing');
  feed.append(log.slice(20));
  await harness.arrivesAt(feed.head, 'billing');

  const [report] = await harness.rebuild(feed, [billingGroup], { compare: true });
  expect(report).toMatchObject({ swapped: true, differences: [], halt: undefined });
  const progress = { waitFor: async () => true };
  const finders = createBillingFinders({ pool: harness.database.pool('worker'), progress });
  expect(await finders.unfinishedRuns()).toMatchObject([{ tenantId: world.tenantId }]);
  const through = civilDate('2026-04-01');
  const wanted = { sellerId: SELLER, scope: { kind: 'batch' }, through, on: through } as const;
  expect(await finders.billableContracts(world.tenantId, wanted)).toHaveLength(3);
});
