import { expect, test } from 'vitest';
import { billChunk } from '../../../src/application/billing/bill-chunk.ts';
import { retryExceptions } from '../../../src/application/billing/control-run.ts';
import { sweepBilling } from '../../../src/application/billing/sweep.ts';
import { plannedRun, runState } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld } from '../../support/billing-world.ts';

/** A key is missing: what the document says of this buyer cannot be sealed. */
function withoutKeyOf(world: BillingWorld, subject: string) {
  const { vault } = world.deps;
  return {
    ...world.deps,
    reportFault: () => undefined,
    vault: {
      ...vault,
      unseal: async (...wanted: Parameters<typeof vault.unseal>) => {
        if (wanted[1].subjectId.includes(subject)) {
          throw new Error('no key');
        }
        return vault.unseal(...wanted);
      },
    },
  };
}

const CONTACT = { billingContactName: 'Ada' };

async function twoBuyers() {
  const world = await billingWorld();
  const [acme, borealis] = [
    await world.account('Acme', await contactOf(world, 'Acme')),
    await world.account('Borealis'),
  ];
  await world.contract({ account: acme });
  await world.contract({ account: borealis });
  return { world, runId: await plannedRun(world, '2026-01-01') };
}

async function contactOf(world: BillingWorld, name: string) {
  return { contact: await world.deps.vault.seal(world.tenantId, `account:${name}`, CONTACT) };
}

test('a document that cannot be ended holds nobody up', async () => {
  const { world, runId } = await twoBuyers();
  const broken = withoutKeyOf(world, 'account:Acme');
  const bill = (how: 'thrown' | 'noted') => billChunk(broken, runId, 1, world.by(runId), how);

  await expect(bill('thrown')).rejects.toThrow('no key');
  expect(world.register()).toHaveLength(1); // the other one is finalised all the same
  await bill('noted');

  const state = await runState(world, runId);
  expect(state).toMatchObject({ status: 'completed' });
  const result = state.status === 'none' ? null : state.chunks[0]?.result;
  expect(result?.documents.map(({ status }) => status).sort()).toEqual(['finalised', 'finalising']);
  expect(result?.exceptions).toMatchObject([{ code: 'FINALISATION_FAULT' }]);

  // The key is back: the sweeper ends the document with the number that it has.
  world.clock.advance(10_000);
  await sweepBilling(world.deps);
  expect(world.register().map((each) => each.invoiceNumber)).toEqual(['INV-2026-000001', 'INV-2026-000002']);
  expect(world.store.log().filter(({ event }) => event.type === 'NumberAssigned')).toHaveLength(2);

  // Tried again, the exception is gone: nothing is due any more.
  await retryExceptions(world.deps, { runId, contractIds: null, acceptGuard: null }, world.by());
  await world.work();
  expect(await runState(world, runId)).toMatchObject({
    status: 'completed',
    chunks: [{}, { result: { documents: [], nothingDue: 1, exceptions: [] } }],
  });
  expect(world.register()).toHaveLength(2);
});
