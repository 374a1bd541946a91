import { expect, test } from 'vitest';
import { sweepBilling } from '../../../src/application/billing/sweep.ts';
import { execute } from '../../../src/application/execute.ts';
import { tenantStream } from '../../../src/application/streams.ts';
import { type TenantCommand, tenant } from '../../../src/domain/tenant/tenant.ts';
import { doBillingJob } from '../../../src/workers/billing-jobs.ts';
import type { BillingJob } from '../../../src/workers/queues.ts';
import { startedRun } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld } from '../../support/billing-world.ts';
import { acceptedOutcome } from '../../support/outcomes.ts';

const by = { kind: 'user', id: 'oidc:olga' } as const;

async function set(world: BillingWorld, command: TenantCommand): Promise<void> {
  const { store, tenantId } = world;
  acceptedOutcome(await execute(store, tenant, tenantStream(tenantId), command, world.by()));
}

/** What a worker does with the queue: everything that waits. */
async function workOff(world: BillingWorld): Promise<void> {
  for (let job = world.waiting.shift(); job !== undefined; job = world.waiting.shift()) {
    const { tenantId } = world;
    const { runId, chunk } = job;
    const work: BillingJob =
      chunk === 'plan' ? { kind: 'plan-run', tenantId, runId } : { kind: 'bill-chunk', tenantId, runId, chunk };
    await doBillingJob(world.deps, work);
  }
}

test.each(['plan', 'chunk'])(
  'a run whose %s job waits is put off by a suspension, and billed once after it',
  async (at) => {
    const world = await billingWorld();
    await set(world, { kind: 'provision', tenantId: world.tenantId, name: 'Acme', fourEyes: true });
    await world.contract();
    await startedRun(world, '2026-01-01');
    if (at === 'chunk') {
      const [plan] = world.waiting.splice(0);
      await doBillingJob(world.deps, { kind: 'plan-run', tenantId: world.tenantId, runId: plan!.runId });
    }
    await set(world, { kind: 'suspend', by, reason: 'Unpaid' });
    const before = world.store.log().length;
    await workOff(world);
    world.clock.advance(60_000);
    await sweepBilling(world.deps);
    expect([world.waiting, world.store.log().length]).toEqual([[], before]);

    await set(world, { kind: 'resume', by, reason: 'Paid' });
    await sweepBilling(world.deps);
    expect(world.waiting).not.toEqual([]);
    await workOff(world);
    await sweepBilling(world.deps);
    await workOff(world);
    // One contract, January 2026 in advance, from the world's own control: one invoice, once.
    expect(world.register().map(({ invoiceNumber }) => invoiceNumber)).toEqual(['INV-2026-000001']);
  },
);
