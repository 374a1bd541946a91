import { describe, expect, test } from 'vitest';
import { billChunk } from '../../../src/application/billing/bill-chunk.ts';
import { planRun } from '../../../src/application/billing/plan-run.ts';
import { startRun } from '../../../src/application/billing/start-run.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';

class Killed extends Error {}

async function companies(): Promise<BillingWorld> {
  const world = await billingWorld();
  const acme = await world.account('Acme');
  await world.contract({ account: acme });
  await world.contract({ account: acme, seats: 3 });
  await world.contract({ account: await world.account('Borealis') });
  return world;
}

async function startAndPlan(world: BillingWorld) {
  const wanted = { sellerId: SELLER, through: civilDate('2026-01-01'), finalise: true };
  const started = await startRun(world.deps, wanted, world.by());
  if (started.outcome === 'rejected') {
    throw new Error(started.rejection.message);
  }
  return started.runId;
}

function outcomeOf(world: BillingWorld) {
  return world.register().map(({ invoiceNumber, accountId, total }) => ({ invoiceNumber, accountId, total }));
}

/** Appends that a run makes from its start to its end, without any fall. */
async function appendsOfARun(): Promise<number> {
  const world = await companies();
  let appends = 0;
  const runId = await startAndPlan(world);
  world.store.beforeAppend = () => {
    appends += 1;
  };
  await planRun(world.deps, runId, world.by(runId));
  await billChunk(world.deps, runId, 1, world.by(runId));
  return appends;
}

describe('a worker that falls before any one of its appends', async () => {
  const appends = await appendsOfARun();

  test.each(Array.from({ length: appends }, (_, index) => index + 1))(
    'append %i: the next one ends the work',
    async (fatal) => {
      const world = await companies();
      const runId = await startAndPlan(world);
      let count = 0;
      world.store.beforeAppend = () => {
        count += 1;
        if (count === fatal) {
          throw new Killed();
        }
      };
      const attempt = async () => {
        await planRun(world.deps, runId, world.by(runId));
        await billChunk(world.deps, runId, 1, world.by(runId));
      };
      await expect(attempt()).rejects.toThrow(Killed);
      await attempt();

      const register = outcomeOf(world);
      expect(register.map((each) => each.invoiceNumber)).toEqual(['INV-2026-000001', 'INV-2026-000002']);
      // Acme: 600 + 180 = 780.00 net, 928.20 gross; Borealis: 600.00 net, 714.00 gross
      expect(register.map((each) => each.total).sort()).toEqual(['714.00', '928.20']);
    },
  );
});
