import { expect, test } from 'vitest';
import { claimCharges } from '../../../src/application/billing/claim.ts';
import { documentId } from '../../../src/application/billing/documents.ts';
import { finaliseInvoice } from '../../../src/application/billing/draft-documents.ts';
import { groupFactsOf, groupIdOf } from '../../../src/application/billing/group-id.ts';
import { sweepBilling } from '../../../src/application/billing/sweep.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { BillingRunId, InvoiceId } from '../../../src/domain/kernel/ids.ts';
import { runState, startedRun, wholeRun } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld } from '../../support/billing-world.ts';

function draftOf(world: BillingWorld): InvoiceId {
  const drafted = world.store.log().findLast(({ event }) => event.type === 'InvoiceDrafted');
  return drafted?.stream.id as InvoiceId;
}

/** Fails at the first append of such an event, as if the process had been killed before it. */
function killBefore(world: BillingWorld, type: string): void {
  world.store.beforeAppend = (_stream, events) => {
    if (events.some((event) => event.type === type)) {
      world.store.beforeAppend = undefined;
      throw new Error('killed');
    }
  };
}

test.each(['NumberAssigned', 'InvoiceFinalised'])(
  'a document whose finalisation stopped before %s gets its end, and one number',
  async (type) => {
    const world = await billingWorld();
    await world.contract();
    await wholeRun(world, '2026-01-01', false);
    const invoiceId = draftOf(world);
    killBefore(world, type);
    await expect(finaliseInvoice(world.deps, { invoiceId }, world.by())).rejects.toThrow('killed');

    await sweepBilling(world.deps); // too soon: somebody may be at it
    expect(await world.document(invoiceId)).toMatchObject({ status: 'finalising' });
    world.clock.advance(10_000);
    await Promise.all([sweepBilling(world.deps), sweepBilling(world.deps)]);

    expect(world.register().map((each) => each.invoiceNumber)).toEqual(['INV-2026-000001']);
    expect(world.store.log().filter(({ event }) => event.type === 'NumberAssigned')).toHaveLength(1);
  },
);

test('a claim that a slow worker makes after its run has ended, and falls, goes back and is billed by the next run', async () => {
  const world = await billingWorld();
  const contractId = await world.contract({ seats: 0 });
  const runId = await wholeRun(world, '2026-01-01');
  const effectiveOn = civilDate('2026-01-01');
  await world.on(contractId, { kind: 'adjustSeats', lineId: null, effectiveOn, quantity: 10, reason: null });
  const state = await runState(world, runId);
  if (state.status === 'none') {
    throw new Error('There is a run');
  }
  const groupId = groupIdOf(groupFactsOf(await world.contractState(contractId)));
  const document = {
    groupId,
    invoiceId: documentId(state.request, groupId, 1),
    bytesUsed: 0,
    bearer: null,
    guard: null,
  };
  await claimCharges(world.deps, state.request, document, contractId, world.by(runId));

  await sweepBilling(world.deps);
  await wholeRun(world, '2026-01-01');
  expect(world.register().map((each) => each.subtotal)).toEqual(['600.00']);
});

test('a claim whose document was drafted after all stays where it is', async () => {
  const world = await billingWorld();
  const contractId = await world.contract();
  await wholeRun(world, '2026-01-01');
  // The read model is late and names a claim that stands on a document by now.
  const [claim] = (await world.contractState(contractId)).claims;
  const stranded = claim === undefined ? [] : [{ tenantId: world.tenantId, contractId, invoiceId: claim.invoiceId }];
  const finders = { ...world.deps.finders, strandedClaims: async () => stranded };
  await sweepBilling({ ...world.deps, finders });
  expect((await world.contractState(contractId)).claims).toMatchObject([{ isReleased: false }]);
});

test('what cannot be swept does not stop the rest', async () => {
  const world = await billingWorld();
  await world.contract();
  const runId = await startedRun(world, '2026-01-01');
  world.waiting.length = 0;
  world.clock.advance(10_000);
  const faults: unknown[] = [];
  const planRun: typeof world.deps.jobs.planRun = async (tenantId, wanted) => {
    if (wanted !== runId) {
      throw new Error('The queue says no');
    }
    await world.deps.jobs.planRun(tenantId, wanted);
  };
  const other = 'b0000000-0000-4000-8000-000000000000' as BillingRunId;
  await world.store.append(
    { category: 'billingRun', tenantId: world.tenantId, id: other },
    -1,
    world.store
      .log()
      .filter(({ event }) => event.type === 'BillingRunStarted')
      .map(({ event }) => ({ type: event.type, data: { ...(event.data as object), runId: other } })),
    { ...world.by(), recordedAt: '2026-01-01T00:00:00.000Z' },
  );
  const unfinishedRuns = async () =>
    (await world.deps.finders.unfinishedRuns()).sort((a) => (a.runId === other ? -1 : 1));
  await sweepBilling({
    ...world.deps,
    finders: { ...world.deps.finders, unfinishedRuns },
    jobs: { ...world.deps.jobs, planRun },
    reportFault: (error) => faults.push(error),
  });
  expect(faults).toHaveLength(1);
  expect(world.waiting).toEqual([{ runId, chunk: 'plan' }]);
});
