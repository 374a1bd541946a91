import { planRun } from '../../src/application/billing/plan-run.ts';
import { startRun } from '../../src/application/billing/start-run.ts';
import { runStream } from '../../src/application/streams.ts';
import { type BillingRunState, billingRun } from '../../src/domain/billing-run/billing-run.ts';
import { civilDate } from '../../src/domain/kernel/calendar.ts';
import type { BillingRunId } from '../../src/domain/kernel/ids.ts';
import { type BillingWorld, SELLER } from './billing-world.ts';

/** A run that is started and no more. */
export async function startedRun(world: BillingWorld, through: string, finalise = true): Promise<BillingRunId> {
  const wanted = { sellerId: SELLER, through: civilDate(through), finalise };
  const started = await startRun(world.deps, wanted, world.by());
  if (started.outcome === 'rejected') {
    throw new Error(started.rejection.message);
  }
  return started.runId;
}

/** A run whose chunks are planned and not begun. */
export async function plannedRun(world: BillingWorld, through: string, finalise = true): Promise<BillingRunId> {
  const runId = await startedRun(world, through, finalise);
  await planRun(world.deps, runId, world.by(runId));
  return runId;
}

/** A run from its start to its end. */
export async function wholeRun(world: BillingWorld, through: string, finalise = true): Promise<BillingRunId> {
  const runId = await startedRun(world, through, finalise);
  await world.work();
  return runId;
}

export async function runState(world: BillingWorld, runId: BillingRunId): Promise<BillingRunState> {
  return (await world.store.load(runStream(world.tenantId, runId), billingRun)).state;
}
